//! The template "Rocket.Chat": one act registers a workspace and gives every value for its side.

use gantry_accounts::permissions::Administrator;
use gantry_rocketchat::settings::{
    RocketChatVersion, ServiceName, Sheet, environment_text, form, rest_calls,
};
use gantry_rocketchat::template::{rocketchat_client, sheet_of};
use gantry_test_support::TestApp;

async fn sheet(app: &TestApp) -> (Sheet, String, String) {
    let service = ServiceName::parse("authentik").unwrap();
    let site = "https://rocket.example.org".parse().unwrap();
    let new = rocketchat_client("Team chat", &site, &service).unwrap();
    let added = app
        .accounts
        .add_client(&Administrator::operator(), new)
        .await
        .unwrap();
    let secret = added.secret.unwrap().expose().to_owned();
    let version = RocketChatVersion::parse("8.4.0").unwrap();
    let public_url = app.url.parse().unwrap();
    let sheet = sheet_of(&added.client, &public_url, Some(&secret), version).unwrap();
    (sheet, added.client.client_id.to_string(), secret)
}

#[tokio::test]
async fn rc_oauth_74_the_template_gives_every_one_of_the_thirty_settings() {
    let app = TestApp::start().await;

    let (sheet, id, secret) = sheet(&app).await;

    let value = |suffix: &str| {
        let id = format!("Accounts_OAuth_Custom-Authentik{suffix}");
        let row = sheet.rows.iter().find(|row| row.id == id);
        row.unwrap_or_else(|| panic!("no {id}"))
            .value
            .stored_text()
            .to_owned()
    };
    assert_eq!(sheet.service_rows().count(), 30);
    assert_eq!(value(""), "true");
    assert_eq!(value("-url"), format!("{}/application/o", app.url));
    assert_eq!(value("-authorize_path"), "/authorize/");
    assert_eq!(value("-token_path"), "/token/");
    assert_eq!(value("-identity_path"), "/userinfo/");
    assert_eq!((value("-id"), value("-secret")), (id, secret));
    assert_eq!(value("-username_field"), "preferred_username");
    assert_eq!(value("-email_field"), "email");
    assert_eq!(value("-groups_claim"), "groups");
    assert_eq!(value("-merge_users"), "true");
}

#[tokio::test]
async fn rc_oauth_74_the_values_come_as_form_as_compose_block_and_as_rest_calls() {
    let app = TestApp::start().await;

    let (sheet, id, secret) = sheet(&app).await;
    let by_rest: Vec<String> = rest_calls(&sheet)
        .iter()
        .map(|call| format!("{} {}", call.path, call.body))
        .collect();

    for text in [
        form(&sheet),
        environment_text(&sheet).unwrap(),
        by_rest.join("\n"),
    ] {
        assert!(text.contains(&id) && text.contains(&secret), "{text}");
        assert!(
            text.contains(&format!("{}/application/o", app.url)),
            "{text}"
        );
    }
    let switch = "/api/v1/settings/Accounts_OAuth_Custom-Authentik {\"value\":true}";
    assert_eq!(by_rest.last().unwrap(), switch);
}

#[test]
fn rc_oauth_75_the_guide_begins_with_licence_broken_versions_and_the_first_administrator() {
    let guide = include_str!("../../../docs/rocketchat.md");

    let first = guide.lines().next().unwrap();

    for text in [
        "9.0.0",
        "oauth-enterprise",
        "6.3.0",
        "6.4.0 to 6.4.4",
        "8.2.0",
        "administrator",
    ] {
        assert!(first.contains(text), "{text} is missing: {first}");
    }
}
