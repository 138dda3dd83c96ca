//! What the tokens of an answer say, what they are good for, and when they end.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::permissions::Administrator;
use gantry_core::client::ResponseType;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::Value;

use crate::authorize::response_types::{arrived, asking, every_type, set_up};
use crate::well_known::id_token::claims;

fn left_half(text: &str) -> Value {
    URL_SAFE_NO_PAD
        .encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16])
        .into()
}

#[tokio::test]
async fn the_id_token_vouches_for_the_code_and_the_access_token_beside_it() {
    let (app, client, visitor) = set_up().await;
    let es256 = every_type(&app, |settings| {
        settings.id_token_alg = SigningAlgorithm::Es256;
    })
    .await;

    for (client, kind) in [&client, &es256]
        .into_iter()
        .flat_map(|client| ResponseType::ALL.map(|kind| (client, kind)))
        .filter(|(_, kind)| kind.has_id_token())
    {
        let answer = arrived(&visitor, &asking(client, kind.as_str())).await;

        let said = claims(answer.need("id_token"));
        assert_eq!(
            said.get("c_hash").cloned(),
            answer.get("code").map(left_half)
        );
        assert_eq!(
            said.get("at_hash").cloned(),
            answer.get("access_token").map(left_half),
            "{kind}"
        );
        assert_eq!(said["nonce"], "n-1", "{kind}");
        assert_eq!(said["aud"], client.id.as_str(), "{kind}");
        assert_eq!(said["acr"], "1", "{kind}");
        assert!(said["sid"].is_string(), "{kind}");
    }
}

#[tokio::test]
async fn scope_claims_are_in_the_id_token_only_where_no_access_token_ever_comes() {
    let (_app, client, visitor) = set_up().await;

    for kind in ResponseType::ALL
        .into_iter()
        .filter(|kind| kind.has_id_token())
    {
        let answer = arrived(&visitor, &asking(&client, kind.as_str())).await;

        let said = claims(answer.need("id_token"));
        let alone = kind == ResponseType::IdToken;
        assert_eq!(said.get("email").is_some(), alone, "{kind}");
        assert_eq!(said.get("name").is_some(), alone, "{kind}");
    }
}

#[tokio::test]
async fn a_claim_asked_for_by_name_is_in_the_id_token() {
    let (_app, client, visitor) = set_up().await;
    let wanted = r#"{"id_token":{"name":{"essential":true}}}"#;

    for kind in ["id_token", "id_token token"] {
        let request = asking(&client, kind)
            .with("scope", "openid")
            .with("claims", wanted);
        let answer = arrived(&visitor, &request).await;

        let said = claims(answer.need("id_token"));
        assert_eq!(said["name"], "alice Example", "{kind}");
        assert_eq!(said.get("email"), None, "{kind}");
    }
}

async fn redeemed(app: &TestApp, client: &RocketChatClient, code: &str) -> Value {
    let answer = app.redeem(client, code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn both_id_tokens_of_a_hybrid_flow_name_the_same_person_issuer_and_nonce() {
    let (app, client, visitor) = set_up().await;

    for kind in ["code id_token", "code id_token token"] {
        let answer = arrived(&visitor, &asking(&client, kind)).await;
        let tokens = redeemed(&app, &client, answer.need("code")).await;

        let first = claims(answer.need("id_token"));
        let second = claims(tokens["id_token"].as_str().unwrap());
        for name in ["iss", "sub", "aud", "nonce", "auth_time", "sid"] {
            assert_eq!(first[name], second[name], "{kind} {name}");
        }
        assert_eq!(second.get("c_hash"), None);
    }
}

#[tokio::test]
async fn the_access_token_is_good_at_userinfo_beside_that_of_the_code() {
    let (app, client, visitor) = set_up().await;

    for kind in ["id_token token", "code token", "code id_token token"] {
        let answer = arrived(&visitor, &asking(&client, kind)).await;
        let userinfo = app.userinfo(answer.need("access_token")).await;

        assert_eq!(userinfo.status, 200, "{kind} {}", userinfo.body);
        assert_eq!(userinfo.json()["preferred_username"], "alice", "{kind}");
        assert_eq!(answer.get("token_type"), Some("Bearer"), "{kind}");
        assert_eq!(answer.get("expires_in"), Some("600"), "{kind}");
        if let Some(code) = answer.get("code") {
            let tokens = redeemed(&app, &client, code).await;
            let second = tokens["access_token"].as_str().unwrap();
            assert_eq!(app.userinfo(second).await.status, 200, "{kind}");
        }
    }
}

#[tokio::test]
async fn a_replayed_code_of_a_hybrid_flow_revokes_what_its_first_use_issued() {
    let (app, client, visitor) = set_up().await;
    let answer = arrived(&visitor, &asking(&client, "code token")).await;
    let tokens = redeemed(&app, &client, answer.need("code")).await;

    let again = app.redeem(&client, answer.need("code")).await;

    assert_eq!(again.status_and_error(), "400 invalid_grant");
    let issued = tokens["access_token"].as_str().unwrap();
    assert_eq!(app.userinfo(issued).await.status, 401);
    // It goes back to the same authorization, which somebody else has got hold of.
    let beside = answer.need("access_token");
    assert_eq!(app.userinfo(beside).await.status, 401);
}

#[tokio::test]
async fn what_went_through_the_browser_ends_with_the_session_and_with_the_account() {
    let app = TestApp::start().await;
    let client = every_type(&app, |_| {}).await;

    for kind in ["id_token token", "code token"] {
        let name = kind.replace([' ', '_'], "-");
        let person = app.add_user(&name).await;
        let (visitor, other) = (app.visitor(), app.visitor());
        visitor.sign_in(&name).await;
        other.sign_in(&name).await;
        let here = arrived(&visitor, &asking(&client, kind)).await;
        let there = arrived(&other, &asking(&client, kind)).await;

        let question = visitor.walk("/logout").await.page();
        visitor
            .submit(&question, "#logout-yes", &[("decision", "yes")])
            .await;
        let (ended, lives) = (here.need("access_token"), there.need("access_token"));
        assert_eq!(app.userinfo(ended).await.status, 401, "{kind}");
        assert_eq!(app.userinfo(lives).await.status, 200, "{kind}");

        let operator = Administrator::operator();
        let disabled = app.accounts.set_disabled(&operator, person.id, true);
        disabled.await.unwrap();
        assert_eq!(app.userinfo(lives).await.status, 401, "{kind}");
    }
}

#[tokio::test]
async fn a_client_without_a_secret_needs_no_challenge_where_there_is_no_code() {
    let (app, _, visitor) = set_up().await;
    let client = every_type(&app, |settings| settings.public = true).await;

    let implicit = arrived(&visitor, &asking(&client, "id_token token")).await;
    let hybrid = arrived(&visitor, &asking(&client, "code id_token")).await;

    assert!(implicit.get("id_token").is_some(), "{implicit:?}");
    assert_eq!(hybrid.get("error"), Some("invalid_request"));
}

#[tokio::test]
async fn access_while_away_is_for_codes_only() {
    let (app, client, visitor) = set_up().await;
    let scope = "openid offline_access";
    let asked = |kind| asking(&client, kind).with("scope", scope);

    let implicit = arrived(&visitor, &asked("id_token token")).await;
    let hybrid = arrived(&visitor, &asked("code token")).await;

    assert_eq!(implicit.get("scope"), Some("openid"));
    assert_eq!(hybrid.get("scope"), Some(scope));
    let tokens = redeemed(&app, &client, hybrid.need("code")).await;
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
}
