//! What a stranger may not say, and sectors, whose document is read.

use gantry_test_support::Application;
use serde_json::json;

use super::{open, register, registered, text, with};

#[tokio::test]
async fn a_private_scheme_is_for_native_clients() {
    let app = open().await;
    let native = with(&json!({
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["org.example.wiki:/cb", "http://127.0.0.1/cb"],
    }));

    let told = registered(&app, &native).await;

    assert_eq!(told["redirect_uris"], native["redirect_uris"]);
    assert_eq!(text(&told, "application_type"), "native");
}

#[tokio::test]
async fn a_sector_lists_every_redirect_uri() {
    let app = open().await;
    let site = Application::start().await;
    let uris = json!(["https://a.example.org/cb", "https://b.example.org/cb"]);
    let sector = site.publish_json("/sector.json", &uris);
    let part = site.publish_json("/part.json", &json!(["https://a.example.org/cb"]));
    let other = site.publish_json("/object.json", &json!({ "redirect_uris": uris }));
    let nothing = site.address("/nothing.json");
    let of = |sector: &str| {
        with(&json!({
            "redirect_uris": uris,
            "subject_type": "pairwise",
            "sector_identifier_uri": sector,
        }))
    };

    let told = registered(&app, &of(&sector)).await;

    assert_eq!(text(&told, "sector_identifier_uri"), sector);
    for bad in [part, other, nothing] {
        let answer = register(&app, &of(&bad)).await;
        assert_eq!(
            answer.status_and_error(),
            "400 invalid_client_metadata",
            "{bad}"
        );
    }
}

#[tokio::test]
async fn an_administrators_switches_are_not_asked_for() {
    let app = open().await;
    let greedy = with(&json!({
        "consent": false,
        "claims_in_id_token": true,
        "query_token": true,
        "template": "rocketchat",
        "settings": { "consent": false },
        "client_id": "chosen",
        "client_secret": "chosen-by-the-client-itself-0123456789",
    }));

    let told = registered(&app, &greedy).await;

    let id = text(&told, "client_id").parse().unwrap();
    let client = app.accounts.client_by_client_id(&id).await.unwrap();
    let client = client.unwrap();
    let settings = &client.settings;
    assert_ne!(client.client_id.as_str(), "chosen");
    assert_ne!(told["client_secret"], greedy["client_secret"]);
    assert!(settings.consent && !settings.claims_in_id_token && !settings.query_token);
    assert!(settings.rocketchat_url.is_none());
}
