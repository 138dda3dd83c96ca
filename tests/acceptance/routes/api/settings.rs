//! `/api/v1/settings`, `/api/v1/keys` and `/api/v1/trail`

use gantry_test_support::TestApp;
use serde_json::json;

use super::Program;

#[tokio::test]
async fn a_section_is_changed_in_part() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = "/api/v1/settings/policy";

    let changed = program.patch(path, json!({ "password_length": 14 })).await;
    let unknown = program.patch(path, json!({ "pasword_length": 14 })).await;
    let wrong = program.patch(path, json!({ "password_length": 4 })).await;
    let nowhere = program.get("/api/v1/settings/weather").await;

    assert_eq!(changed.json()["password_length"], 14);
    assert_eq!(program.get(path).await.json(), changed.json());
    assert_eq!(unknown.refusal(), (400, "invalid_document".to_owned()));
    assert_eq!(wrong.refusal(), (400, "contradictory_settings".to_owned()));
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn keys_are_listed_and_replaced() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let before = program.get("/api/v1/keys").await.json();
    let after = program.post("/api/v1/keys/rotate", json!({})).await.json();

    let count = |keys: &serde_json::Value| keys["items"].as_array().unwrap().len();
    assert!(count(&after) > count(&before), "{after}");
    assert!(!after.to_string().contains("sealed"), "{after}");
}

#[tokio::test]
async fn the_trail_is_filtered_and_one_sign_in_found_by_its_code() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = gantry_test_support::AuthorizeRequest::legacy(&client);
    visitor.walk(&request.path()).await;
    app.trail().await;

    let lines = program.get("/api/v1/trail?event=authorize").await.json();
    let code = lines["items"][0]["code"].as_str().unwrap().to_owned();
    let one = program
        .get(&format!("/api/v1/trail/sign-ins/{code}"))
        .await
        .json();
    let wrong = program.get("/api/v1/trail?event=dancing").await;

    assert_eq!(lines["items"][0]["event"], "authorize", "{lines}");
    assert_eq!(one["code"], json!(code));
    assert!(!one["steps"].as_array().unwrap().is_empty());
    assert_eq!(wrong.refusal(), (400, "invalid_value".to_owned()));
}
