//! `/api/v1/overview`, `/api/v1/trail/…` and what a person would look like.

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, TestApp};
use serde_json::{Value, json};

use super::Program;

#[tokio::test]
async fn the_overview_tells_what_waits_and_how_sign_ins_went() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let visitor = app.visitor();
    visitor.sign_in("root").await;
    app.accounts.trail().flush().await;
    app.accounts.count_trail_once().await.unwrap();

    let day = program.get("/api/v1/overview").await.json();
    let month = program.get("/api/v1/overview?month=true").await.json();
    let unknown = program.get("/api/v1/overview?year=true").await;
    let backups = program.get("/api/v1/backups").await.json();

    let concerns = day["concerns"].as_array().unwrap();
    let kinds: Vec<&str> = concerns
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    for kind in ["only_administrator", "mail_not_set_up", "no_backup"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(
        concerns
            .iter()
            .all(|it| it["page"].as_str().unwrap().starts_with('/'))
    );
    assert_eq!(day["sign_ins"].as_array().unwrap().len(), 24);
    assert_eq!(month["sign_ins"].as_array().unwrap().len(), 30);
    assert_eq!(unknown.status, 400);
    assert_eq!(backups, json!({ "items": [] }));
}

#[tokio::test]
async fn a_sign_in_that_failed_says_why_by_its_code() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    app.accounts.trail().flush().await;
    app.advance(Seconds::minutes(3));
    let program = Program::administering(&app).await;

    let all = program
        .get("/api/v1/trail/sign-ins?failed=true")
        .await
        .json();
    let code = all["items"][0]["code"].as_str().unwrap().to_owned();
    let beginning = &code[..4];
    let found = program
        .get(&format!("/api/v1/trail/sign-ins?code={beginning}"))
        .await
        .json();
    let shown = program
        .get(&format!("/api/v1/trail/sign-ins/{code}"))
        .await
        .json();
    let nothing = program.get("/api/v1/trail/sign-ins/22222222").await;
    let no_code = program.get("/api/v1/trail/sign-ins?code=!!").await;

    assert_eq!(found["items"][0]["code"], code.as_str());
    assert_eq!(shown["outcome"], "failed");
    let words = shown["explanation"].as_str().unwrap();
    assert!(words.contains("never came to change it"), "{shown}");
    let steps = shown["steps"].as_array().unwrap();
    assert!(
        steps.iter().any(|step| step["event"] == "authorize"),
        "{shown}"
    );
    assert_eq!(steps.last().unwrap()["event"], "code", "{shown}");
    assert_eq!(nothing.status, 404);
    assert_eq!(no_code.status, 400);
}

#[tokio::test]
async fn the_trail_is_searched_by_time_and_taken_out() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    program.add_user("alice").await;
    app.accounts.trail().flush().await;

    let since = program
        .get("/api/v1/trail?event=user_added&since=2000-01-01T00:00:00Z")
        .await
        .json();
    let until = program
        .get("/api/v1/trail?until=2000-01-01T00:00:00Z")
        .await
        .json();
    let wrong = program.get("/api/v1/trail?since=yesterday").await;
    let csv = program.post("/api/v1/trail/export", json!({})).await;
    let lines = program
        .post(
            "/api/v1/trail/export?format=jsonl&event=user_added",
            json!({}),
        )
        .await;
    let exported = program.get("/api/v1/trail?event=exported").await.json();

    assert!(!since["items"].as_array().unwrap().is_empty());
    assert_eq!(until["items"], json!([]));
    assert_eq!(wrong.status, 400);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.text.starts_with("\"id\",\"time\""), "{}", csv.text);
    assert_eq!(lines.status, 200, "{lines:?}");
    for line in lines.text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["event"], "user_added");
    }
    assert_eq!(exported["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_person_is_shown_as_an_application_would_see_it() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let bob = app.add_user_in("bob", &["staff"]).await;
    let client = app.add_rocketchat().await;
    let path = format!("/api/v1/users/{}/applications", bob.id);

    let all = program.get(&path).await.json();
    let shown = program.get(&format!("{path}/team-chat")).await.json();
    let nothing = program.get(&format!("{path}/nothing")).await;
    let told = app.claims(&client, "bob").await;

    assert_eq!(all["items"][0]["slug"], "team-chat");
    assert_eq!(all["items"][0]["may_enter"], true);
    assert_eq!(shown["entry"], "yes");
    assert_eq!(shown["userinfo"], told);
    assert_eq!(shown["rocketchat"]["username"], "bob");
    assert_eq!(shown["rocketchat"]["refused"], false);
    assert_eq!(nothing.status, 404);
}

#[tokio::test]
async fn who_may_not_enter_is_told_why() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let bob = app.add_user("bob").await;
    app.group("staff").await;
    app.add_rocketchat().await;
    let access = json!({ "bindings": [{ "condition": { "group": "staff" } }] });
    program
        .put("/api/v1/applications/team-chat/access", access)
        .await;

    let path = format!("/api/v1/users/{}/applications/team-chat", bob.id);
    let shown = program.get(&path).await.json();

    assert_eq!(shown["entry"], "no");
    assert!(!shown["reasons"].as_array().unwrap().is_empty());
    assert_eq!(shown["bindings"][0]["state"], "missed");
}

#[tokio::test]
async fn a_group_says_where_it_is_and_what_it_leads_to() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let science = program.add_group("science").await;
    let chemistry = json!({ "name": "chemistry", "parent": "science" });
    program.post("/api/v1/groups", chemistry).await;
    app.add_rocketchat().await;
    let access = json!({ "bindings": [{ "condition": { "group": "science" } }] });
    program
        .put("/api/v1/applications/team-chat/access", access)
        .await;

    let uses = program
        .get(&format!("/api/v1/groups/{science}/uses"))
        .await
        .json();

    assert_eq!(uses["above"], json!([]));
    assert_eq!(uses["children"][0]["name"], "chemistry");
    assert_eq!(uses["applications"][0]["slug"], "team-chat");
    assert_eq!(uses["applications"][0]["entry"], "open");
}
