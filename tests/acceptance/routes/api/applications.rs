//! `/api/v1/applications`

use gantry_test_support::TestApp;
use serde_json::json;

use super::Program;

async fn wiki(program: &Program) -> String {
    let new = json!({
        "name": "Wiki",
        "settings": { "redirect_uris": ["https://wiki.example.org/callback"] }
    });
    let added = program.post("/api/v1/applications", new).await;
    assert_eq!(added.status, 201, "{added:?}");
    assert!(added.json()["client_secret"].as_str().unwrap().len() >= 32);
    "/api/v1/applications/wiki".to_owned()
}

#[tokio::test]
async fn an_application_is_added_changed_and_deleted() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = wiki(&program).await;

    let wanted = json!({ "name": "The wiki", "settings": {
        "consent": false, "launch_url": "https://wiki.example.org/", "logout": { "backchannel_uri": "https://wiki.example.org/out" }
    } });
    let changed = program.patch(&path, wanted).await;
    let back = json!({ "settings": { "launch_url": null, "logout": null } });
    let back = program.patch(&path, back).await.json();
    let disabled = program
        .post(&format!("{path}/disable"), json!({}))
        .await
        .json();
    let enabled = program
        .post(&format!("{path}/enable"), json!({}))
        .await
        .json();
    let deleted = program.delete(&path).await;

    assert_eq!(back["name"], "The wiki", "{changed:?}");
    assert_eq!(back["settings"]["consent"], false);
    assert_eq!(back["settings"]["launch_url"], json!(null));
    assert_eq!(
        (&disabled["disabled"], &enabled["disabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        (deleted.status, program.get(&path).await.status),
        (204, 404)
    );
}

#[tokio::test]
async fn a_workspace_needs_no_more_than_its_address() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    let new = json!({ "name": "Team chat", "rocketchat": { "url": "https://chat.example.org" } });
    let added = program.post("/api/v1/applications", new).await.json();
    let values = program
        .get("/api/v1/applications/team-chat/rocketchat/settings?version=8.4")
        .await
        .json();

    let settings = &added["application"]["settings"];
    assert_eq!(settings["template"], "rocketchat");
    assert_eq!(
        settings["redirect_uris"][0],
        "https://chat.example.org/_oauth/gantry"
    );
    let secret = added["client_secret"].as_str().unwrap();
    assert!(!values.to_string().contains(secret), "{values}");
    assert!(values["settings"].as_array().unwrap().len() > 10);
}

#[tokio::test]
async fn unknown_settings_and_names_are_all_told_at_once() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = wiki(&program).await;

    let wanted = json!({ "settings": {
        "consnet": false, "released_groups": ["nowhere"],
        "access": { "bindings": [{ "condition": { "person": "nobody" } }] }
    } });
    let refused = program.patch(&path, wanted).await;

    assert_eq!(refused.refusal(), (400, "invalid_document".to_owned()));
    let problems = refused.json()["problems"].as_array().unwrap().clone();
    let has = |words: &str| {
        problems
            .iter()
            .any(|it| it.as_str().unwrap().contains(words))
    };
    assert!(has("there is no group nowhere"), "{problems:?}");
    assert!(has("there is no person nobody"), "{problems:?}");
}

#[tokio::test]
async fn secrets_overlap_and_end() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = format!("{}/secrets", wiki(&program).await);

    let made = program.post(&path, json!({})).await;
    let listed = program.get(&path).await;
    let first = listed.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let removed = program.delete(&format!("{path}/{first}")).await;
    let left = program.get(&path).await.json();

    let secret = made.json()["client_secret"].as_str().unwrap().to_owned();
    assert_eq!((made.status, removed.status), (201, 204));
    assert!(!listed.text.contains(&secret));
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_of_access_says_who_gains_and_loses() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = format!("{}/access", wiki(&program).await);
    app.add_user_in("alice", &["staff"]).await;
    let access = json!({ "mode": "any", "bindings": [{ "condition": { "group": "staff" } }] });

    let dry = program
        .put(&format!("{path}?dry_run=true"), access.clone())
        .await;
    let untouched = program.get(&path).await.json();
    let changed = program.put(&path, access).await;
    let stored = program.get(&path).await.json();

    assert_eq!(dry.status, 200, "{dry:?}");
    assert_eq!(untouched["bindings"], json!([]));
    assert_eq!(changed.json()["lose"]["everyone_else"], true);
    assert_eq!(stored["bindings"][0]["condition"]["group"], "staff");
}
