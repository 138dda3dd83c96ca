//! Many people at once, what hangs on one, pictures, and tokens of registration.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_test_support::TestApp;
use serde_json::json;

use super::{Answer, Program};

/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async fn send(program: &Program, method: &str, path: &str, body: Vec<u8>) -> Answer {
    let address = format!("{}{path}", program.url);
    let request = program
        .http
        .request(method.parse().unwrap(), address)
        .bearer_auth(&program.token)
        .header("content-type", "text/csv")
        .body(body);
    let response = request.send().await.unwrap();
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

const TABLE: &str = "username,name,email,groups\n\
    alice,Alice Smith,alice@example.org,staff\n\
    bob,Bob,nothing,\n";

#[tokio::test]
async fn a_table_is_tried_imported_and_taken_out_again() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.group("staff").await;
    let table = || TABLE.as_bytes().to_vec();

    let tried = send(
        &program,
        "POST",
        "/api/v1/users/import?dry_run=true",
        table(),
    )
    .await;
    let nobody = program.get("/api/v1/users?search=alice").await.json();
    let done = send(&program, "POST", "/api/v1/users/import", table()).await;
    let again = send(&program, "POST", "/api/v1/users/import", table()).await;
    let exported = program.post("/api/v1/users/export", json!({})).await;
    let text = exported.text.clone().into_bytes();
    let back = send(&program, "POST", "/api/v1/users/import", text).await;

    assert_eq!(tried.status, 200, "{tried:?}");
    assert_eq!(tried.json(), done.json());
    assert_eq!(nobody["items"], json!([]));
    assert_eq!(done.json()["added"], 1);
    assert_eq!(done.json()["lines"][1]["code"], "invalid_value");
    assert_eq!(again.json()["unchanged"], 1);
    assert!(exported.text.contains("alice,Alice Smith"), "{exported:?}");
    assert!(exported.header("content-type").starts_with("text/csv"));
    assert_eq!(back.json()["refused"], 0, "{back:?}");
    assert_eq!(back.json()["changed"], 0, "{back:?}");
}

#[tokio::test]
async fn what_is_no_table_is_refused() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = "/api/v1/users/import";

    let column = send(
        &program,
        "POST",
        path,
        b"username,colour\nalice,red\n".to_vec(),
    )
    .await;
    let bytes = send(&program, "POST", path, vec![0xff, 0xfe, 0x00]).await;
    let large = send(&program, "POST", path, vec![b'x'; 9 * 1024 * 1024]).await;

    assert!(
        column.text.contains("a column that is not known"),
        "{column:?}"
    );
    assert_eq!(bytes.status, 400, "{bytes:?}");
    assert_eq!(large.refusal(), (413, "too_large".to_owned()));
}

#[tokio::test]
async fn icon_and_logo_are_set_and_removed() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_rocketchat().await;
    let png = || STANDARD.decode(PNG).unwrap();
    let (icon, logo) = (
        "/api/v1/applications/team-chat/icon",
        "/api/v1/settings/branding/logo",
    );

    let set = send(&program, "PUT", icon, png()).await;
    let shown = program.get("/api/v1/applications/team-chat").await.json();
    let removed = program.delete(icon).await;
    let logo_set = send(&program, "PUT", logo, png()).await;
    let branding = program.get("/api/v1/settings/branding").await.json();
    let logo_removed = program.delete(logo).await;
    let text = send(&program, "PUT", icon, b"no picture".to_vec()).await;
    let missing = send(&program, "PUT", "/api/v1/applications/nothing/icon", png()).await;

    assert_eq!((set.status, removed.status), (204, 204), "{set:?}");
    assert!(shown["settings"].to_string().contains("icon"), "{shown}");
    assert_eq!((logo_set.status, logo_removed.status), (204, 204));
    assert!(branding["logo"].is_string(), "{branding}");
    assert_eq!(text.status, 400, "{text:?}");
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn what_hangs_on_a_person_is_told_before_it_is_deleted() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let alice = app.add_user("alice").await;
    app.visitor().sign_in("alice").await;
    let path = format!("/api/v1/users/{}", alice.id);

    let factors = program.get(&format!("{path}/factors")).await.json();
    let remains = program.get(&format!("{path}/remains")).await.json();
    let nobody = "/api/v1/users/01890a5d-ac96-774b-bcce-b302099a8057/remains";
    let unknown = program.get(nobody).await;

    assert_eq!(factors, json!({ "items": [], "recovery_codes": 0 }));
    assert_eq!(remains["has_password"], true);
    assert_eq!(remains["has_factor"], false);
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn groups_that_come_with_others_are_told_apart() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    program.add_group("science").await;
    let chemistry = json!({ "name": "chemistry", "parent": "science" });
    program.post("/api/v1/groups", chemistry).await;
    let alice = program.add_user("alice").await;

    let groups = program
        .put(
            &format!("/api/v1/users/{alice}/groups"),
            json!({ "groups": ["chemistry"] }),
        )
        .await
        .json();

    assert_eq!(groups["items"].as_array().unwrap().len(), 1);
    assert_eq!(groups["inherited"], json!(["science"]));
}

#[tokio::test]
async fn a_token_of_registration_is_made_listed_and_ended() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    let path = "/api/v1/registration-tokens";
    let new = json!({ "name": "Build farm", "uses": 3, "lifetime_seconds": 3600 });

    let made = program.post(path, new).await.json();
    let text = made["text"].as_str().unwrap();
    let listed = program.get(path).await;
    let id = made["token"]["id"].as_str().unwrap();
    let ended = program.delete(&format!("{path}/{id}")).await;
    let again = program.delete(&format!("{path}/{id}")).await;
    let none = json!({ "name": "x", "uses": 0, "lifetime_seconds": 3600 });
    let none = program.post(path, none).await;

    assert_eq!(listed.json()["items"][0]["uses_left"], 3);
    assert!(!listed.text.contains(text));
    assert_eq!((ended.status, again.status), (204, 404));
    assert_eq!(none.status, 400, "{none:?}");
}

#[tokio::test]
async fn sign_outs_that_wait_are_listed_and_tried_again() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    app.add_rocketchat().await;
    let path = "/api/v1/applications/team-chat/sign-outs";

    let waiting = program.get(path).await.json();
    let resumed = program.post(&format!("{path}/resume"), json!({})).await;
    let nothing = program.get("/api/v1/applications/nothing/sign-outs").await;

    assert_eq!(waiting, json!({ "items": [] }));
    assert_eq!(resumed.json()["resumed"], 0);
    assert_eq!(nothing.status, 404);
}
