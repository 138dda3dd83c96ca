//! `/api/v1/users`

use gantry_test_support::TestApp;
use serde_json::json;

use super::Program;

#[tokio::test]
async fn a_person_is_added_changed_and_deleted() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    program.add_group("staff").await;

    let added = program
        .post(
            "/api/v1/users",
            json!({
                "username": "alice", "name": "Alice Smith", "email": "alice@example.org",
                "groups": ["staff"], "profile": { "nickname": "Al" }
            }),
        )
        .await;
    let id = added.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/users/{id}");
    let changed = program
        .patch(
            &path,
            json!({ "name": "Alice Jones", "email": null, "role": "auditor",
                "attributes": { "department": "Chemistry" } }),
        )
        .await;
    let groups = program.get(&format!("{path}/groups")).await.json();
    let deleted = program.delete(&path).await;
    let gone = program.get(&path).await;

    assert_eq!(added.status, 201, "{added:?}");
    assert_eq!(added.json()["email_verified"], true);
    let changed = changed.json();
    assert_eq!(changed["name"], "Alice Jones");
    assert_eq!(changed["email"], json!(null));
    assert_eq!(changed["role"], "auditor");
    assert_eq!(changed["attributes"]["department"], "Chemistry");
    assert_eq!(changed["profile"]["nickname"], "Al");
    assert_eq!(groups["items"][0]["name"], "staff");
    assert_eq!((deleted.status, gone.status), (204, 404));
}

#[tokio::test]
async fn people_are_searched_and_filtered() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_user("bob").await;
    let group = app.group("staff").await;
    let names = |answer: super::Answer| {
        let items = answer.json()["items"].as_array().unwrap().clone();
        let names = items
            .iter()
            .map(|it| it["username"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };

    let searched = program.get("/api/v1/users?search=bo%20exam").await;
    let of_group = program.get(&format!("/api/v1/users?group={group}")).await;
    let of_role = program.get("/api/v1/users?role=administrator").await;

    assert_eq!(names(searched), ["bob"]);
    assert_eq!(names(of_group), ["alice"]);
    assert_eq!(names(of_role), ["root"]);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let me = program.get("/api/v1/me").await.json();
    let path = format!("/api/v1/users/{}", me["user"]["id"].as_str().unwrap());

    for answer in [
        program.delete(&path).await,
        program.patch(&path, json!({ "role": null })).await,
        program.post(&format!("{path}/disable"), json!({})).await,
    ] {
        assert_eq!(answer.refusal(), (409, "last_administrator".to_owned()));
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let alice = app.add_user("alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let path = format!("/api/v1/users/{}/sessions", alice.id);

    let before = program.get(&path).await.json();
    let session = before["items"][0]["id"].as_str().unwrap();
    let ended = program.delete(&format!("{path}/{session}")).await;
    let again = program.delete(&format!("{path}/{session}")).await;
    let all = program.delete(&path).await;
    let after = program.get(&path).await.json();

    assert_eq!(before["items"].as_array().unwrap().len(), 1);
    assert_eq!((ended.status, again.status, all.status), (204, 404, 204));
    assert_eq!(after["items"], json!([]));
}

#[tokio::test]
async fn acts_of_help_answer() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let alice = program.add_user("alice").await;
    let path = |what: &str| format!("/api/v1/users/{alice}/{what}");

    let unlocked = program.post(&path("unlock"), json!({})).await;
    let reset = program.post(&path("factors/reset"), json!({})).await;
    let disabled = program.post(&path("disable"), json!({})).await;
    let enabled = program.post(&path("enable"), json!({})).await;

    assert_eq!(unlocked.json(), json!({ "forgotten": 0 }));
    assert_eq!(reset.status, 204);
    assert_eq!(disabled.json()["disabled"], true);
    assert_eq!(enabled.json()["disabled"], false);
}
