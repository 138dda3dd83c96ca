//! Pairwise subjects: who shares a sector, and that nobody moves into another's.

use gantry_core::client::{ClientSettings, SubjectType};
use gantry_test_support::{Application, TestApp};
use reqwest::Method;
use serde_json::json;

use super::manage::{call, changed};
use super::{open, register, registered, text, with};

#[tokio::test]
async fn a_registered_client_stays_in_its_sector() {
    let app = open().await;
    let pairwise = json!({ "subject_type": "pairwise" });
    let told = registered(&app, &with(&pairwise)).await;
    let elsewhere = json!({
        "subject_type": "pairwise",
        "redirect_uris": ["https://victim.example.org/cb"],
    });

    let moved = changed(&told, &elsewhere);
    let moved = call(&app, &told, Method::PUT, Some(&moved)).await;
    let within = json!({
        "subject_type": "pairwise",
        "redirect_uris": ["https://wiki.example.org/other"],
    });
    let within = changed(&told, &within);
    let within = call(&app, &told, Method::PUT, Some(&within)).await;

    assert_eq!(moved.status_and_error(), "400 invalid_client_metadata");
    assert_eq!(within.status, 200, "{}", within.body);
}

#[tokio::test]
async fn no_way_leads_into_a_sector_over_a_public_subject() {
    let app = open().await;
    let told = registered(&app, &with(&json!({}))).await;
    let victim = json!(["https://victim.example.org/cb"]);

    let public = changed(&told, &json!({ "redirect_uris": victim }));
    let public = call(&app, &told, Method::PUT, Some(&public)).await;
    let then = changed(
        &told,
        &json!({ "redirect_uris": victim, "subject_type": "pairwise" }),
    );
    let then = call(&app, &told, Method::PUT, Some(&then)).await;

    assert_eq!(public.status, 200, "{}", public.body);
    assert_eq!(then.status_and_error(), "400 invalid_client_metadata");
}

#[tokio::test]
async fn a_sector_without_redirect_uris_proves_nothing() {
    let app = open().await;
    let site = Application::start().await;
    let sector = site.publish_json("/sector.json", &json!(["https://a.example.org/cb"]));

    let answer = register(
        &app,
        &with(&json!({
            "redirect_uris": [],
            "response_types": [],
            "grant_types": [],
            "subject_type": "pairwise",
            "sector_identifier_uri": sector,
        })),
    )
    .await;

    assert_eq!(answer.status_and_error(), "400 invalid_client_metadata");
    let described = answer.json();
    assert!(text(&described, "error_description").contains("need a redirect URI"));
    assert!(site.received("/sector.json").is_empty());
}

async fn subject_at(app: &TestApp, name: &str, address: &str) -> String {
    let user = match app.accounts.user_by_login("alice").await.unwrap() {
        Some(user) => user,
        None => app.add_user("alice").await,
    };
    let mut settings = ClientSettings {
        redirect_uris: vec![address.parse().unwrap()],
        ..ClientSettings::default()
    };
    settings.subject.kind = SubjectType::Pairwise;
    let client = app.add_client(name, settings).await.client;
    app.provider.subject(&client, &user).unwrap()
}

#[tokio::test]
async fn programs_on_this_machine_share_no_sector() {
    let app = TestApp::start().await;
    let web = "https://wiki.example.org/cb";
    let same = (
        subject_at(&app, "A", web).await,
        subject_at(&app, "B", web).await,
    );

    assert_eq!(same.0, same.1);
    for here in [
        "http://127.0.0.1/cb",
        "http://localhost:8080/cb",
        "http://[::1]/cb",
        "https://app.localhost/cb",
    ] {
        let one = subject_at(&app, "C", here).await;
        let two = subject_at(&app, "D", here).await;

        assert_ne!(one, two, "{here}");
    }
}
