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
        let made = app.accounts.make_api_token(&OPERATOR, owner.id, new).await;

        assert!(made.is_err(), "{}", owner.username);
    }
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
