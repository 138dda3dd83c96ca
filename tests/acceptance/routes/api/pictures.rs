//! Names of pictures in documents: only those that were uploaded for just that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_accounts::permissions::Administrator;
use gantry_core::slug::Slug;
use gantry_test_support::TestApp;
use serde_json::{Value, json};

use super::Program;

const BRANDING: &str = "/api/v1/settings/branding";
/// The smallest picture: one pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
const OPERATOR: Administrator = Administrator::operator();
/// What no upload ever made.
const MADE_UP: [&str; 5] = [
    "AbCdEfGhIjKlMnOpQrSt-_",
    "logo.png",
    "../../admin/settings",
    "x\" onerror=\"alert(1)",
    "",
];

fn icon(name: &Value) -> Value {
    json!({ "settings": { "presentation": { "icon": name } } })
}

#[tokio::test]
async fn advisory_18_a_logo_is_uploaded_and_no_other_name_is_taken() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    for name in MADE_UP {
        let refused = program.patch(BRANDING, json!({ "logo": name })).await;
        let code = "contradictory_settings".to_owned();
        assert_eq!(refused.refusal(), (400, code), "{name}");
        let document = json!({ "settings": { "branding": { "logo": name } } });
        let refused = program.post("/api/v1/apply", document).await;
        assert_eq!(refused.status, 400, "{name}: {refused:?}");
    }
    let uploaded = app
        .accounts
        .set_logo(&OPERATOR, Some(STANDARD.decode(PNG).unwrap()))
        .await;
    uploaded.unwrap();
    let logo = program.get(BRANDING).await.json()["logo"].clone();
    let gone = program.patch(BRANDING, json!({ "logo": null })).await;
    let back = program.patch(BRANDING, json!({ "logo": logo })).await;

    assert_eq!((gone.status, back.status), (200, 200));
    assert_eq!(program.get(BRANDING).await.json()["logo"], logo);
}

#[tokio::test]
async fn advisory_18_an_icon_is_uploaded_for_just_this_application() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;
    for name in ["wiki", "shop"] {
        let new = json!({ "name": name, "settings": {
            "redirect_uris": [format!("https://{name}.example.org/callback")]
        } });
        let added = program.post("/api/v1/applications", new).await;
        assert_eq!(added.status, 201, "{added:?}");
    }
    let slug: Slug = "wiki".parse().unwrap();
    let wiki = app.accounts.client_by_slug(&slug).await.unwrap().unwrap();
    let upload = Some(STANDARD.decode(PNG).unwrap());
    let wiki = app.accounts.set_icon(&OPERATOR, &wiki, upload).await;
    let own = json!(wiki.unwrap().settings.presentation.icon.unwrap());

    for name in MADE_UP.map(|name| json!(name)).iter().chain([&own]) {
        let path = "/api/v1/applications/shop";
        let refused = program.patch(path, icon(name)).await;
        let code = "contradictory_settings".to_owned();
        assert_eq!(refused.refusal(), (400, code), "{name}");
    }
    let path = "/api/v1/applications/wiki";
    let gone = program.patch(path, icon(&Value::Null)).await;
    let back = program.patch(path, icon(&own)).await;
    assert_eq!((gone.status, back.status), (200, 200), "{back:?}");
}

#[tokio::test]
async fn advisory_18_a_document_names_no_icon_that_is_not_here_not_even_in_a_dry_run() {
    let app = TestApp::start().await;
    let program = Program::administering(&app).await;

    for address in ["/api/v1/apply?dry_run=true", "/api/v1/apply"] {
        for name in MADE_UP {
            let document = json!({ "applications": [{
                "slug": "wiki", "name": "Wiki", "settings": {
                    "redirect_uris": ["https://wiki.example.org/callback"],
                    "presentation": { "icon": name }
                }
            }] });
            let refused = program.post(address, document).await;
            assert_eq!(refused.status, 400, "{address} {name}: {refused:?}");
            assert!(refused.text.contains("an icon is uploaded"), "{refused:?}");
        }
    }
    assert_eq!(program.get("/api/v1/applications/wiki").await.status, 404);
}
