//! `/api/v1/groups`

use gantry_test_support::TestApp;
use serde_json::json;

use super::Program;

#[tokio::test]
async fn a_group_is_added_moved_renamed_and_deleted() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let science = program.add_group("science").await;

    let new = json!({ "name": "chemistry", "parent": "science" });
    let added = program.post("/api/v1/groups", new).await.json();
    let path = format!("/api/v1/groups/{}", added["id"].as_str().unwrap());
    let change = json!({ "name": "Chemistry", "parent": null, "factor_demanded": true });
    let changed = program.patch(&path, change).await.json();
    let deleted = program.delete(&path).await;

    assert_eq!(added["parent_id"], json!(science));
    assert_eq!(changed["name"], "Chemistry");
    assert_eq!(changed["parent_id"], json!(null));
    assert_eq!(changed["factor_demanded"], true);
    assert_eq!(deleted.status, 204);
}

#[tokio::test]
async fn members_come_and_go() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let science = program.add_group("science").await;
    let new = json!({ "name": "chemistry", "parent": "science" });
    let chemistry = program.post("/api/v1/groups", new).await.json();
    let chemistry = chemistry["id"].as_str().unwrap();
    let alice = program.add_user("alice").await;
    let members = format!("/api/v1/groups/{science}/members");

    let put = format!("/api/v1/groups/{chemistry}/members/{alice}");
    let added = program.put(&put, json!({})).await;
    let inherited = program.get(&members).await.json();
    let removed = program.delete(&put).await;
    let nobody = program.get(&members).await.json();

    assert_eq!((added.status, removed.status), (204, 204));
    assert_eq!(inherited["items"][0]["user"]["username"], "alice");
    assert_eq!(inherited["items"][0]["direct"], false);
    assert_eq!(nobody["items"], json!([]));
}

#[tokio::test]
async fn groups_that_cannot_be_are_refused() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let staff = program.add_group("staff").await;

    let twice = program
        .post("/api/v1/groups", json!({ "name": "STAFF" }))
        .await;
    let orphan = json!({ "name": "chemistry", "parent": "nowhere" });
    let orphan = program.post("/api/v1/groups", orphan).await;
    let path = format!("/api/v1/groups/{staff}");
    let circle = program.patch(&path, json!({ "parent": "staff" })).await;

    assert_eq!(twice.refusal(), (409, "group_taken".to_owned()));
    assert_eq!(orphan.refusal(), (400, "invalid_document".to_owned()));
    assert_eq!(circle.status, 400);
}
