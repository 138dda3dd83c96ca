//! Row 7: whatever a client was given is worth nothing in the hands of another.

use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::{Value, json};

const ALL: &str = "openid profile email offline_access";

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}

/// One of every kind of token that there is, each with what it is called.
async fn every_token(app: &TestApp, client: &RocketChatClient) -> Vec<(&'static str, String)> {
    let by_code = app.tokens(client, ALL, "alice").await;
    let refresh_token = text(&by_code, "refresh_token");
    let refreshed = app.refresh(client, &refresh_token, &[]).await.json();
    let own = [("grant_type", "client_credentials")];
    let own = app.call_as(client, "token", &own).await.json();
    let subject = text(&by_code, "access_token");
    let exchanged = app.exchange(client, &subject, &[]).await.json();
    let device = app.ask_as_device(client, ALL).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    visitor
        .answer_device(&text(&device, "user_code"), "allow")
        .await;
    let by_device = app.poll(client, &text(&device, "device_code")).await.json();
    vec![
        ("access token of a code", text(&by_code, "access_token")),
        ("refreshed access token", text(&refreshed, "access_token")),
        ("refresh token", text(&refreshed, "refresh_token")),
        ("token of the client itself", text(&own, "access_token")),
        ("exchanged token", text(&exchanged, "access_token")),
        ("access token of a device", text(&by_device, "access_token")),
        (
            "refresh token of a device",
            text(&by_device, "refresh_token"),
        ),
    ]
}

/// Other clients, the nosiest there can be.
async fn others(app: &TestApp) -> Vec<RocketChatClient> {
    let resource = "https://api.example.org/".to_owned();
    let mut others = vec![app.add_rocketchat().await];
    for (name, change) in [("Server", 0), ("Owner", 1), ("Signer", 2)] {
        let other = app.add_app(name, |it| match change {
            0 => it.tokens.serves = vec![resource.clone()],
            1 => it.tokens.resources = vec![resource.clone()],
            _ => it.tokens.jwt_access_tokens = true,
        });
        others.push(other.await);
    }
    others
}

#[tokio::test]
async fn advisory_07_every_kind_of_token_is_inactive_to_every_other_client() {
    for jwt in [false, true] {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let client = app
            .add_app("App", |it| it.tokens.jwt_access_tokens = jwt)
            .await;
        let others = others(&app).await;

        for (kind, token) in every_token(&app, &client).await {
            for other in &others {
                let told = app.introspect(other, &token).await;
                assert_eq!(told, json!({ "active": false }), "{kind}, JWTs: {jwt}");
            }
            let told = app.introspect(&client, &token).await;
            assert_eq!(told["active"], true, "{kind}, JWTs: {jwt}");
        }
    }
}

#[tokio::test]
async fn advisory_07_no_other_client_revokes_refreshes_or_exchanges_a_token() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_app("App", |_| {}).await;
    let others = others(&app).await;

    for (kind, token) in every_token(&app, &client).await {
        for other in &others {
            let revoked = app.call_as(other, "revoke", &[("token", &token)]).await;
            let refreshed = app.refresh(other, &token, &[]).await;
            let exchanged = app.exchange(other, &token, &[]).await;

            assert_eq!(revoked.status, 200);
            assert_ne!(refreshed.status, 200, "{kind}");
            assert_ne!(exchanged.status, 200, "{kind}");
        }
        let told = app.introspect(&client, &token).await;
        assert_eq!(told["active"], true, "{kind} is untouched");
    }
}

#[tokio::test]
async fn advisory_07_a_token_for_one_resource_is_inactive_to_who_serves_another() {
    let app = TestApp::start().await;
    let (mail, files) = ("https://mail.example.org/", "https://files.example.org/");
    let owner = app
        .add_app("Owner", |it| {
            it.tokens.resources = vec![mail.to_owned(), files.to_owned()];
        })
        .await;
    let server = app
        .add_app("Files", |it| it.tokens.serves = vec![files.to_owned()])
        .await;

    let mut active = Vec::new();
    for resource in [mail, files, ""] {
        let fields = [("grant_type", "client_credentials"), ("resource", resource)];
        let answer = app.call_as(&owner, "token", &fields).await.json();
        let told = app
            .introspect(&server, &text(&answer, "access_token"))
            .await;
        active.push(told["active"] == true);
    }

    assert_eq!(active, [false, true, false]);
}
