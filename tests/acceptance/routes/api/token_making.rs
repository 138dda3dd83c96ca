//! Tokens that make and end tokens: none more than itself, and none without its maker.

use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::TestApp;
use serde_json::{Value, json};

use super::{Answer, Program, staff, token};

const TOKENS: &str = "/api/v1/api-tokens";

fn wish(scope: &str, days: i64) -> Value {
    json!({ "name": "Another", "scopes": [scope], "lifetime_seconds": days * 86_400 })
}

/// The program with the token that was made, and the token's id.
fn made(app: &TestApp, answer: &Answer) -> (Program, String) {
    assert_eq!(answer.status, 201, "{answer:?}");
    let made = answer.json();
    let text = made["text"].as_str().unwrap();
    let id = made["token"]["id"].as_str().unwrap();
    (Program::with(app, text), id.to_owned())
}

async fn own_id(program: &Program) -> String {
    let me = program.get("/api/v1/me").await.json();
    me["token"]["id"].as_str().unwrap().to_owned()
}

async fn end(program: &Program, id: &str) -> u16 {
    program.delete(&format!("{TOKENS}/{id}")).await.status
}

#[tokio::test]
async fn a_token_makes_others_only_if_it_may_do_everything() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;

    for scopes in ["read", "people"] {
        let program = Program::with(&app, &token(&app, &root, scopes).await);
        let refused = program.post(TOKENS, wish("read", 1)).await;
        assert_eq!(refused.refusal(), (403, "insufficient_scope".to_owned()));
    }
    let program = Program::with(&app, &token(&app, &root, "everything").await);
    let (child, _) = made(&app, &program.post(TOKENS, wish("people", 1)).await);

    assert_eq!(child.get("/api/v1/me").await.status, 200);
    let me = child.get("/api/v1/me").await.json();
    assert_eq!(me["token"]["scopes"], json!(["people"]));
}

#[tokio::test]
async fn a_token_makes_none_that_lasts_longer_and_what_it_made_makes_none() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "everything").await);

    let longer = program.post(TOKENS, wish("read", 31)).await;
    let (child, _) = made(&app, &program.post(TOKENS, wish("everything", 30)).await);
    let grandchild = child.post(TOKENS, wish("read", 1)).await;

    assert_eq!(longer.refusal(), (400, "invalid_value".to_owned()));
    assert_eq!(grandchild.refusal(), (403, "beyond_role".to_owned()));
}

#[tokio::test]
async fn what_a_token_made_ends_with_it() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "everything").await);
    let other = Program::with(&app, &token(&app, &root, "everything").await);
    let (child, _) = made(&app, &program.post(TOKENS, wish("everything", 1)).await);

    let ended = end(&other, &own_id(&program).await).await;

    assert_eq!(ended, 204);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
    assert_eq!(child.get("/api/v1/me").await.status, 401);
    assert_eq!(other.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_token_for_reading_ends_none_not_even_itself() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "read").await);

    let refused = end(&program, &own_id(&program).await).await;

    assert_eq!(refused, 403);
    assert_eq!(program.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_token_ends_none_that_may_do_more() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let stronger = Program::with(&app, &token(&app, &root, "everything").await);
    let weaker = Program::with(&app, &token(&app, &root, "read").await);
    let program = Program::with(&app, &token(&app, &root, "people").await);

    let up = end(&program, &own_id(&stronger).await).await;
    let down = end(&program, &own_id(&weaker).await).await;
    let itself = end(&program, &own_id(&program).await).await;

    assert_eq!((up, down, itself), (403, 204, 204));
    assert_eq!(stronger.get("/api/v1/me").await.status, 200);
    assert_eq!(weaker.get("/api/v1/me").await.status, 401);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_token_that_was_ended_ends_at_once() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let program = Program::with(&app, &token(&app, &root, "everything").await);

    let ended = end(&program, &own_id(&program).await).await;

    assert_eq!(ended, 204);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
    let trail = app.trail().await;
    for line in ["api_token_changed ok", "api_call api_token_invalid"] {
        assert!(trail.contains(&line.to_owned()), "{trail:?}");
    }
}

#[tokio::test]
async fn ones_own_tokens_are_listed_and_others_cannot_be_ended() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let helper = staff(&app, "helper", Role::Helpdesk).await;
    let other = staff(&app, "other", Role::Helpdesk).await;
    token(&app, &root, "everything").await;
    token(&app, &other, "read").await;
    let program = Program::with(&app, &token(&app, &helper, "people").await);

    let own = program.get(TOKENS).await.json();
    let all = program
        .get("/api/v1/api-tokens?everybody=true")
        .await
        .json();

    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
    assert!(own["items"][0]["last_used_at"].is_string());
    for item in &all["items"].as_array().unwrap()[..2] {
        assert_eq!(end(&program, item["id"].as_str().unwrap()).await, 404);
    }
}

#[tokio::test]
async fn a_token_that_ran_out_stays_in_the_list_and_opens_nothing() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let old = Program::with(&app, &token(&app, &root, "read").await);

    app.advance(Seconds::days(31));

    let program = Program::with(&app, &token(&app, &root, "read").await);
    let list = program.get(TOKENS).await.json();
    assert_eq!(old.get("/api/v1/me").await.status, 401);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}
