//! How tokens are made, used and ended.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::Seconds;
use gantry_core::password::Password;
use gantry_core::role::Role;
use gantry_test_support::TestApp;
use serde_json::json;

use super::{Program, staff, token};

const OPERATOR: Administrator = Administrator::operator();

#[tokio::test]
async fn a_token_says_whose_it_is_and_what_it_may_do() {
    let app = TestApp::start().await;
    let helper = staff(&app, "helper", Role::Helpdesk).await;
    let program = Program::with(&app, &token(&app, &helper, "people").await);

    let me = program.get("/api/v1/me").await.json();

    assert_eq!(me["user"]["username"], "helper");
    assert_eq!(me["token"]["scopes"], json!(["people"]));
    assert_eq!(
        (&me["helps"], &me["administers"]),
        (&json!(true), &json!(false))
    );
    assert!(program.token.starts_with("gat_"));
}

#[tokio::test]
async fn a_token_ends_when_it_runs_out() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "read").await);

    app.advance(Seconds::days(30));

    let refusal = program.get("/api/v1/me").await.refusal();
    assert_eq!(refusal, (401, "api_token_invalid".to_owned()));
}

#[tokio::test]
async fn whoever_loses_the_role_takes_the_tokens_along() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let other = app.add_admin("other").await;
    let program = Program::with(&app, &token(&app, &other, "everything").await);
    let before = program.get("/api/v1/me").await.status;

    let change = UserChange {
        role: Some(None),
        ..UserChange::default()
    };
    app.accounts
        .change_user(&OPERATOR, other.id, change)
        .await
        .unwrap();

    assert_eq!(before, 200);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn whoever_is_shut_out_takes_the_tokens_along_for_good() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let other = app.add_admin("other").await;
    let program = Program::with(&app, &token(&app, &other, "read").await);

    for disabled in [true, false] {
        app.accounts
            .set_disabled(&OPERATOR, other.id, disabled)
            .await
            .unwrap();
        assert_eq!(program.get("/api/v1/me").await.status, 401);
    }
}

#[tokio::test]
async fn a_new_password_ends_all_tokens() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "read").await);

    let password = Password::chosen("nine purple elephants walk".to_owned()).unwrap();
    app.accounts
        .set_password(&OPERATOR, root.id, password)
        .await
        .unwrap();

    assert_eq!(program.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_token_makes_none_that_holds_more_or_lasts_longer() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "people").await);
    let wish = |scope: &str, days: i64| json!({ "name": "Another", "scopes": [scope], "lifetime_seconds": days * 86_400 });

    let more = program
        .post("/api/v1/api-tokens", wish("everything", 1))
        .await;
    let longer = program.post("/api/v1/api-tokens", wish("read", 31)).await;
    let less = program.post("/api/v1/api-tokens", wish("read", 1)).await;

    assert_eq!(more.refusal(), (403, "beyond_role".to_owned()));
    assert_eq!(longer.refusal(), (400, "invalid_value".to_owned()));
    assert_eq!(less.status, 201);
    let text = less.json()["text"].as_str().unwrap().to_owned();
    assert_eq!(
        Program::with(&app, &text).get("/api/v1/me").await.status,
        200
    );
}

#[tokio::test]
async fn nobody_makes_a_token_beyond_the_own_role() {
    let app = TestApp::start().await;
    let cases = [
        (staff(&app, "auditor", Role::Auditor).await, "read"),
        (staff(&app, "helper", Role::Helpdesk).await, "everything"),
        (app.add_user("alice").await, "read"),
    ];

    for (owner, scopes) in cases {
        let new = gantry_accounts::api_tokens::NewApiToken {
            name: "Too much".to_owned(),
            scopes: scopes.parse().unwrap(),
            lifetime: Seconds::days(1),
        };
        let made = app.accounts.make_own_api_token(owner.id, new).await;

        assert!(made.is_err(), "{}", owner.username);
    }
}

#[tokio::test]
async fn a_token_that_was_ended_ends_at_once() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "read").await);
    let list = program.get("/api/v1/api-tokens").await.json();
    let id = list["items"][0]["id"].as_str().unwrap();

    let ended = program.delete(&format!("/api/v1/api-tokens/{id}")).await;

    assert_eq!(ended.status, 204);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
    let trail = app.trail().await;
    assert!(
        trail.contains(&"api_token_changed ok".to_owned()),
        "{trail:?}"
    );
    assert!(
        trail.contains(&"api_call api_token_invalid".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn ones_own_tokens_are_listed_and_others_cannot_be_ended() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let helper = staff(&app, "helper", Role::Helpdesk).await;
    token(&app, &root, "everything").await;
    let program = Program::with(&app, &token(&app, &helper, "people").await);

    let own = program.get("/api/v1/api-tokens").await.json();
    let all = program
        .get("/api/v1/api-tokens?everybody=true")
        .await
        .json();
    let foreign = all["items"][0]["id"].as_str().unwrap().to_owned();
    let refused = program
        .delete(&format!("/api/v1/api-tokens/{foreign}"))
        .await;

    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(refused.status, 404);
    assert!(own["items"][0]["last_used_at"].is_string());
}

#[tokio::test]
async fn a_token_for_helping_people_takes_no_role_over() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let other = app.add_admin("other").await;
    let alice = app.add_user("alice").await;
    let program = Program::with(&app, &token(&app, &root, "people").await);
    let set = |id: String| format!("/api/v1/users/{id}/password");
    let new = json!({ "password": "nine purple elephants walk" });

    let refused = program.put(&set(other.id.to_string()), new.clone()).await;
    let helped = program.put(&set(alice.id.to_string()), new).await;

    assert_eq!(refused.refusal(), (403, "beyond_role".to_owned()));
    assert_eq!(helped.status, 204);
}
