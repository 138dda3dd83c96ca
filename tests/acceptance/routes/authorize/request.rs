//! Requests as Rocket.Chat makes them: any order, no nonce, no PKCE in the legacy engine.

use gantry_test_support::{RocketChatClient, TestApp, Visitor};
use serde_json::Value;

use crate::wire::{
    MODERN_STATE, code_of, legacy_address, legacy_payload, legacy_state, modern_address,
    modern_token, returned,
};

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

#[tokio::test]
async fn rc_oauth_10_parameters_may_come_in_any_order() {
    let (_app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");
    let (base, query) = path.split_once('?').unwrap();
    let pairs: Vec<&str> = query.split('&').collect();

    for turn in 0..pairs.len() {
        let mut turned = pairs.clone();
        turned.rotate_left(turn);
        let backwards: Vec<&str> = turned.iter().rev().copied().collect();
        for order in [turned, backwards] {
            let arrived = visitor
                .walk(&format!("{base}?{}", order.join("&")))
                .await
                .client();

            assert_eq!(
                returned(&arrived, "state").as_deref(),
                Some("s"),
                "{order:?}"
            );
            assert!(returned(&arrived, "code").is_some(), "{order:?}");
        }
    }
    let modern = visitor.walk(&modern_address(&client)).await.client();
    assert_eq!(returned(&modern, "state").as_deref(), Some(MODERN_STATE));
    assert!(returned(&modern, "code").is_some());
}

#[tokio::test]
async fn rc_oauth_11_a_request_without_a_nonce_gets_an_id_token_without_one() {
    let (app, client, visitor) = set_up().await;

    let arrived = visitor.walk(&legacy_address(&client, "s")).await.client();
    let answer = legacy_payload(&app, &client, &code_of(&arrived)).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let claims = id_token_claims(&answer.json());
    assert_eq!(claims["aud"], client.id.as_str());
    assert_eq!(claims.get("nonce"), None);
}

#[tokio::test]
async fn rc_oauth_12_the_legacy_engine_needs_no_pkce() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, &legacy_state());
    assert!(!path.contains("code_challenge"), "{path}");

    let arrived = visitor.walk(&path).await.client();
    let answer = legacy_payload(&app, &client, &code_of(&arrived)).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn rc_oauth_15_scopes_come_in_any_order_with_either_space_and_beside_unknown_ones() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");
    let default = "scope=email%20profile%20openid";
    assert!(path.contains(default), "{path}");

    for scope in [
        "email%20profile%20openid",
        "openid%20email%20profile",
        "profile+openid+email",
        "email+profile%20openid",
        "unheard-of%20email%20profile%20openid%20goauthentik.io%2Fapi",
        "email%20email%20profile%20%20openid",
    ] {
        let arrived = visitor
            .walk(&path.replace(default, &format!("scope={scope}")))
            .await;
        let answer = legacy_payload(&app, &client, &code_of(&arrived.client()))
            .await
            .json();
        let claims = app
            .userinfo(answer["access_token"].as_str().unwrap())
            .await
            .json();

        assert_eq!(answer["scope"], "openid profile email", "{scope}");
        assert!(answer["id_token"].is_string(), "{scope}");
        assert_eq!(claims["email"], "alice@example.org", "{scope}");
        assert_eq!(claims["preferred_username"], "alice", "{scope}");
    }
}

#[tokio::test]
async fn a_request_that_names_no_scope_gets_the_clients_default() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s").replace("scope=email%20profile%20openid", "scope=");

    let arrived = visitor.walk(&path).await.client();
    let answer = redeemed(&app, &client, &code_of(&arrived)).await;

    assert_eq!(answer["scope"], "openid profile email");
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s").replace("email%20profile%20openid", "email");

    let arrived = visitor.walk(&path).await.client();
    let answer = redeemed(&app, &client, &code_of(&arrived)).await;

    assert_eq!(answer["scope"], "email");
    assert_eq!(answer.get("id_token"), None);
}

#[tokio::test]
async fn a_nonce_comes_back_in_the_id_token_as_it_came() {
    let (app, client, visitor) = set_up().await;
    let path = format!(
        "{}&nonce=n%2D0S6%20%C3%A9%2B%2F%3D",
        modern_address(&client)
    );

    let arrived = visitor.walk(&path).await.client();
    let answer = modern_token(&app, &client, &code_of(&arrived)).await.json();

    assert_eq!(id_token_claims(&answer)["nonce"], "n-0S6 é+/=");
}

async fn redeemed(app: &TestApp, client: &RocketChatClient, code: &str) -> Value {
    let answer = legacy_payload(app, client, code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn id_token_claims(answer: &Value) -> Value {
    crate::well_known::id_token::claims(answer["id_token"].as_str().unwrap())
}
