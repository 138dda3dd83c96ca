//! Token exchange (RFC 8693): narrow, and only for clients that were told whose tokens they may
//! bring. [`conditions`]: what is asked at the exchange; [`endings`]: what ends the token that was
//! brought ends the new one.

mod conditions;
mod endings;

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_core::client::{ClientSettings, GrantType};
use gantry_test_support::{ACCESS_TOKEN_TYPE, AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::well_known::id_token::claims;

const MAIL: &str = "https://mail.example.org/";

struct Exchange {
    app: TestApp,
    front: RocketChatClient,
    back: RocketChatClient,
    token: String,
}

/// A client in front with alice's access token, and one behind it that may exchange it.
async fn set_up(change: impl FnOnce(&mut ClientSettings)) -> Exchange {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let front = app.add_app("Front", |_| {}).await;
    let back = app
        .add_app("Back", |it| {
            it.tokens.exchanges_from = vec![front.client.client_id.clone()];
            it.tokens.resources = vec![MAIL.to_owned()];
            change(it);
        })
        .await;
    let tokens = app
        .tokens(&front, "openid email offline_access", "alice")
        .await;
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    Exchange {
        app,
        front,
        back,
        token,
    }
}

#[tokio::test]
async fn an_access_token_is_exchanged_for_one_of_the_client_behind() {
    let it = set_up(|_| {}).await;
    it.app.advance(Seconds::minutes(4));

    let answer = it.app.exchange(&it.back, &it.token, &[]).await;
    let new = answer.json();
    let text = new["access_token"].as_str().unwrap();
    let told = it.app.introspect(&it.back, text).await;

    let mut members: Vec<String> = new.as_object().unwrap().keys().cloned().collect();
    members.sort();
    let wanted = [
        "access_token",
        "expires_in",
        "issued_token_type",
        "scope",
        "token_type",
    ];
    assert_eq!(members, wanted);
    assert_eq!(new["issued_token_type"], ACCESS_TOKEN_TYPE);
    assert_eq!(new["token_type"], "Bearer");
    assert_eq!(new["scope"], "openid email");
    let left = new["expires_in"].as_i64().unwrap();
    assert!(
        (355..=360).contains(&left),
        "no longer than the old one: {left}"
    );
    assert_eq!(told["client_id"], it.back.id.as_str());
    assert_eq!(
        it.app.userinfo(text).await.json()["email"],
        "alice@example.org"
    );
    assert_eq!(
        it.app.userinfo(&it.token).await.status,
        200,
        "the old one lives on"
    );
}

#[tokio::test]
async fn scope_and_resource_only_narrow() {
    let it = set_up(|settings| settings.tokens.jwt_access_tokens = true).await;
    let (app, back) = (&it.app, &it.back);

    let less = app.exchange(back, &it.token, &[("scope", "openid")]).await;
    let more = app
        .exchange(back, &it.token, &[("scope", "openid groups")])
        .await;
    let offline = app
        .exchange(back, &it.token, &[("scope", "offline_access")])
        .await;
    let mail = app
        .exchange(back, &it.token, &[("resource", MAIL)])
        .await
        .json();
    let audience = app.exchange(back, &it.token, &[("audience", MAIL)]).await;
    let unknown = [("resource", "https://other.example.org/")];
    let unknown = app.exchange(back, &it.token, &unknown).await;

    assert_eq!(less.json()["scope"], "openid");
    assert_eq!(more.status_and_error(), "400 invalid_scope");
    assert_eq!(offline.status_and_error(), "400 invalid_scope");
    let text = mail["access_token"].as_str().unwrap();
    assert_eq!(claims(text)["aud"], MAIL);
    assert!(claims(text)["auth_time"].is_i64());
    assert_eq!(app.userinfo(text).await.status, 401);
    assert_eq!(audience.status, 200, "{}", audience.body);
    assert_eq!(unknown.status_and_error(), "400 invalid_target");
}

#[tokio::test]
async fn what_is_for_a_resource_stays_for_it() {
    let it = set_up(|settings| settings.tokens.jwt_access_tokens = true).await;
    let request = AuthorizeRequest::legacy(&it.back).with("resource", MAIL);
    let code = it.app.code(&request, "alice").await;
    let tokens = it.app.redeem(&it.back, &code).await.json();
    let token = tokens["access_token"].as_str().unwrap();

    let new = it.app.exchange(&it.back, token, &[]).await.json();

    assert_eq!(claims(new["access_token"].as_str().unwrap())["aud"], MAIL);
}

#[tokio::test]
async fn a_client_may_exchange_its_own_and_those_it_was_told_and_no_others() {
    let it = set_up(|_| {}).await;
    let stranger = it.app.add_app("Stranger", |_| {}).await;

    let own = it.app.exchange(&it.front, &it.token, &[]).await;
    let foreign = it.app.exchange(&stranger, &it.token, &[]).await;

    assert_eq!(own.status, 200, "{}", own.body);
    assert_eq!(foreign.status_and_error(), "400 invalid_request");
    let trail = it.app.trail().await;
    assert!(trail.contains(&"token exchange_not_allowed".to_owned()));
}

#[tokio::test]
async fn the_grant_is_off_by_default_and_never_for_public_clients() {
    let it = set_up(|_| {}).await;
    let app = &it.app;
    let from = vec![it.front.client.client_id.clone()];
    let without = app
        .add_app("Without", |settings| {
            settings.grants = ClientSettings::default().grants;
            settings.tokens.exchanges_from.clone_from(&from);
        })
        .await;
    let public = app
        .add_app("Phone", |settings| {
            settings.public = true;
            settings.tokens.exchanges_from.clone_from(&from);
        })
        .await;

    assert!(
        !ClientSettings::default()
            .grants
            .contains(&GrantType::TokenExchange)
    );
    for client in [&without, &public] {
        let refused = app.exchange(client, &it.token, &[]).await;
        assert_eq!(refused.status_and_error(), "400 unauthorized_client");
    }
}

#[tokio::test]
async fn other_tokens_and_actors_are_refused() {
    let it = set_up(|_| {}).await;
    let (app, back) = (&it.app, &it.back);
    let tokens = app
        .tokens(&it.front, "openid offline_access", "alice")
        .await;
    let id_type = "urn:ietf:params:oauth:token-type:id_token";
    let refresh_type = "urn:ietf:params:oauth:token-type:refresh_token";
    let bad = "400 invalid_request";

    for further in [
        [
            ("actor_token", "x"),
            ("actor_token_type", ACCESS_TOKEN_TYPE),
        ],
        [("requested_token_type", id_type), ("x", "")],
        [("requested_token_type", refresh_type), ("x", "")],
    ] {
        let refused = app.exchange(back, &it.token, &further).await;
        assert_eq!(refused.status_and_error(), bad, "{further:?}");
    }
    for name in ["refresh_token", "id_token"] {
        let text = tokens[name].as_str().unwrap();
        let refused = app.exchange(back, text, &[]).await;
        assert_eq!(refused.status_and_error(), bad, "{name}");
    }
    for kind in [id_type, refresh_type, ""] {
        let fields = [
            ("grant_type", GrantType::TokenExchange.as_str()),
            ("subject_token", it.token.as_str()),
            ("subject_token_type", kind),
        ];
        let refused = app.call_as(back, "token", &fields).await;
        assert_eq!(refused.status_and_error(), bad, "{kind}");
    }
    assert_eq!(
        app.exchange(back, "nonsense", &[]).await.status_and_error(),
        bad
    );
    assert_eq!(app.exchange(back, "", &[]).await.status_and_error(), bad);
}

/// What the exchanged token is worth at userinfo.
async fn worth(it: &Exchange, new: &Value) -> u16 {
    let text = new["access_token"].as_str().unwrap();
    it.app.userinfo(text).await.status.as_u16()
}

#[tokio::test]
async fn the_new_token_ends_with_the_session_and_the_person() {
    for ended in ["session", "account", "time"] {
        let it = set_up(|_| {}).await;
        let accounts = &it.app.accounts;
        let alice = accounts.user_by_login("alice").await.unwrap().unwrap();
        let new = it.app.exchange(&it.back, &it.token, &[]).await.json();
        let before = worth(&it, &new).await;
        match ended {
            "session" => {
                let session = accounts.sessions_of(alice.id).await.unwrap().remove(0);
                accounts.end_session(&session).await.unwrap();
            }
            "account" => {
                let operator = Administrator::operator();
                let off = accounts.set_disabled(&operator, alice.id, true);
                off.await.unwrap();
            }
            _ => it.app.advance(Seconds::minutes(11)),
        }

        assert_eq!((before, worth(&it, &new).await), (200, 401), "{ended}");
        let late = it.app.exchange(&it.back, &it.token, &[]).await;
        assert_eq!(late.status_and_error(), "400 invalid_request", "{ended}");
    }
}

#[tokio::test]
async fn a_code_that_comes_again_ends_what_was_exchanged_too() {
    let it = set_up(|_| {}).await;
    let request = AuthorizeRequest::legacy(&it.front);
    let code = it.app.code(&request, "alice").await;
    let first = it.app.redeem(&it.front, &code).await.json();
    let token = first["access_token"].as_str().unwrap();
    let new = it.app.exchange(&it.back, token, &[]).await.json();
    let before = worth(&it, &new).await;

    it.app.redeem(&it.front, &code).await;

    assert_eq!((before, worth(&it, &new).await), (200, 401));
}

#[tokio::test]
async fn nobody_exchanges_for_an_application_that_the_person_may_not_enter() {
    let it = set_up(|_| {}).await;
    let staff = it.app.group("staff").await;
    let operator = Administrator::operator();
    let before = &it.back.client;
    let mut closed = before.clone();
    closed.settings.access = Access::any_group([staff]);
    let changed = it.app.accounts.change_client(&operator, before, closed);
    changed.await.unwrap();

    let refused = it.app.exchange(&it.back, &it.token, &[]).await;

    assert_eq!(refused.status_and_error(), "400 invalid_grant");
    assert_eq!(json!(it.app.trail().await[0]), json!("token not_allowed"));
}
