//! Refusals as RFC 9457 has them.

use std::num::NonZeroU32;

use gantry_accounts::throttle::RequestLimits;
use gantry_test_support::TestApp;
use serde_json::json;

use super::Program;

#[tokio::test]
async fn a_refusal_has_a_title_a_status_words_and_a_code() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    program.add_group("staff").await;

    let refused = program
        .post("/api/v1/groups", json!({ "name": "staff" }))
        .await;

    assert_eq!(
        refused.json(),
        json!({
            "title": "Conflict",
            "status": 409,
            "detail": "a group of that name exists",
            "code": "group_taken"
        })
    );
}

#[tokio::test]
async fn bodies_that_say_something_unknown_are_refused() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let unknown = json!({ "name": "staff", "colour": "red" });
    let unknown = program.post("/api/v1/groups", unknown).await;
    let address = format!("{}/api/v1/groups", app.url);
    let form = app
        .http
        .post(address)
        .bearer_auth(&program.token)
        .form(&[("name", "staff")])
        .send()
        .await
        .unwrap();

    assert_eq!(unknown.refusal(), (400, "invalid_document".to_owned()));
    assert!(unknown.text.contains("colour"), "{unknown:?}");
    assert_eq!(form.status(), 415);
}

#[tokio::test]
async fn a_token_that_asks_too_often_is_not_heard() {
    let requests_per_account = NonZeroU32::new(5).unwrap();
    let limits = RequestLimits {
        requests_per_account,
        ..RequestLimits::default()
    };
    let app = TestApp::start_with(limits).await;
    let program = Program::administering(&app).await;

    let mut last = program.get("/api/v1/me").await;
    for _ in 0..10 {
        last = program.get("/api/v1/me").await;
    }

    assert_eq!(last.refusal(), (429, "too_many_requests".to_owned()));
    assert!(!last.header("retry-after").is_empty());
}
