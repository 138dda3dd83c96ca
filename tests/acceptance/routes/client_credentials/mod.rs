//! A client for itself: no person, no scope, no refresh token.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::GrantType;
use gantry_test_support::{Answer, RocketChatClient, TestApp};
use serde_json::json;

const RESOURCE: &str = "https://api.example.org/";

async fn ask(app: &TestApp, client: &RocketChatClient, further: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("grant_type", "client_credentials")];
    fields.extend_from_slice(further);
    app.call_as(client, "token", &fields).await
}

#[tokio::test]
async fn a_client_gets_a_token_for_itself_and_nothing_else() {
    let app = TestApp::start().await;
    let robot = app.add_app("Robot", |_| {}).await;

    let answer = ask(&app, &robot, &[]).await;
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let told = app.introspect(&robot, &token).await;

    let mut members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["access_token", "expires_in", "token_type"]);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(told["active"], true);
    assert_eq!(told["sub"], robot.id.as_str());
    assert_eq!(told["client_id"], robot.id.as_str());
    assert_eq!(told["aud"], app.url.as_str());
    assert_eq!(told.get("scope"), None);
    assert!(app.trail().await.contains(&"token ok".to_owned()));
}

#[tokio::test]
async fn such_a_token_opens_no_userinfo() {
    let app = TestApp::start().await;
    let robot = app.add_app("Robot", |_| {}).await;
    let answer = ask(&app, &robot, &[]).await.json();

    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;

    assert_eq!(userinfo.status_and_error(), "401 invalid_token");
}

#[tokio::test]
async fn scopes_of_people_are_refused_and_unknown_ones_are_not_granted() {
    let app = TestApp::start().await;
    let robot = app.add_app("Robot", |_| {}).await;

    for scope in ["openid", "groups unheard-of", "offline_access"] {
        let refused = ask(&app, &robot, &[("scope", scope)]).await;
        assert_eq!(refused.status_and_error(), "400 invalid_scope", "{scope}");
    }
    let unknown = ask(&app, &robot, &[("scope", "unheard-of")]).await;

    assert_eq!(unknown.status, 200, "{}", unknown.body);
    let trail = app.trail().await;
    assert!(trail.contains(&"token scope_without_person".to_owned()));
}

#[tokio::test]
async fn only_confidential_clients_with_the_grant_may() {
    let app = TestApp::start().await;
    let without = app
        .add_app("Without", |it| {
            it.grants.remove(&GrantType::ClientCredentials);
        })
        .await;
    let public = app.add_app("Phone", |it| it.public = true).await;
    let mut wrong = app.add_app("Robot", |_| {}).await;
    "wrong".clone_into(&mut wrong.secret);

    let refused = ask(&app, &without, &[]).await.status_and_error();
    let unproven = ask(&app, &public, &[]).await.status_and_error();
    let forged = ask(&app, &wrong, &[]).await.status_and_error();

    assert_eq!(refused, "400 unauthorized_client");
    assert_eq!(unproven, "400 unauthorized_client");
    assert_eq!(forged, "401 invalid_client");
}

#[tokio::test]
async fn the_token_ends_in_time_and_with_its_client() {
    let app = TestApp::start().await;
    let robot = app.add_app("Robot", |_| {}).await;
    let reader = app
        .add_app("Reader", |it| it.tokens.serves = vec![RESOURCE.to_owned()])
        .await;
    let owner = app
        .add_app("Owner", |it| {
            it.tokens.resources = vec![RESOURCE.to_owned()];
        })
        .await;
    let mine = ask(&app, &robot, &[]).await.json();
    let aimed = ask(&app, &owner, &[("resource", RESOURCE)]).await.json();
    let aimed = aimed["access_token"].as_str().unwrap();
    let before = app.introspect(&reader, aimed).await;

    let operator = Administrator::operator();
    let disabled = app
        .accounts
        .set_client_disabled(&operator, owner.client.id, true);
    disabled.await.unwrap();
    let after = app.introspect(&reader, aimed).await;
    app.advance(Seconds::minutes(11));
    let mine = mine["access_token"].as_str().unwrap();
    let late = app.introspect(&robot, mine).await;

    assert_eq!(
        (&before["active"], &before["aud"]),
        (&json!(true), &json!(RESOURCE))
    );
    assert_eq!(after, json!({ "active": false }));
    assert_eq!(late, json!({ "active": false }));
}
