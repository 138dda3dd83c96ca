//! Revocation: a client gives back its own tokens, and nobody else's.

use gantry_core::client::ClientSettings;
use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::{Value, json};

const ALL: &str = "openid email offline_access";

async fn set_up_with(
    change: impl FnOnce(&mut ClientSettings),
) -> (TestApp, RocketChatClient, Value) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_app("App", change).await;
    let tokens = app.tokens(&client, ALL, "alice").await;
    (app, client, tokens)
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

#[tokio::test]
async fn an_access_token_that_was_given_back_is_worth_nothing() {
    let (app, client, tokens) = set_up_with(|_| {}).await;
    let token = text(&tokens, "access_token");

    let first = app.call_as(&client, "revoke", &[("token", token)]).await;
    let again = app.call_as(&client, "revoke", &[("token", token)]).await;

    assert_eq!((first.status.as_u16(), first.body.as_str()), (200, ""));
    assert_eq!(again.status, 200);
    assert_eq!(app.userinfo(token).await.status, 401);
    assert_eq!(
        app.introspect(&client, token).await,
        json!({ "active": false })
    );
    let refreshed = app.refresh(&client, text(&tokens, "refresh_token"), &[]);
    assert_eq!(refreshed.await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_takes_its_family_and_their_access_tokens_along() {
    let (app, client, tokens) = set_up_with(|_| {}).await;
    let first = text(&tokens, "refresh_token");
    let next = app.refresh(&client, first, &[]).await.json();

    // Even a token that was used names its family.
    let fields = [("token", first), ("token_type_hint", "refresh_token")];
    let revoked = app.call_as(&client, "revoke", &fields).await;

    assert_eq!(revoked.status, 200);
    for tokens in [&tokens, &next] {
        assert_eq!(app.userinfo(text(tokens, "access_token")).await.status, 401);
    }
    let refreshed = app
        .refresh(&client, text(&next, "refresh_token"), &[])
        .await;
    assert_eq!(refreshed.status_and_error(), "400 invalid_grant");
}

#[tokio::test]
async fn a_token_of_a_client_for_itself_can_be_given_back() {
    let (app, client, _) = set_up_with(|_| {}).await;
    let fields = [("grant_type", "client_credentials")];
    let own = app.call_as(&client, "token", &fields).await.json();
    let token = text(&own, "access_token");

    app.call_as(&client, "revoke", &[("token", token)]).await;

    assert_eq!(
        app.introspect(&client, token).await,
        json!({ "active": false })
    );
}

#[tokio::test]
async fn unknown_tokens_are_as_good_as_revoked() {
    let (app, client, _) = set_up_with(|_| {}).await;

    for token in ["nonsense", "a.b.c", "x".repeat(64).as_str()] {
        let answer = app.call_as(&client, "revoke", &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{token}");
    }
    let missing = app.call_as(&client, "revoke", &[]).await;
    assert_eq!(missing.status_and_error(), "400 invalid_request");
}

#[tokio::test]
async fn another_clients_token_stays_and_the_trail_tells() {
    let (app, client, tokens) = set_up_with(|_| {}).await;
    let thief = app.add_app("Thief", |_| {}).await;

    for name in ["access_token", "refresh_token"] {
        let fields = [("token", text(&tokens, name))];
        let answer = app.call_as(&thief, "revoke", &fields).await;
        assert_eq!(answer.status, 200);
    }

    assert_eq!(
        app.userinfo(text(&tokens, "access_token")).await.status,
        200
    );
    let refreshed = app.refresh(&client, text(&tokens, "refresh_token"), &[]);
    assert_eq!(refreshed.await.status, 200);
    let line = "token token_of_another_client".to_owned();
    let lines = app.trail().await;
    assert_eq!(lines.iter().filter(|one| **one == line).count(), 2);
}

#[tokio::test]
async fn a_wrong_secret_revokes_nothing() {
    let (app, client, tokens) = set_up_with(|_| {}).await;
    let mut wrong = client.clone();
    "wrong".clone_into(&mut wrong.secret);
    let token = text(&tokens, "access_token");

    let refused = app.call_as(&wrong, "revoke", &[("token", token)]).await;

    assert_eq!(refused.status_and_error(), "401 invalid_client");
    assert_eq!(app.userinfo(token).await.status, 200);
}

#[tokio::test]
async fn a_public_client_gives_back_its_own() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let phone = app.add_app("Phone", |it| it.public = true).await;
    let device = app.ask_as_device(&phone, "openid").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    visitor
        .answer_device(text(&device, "user_code"), "allow")
        .await;
    let tokens = app.poll(&phone, text(&device, "device_code")).await.json();
    let token = text(&tokens, "access_token");

    let before = app.userinfo(token).await.status;
    let revoked = app.call_as(&phone, "revoke", &[("token", token)]).await;
    let after = app.userinfo(token).await.status;

    assert_eq!(
        (before.as_u16(), revoked.status.as_u16(), after.as_u16()),
        (200, 200, 401)
    );
}

#[tokio::test]
async fn scripts_of_any_site_may_call_it() {
    let (app, client, tokens) = set_up_with(|_| {}).await;
    let url = format!("{}/application/o/revoke/", app.url);
    let fields = [
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.as_str()),
        ("token", text(&tokens, "access_token")),
    ];
    let origin = ("origin", "https://app.example.org");
    let request = app.http.post(url).header(origin.0, origin.1).form(&fields);

    let answer = app.call(request).await;

    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}
