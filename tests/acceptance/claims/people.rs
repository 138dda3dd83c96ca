//! User name, e-mail address and full name.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::{NewUser, UserChange};
use gantry_core::username::Username;
use gantry_rocketchat::claims::is_safe_username;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use serde_json::Value;
use url::Url;

use crate::calls::{change_settings, claims, refusal, refusals};

const GUIDE: &str = "email profile openid";

async fn stopped(app: &TestApp, chat: &RocketChatClient, username: &str) -> Page {
    let request = AuthorizeRequest::legacy(chat);
    app.arrive(&app.visitor(), &request, username).await.page()
}

/// The page says why, and its way back tells the application.
fn assert_no_verified_email(page: &Page) {
    assert_eq!(page.status, 403);
    assert_eq!(page.problem().as_deref(), Some("no_verified_email"));
    let back = Url::parse(&page.attribute("#problem-back", "href").unwrap()).unwrap();
    let pairs: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    assert!(
        back.as_str()
            .starts_with("https://chat.example.org/_oauth/authentik?")
    );
    assert!(
        pairs.contains(&("error".to_owned(), "access_denied".to_owned())),
        "{back}"
    );
    assert!(
        pairs.contains(&("state".to_owned(), "c3RhdGU=".to_owned())),
        "{back}"
    );
}

#[tokio::test]
async fn rc_oauth_55_preferred_username_is_a_string_under_profile() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;

    let with_profile = claims(&app, &chat, GUIDE, "alice").await;
    let without = claims(&app, &chat, "openid email", "alice").await;

    assert_eq!(with_profile["preferred_username"], "alice");
    assert_eq!(without.get("preferred_username"), None);
}

#[tokio::test]
async fn rc_oauth_56_preferred_username_can_be_mentioned_is_unique_and_stable() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let user = app.add_user("Alice.B-c_1").await;
    let first = claims(&app, &chat, GUIDE, "Alice.B-c_1").await;
    let change = UserChange {
        name: Some("Another Name".parse().unwrap()),
        email: Some(Some("another@example.org".parse().unwrap())),
        ..UserChange::default()
    };

    let operator = Administrator::operator();
    app.accounts
        .change_user(&operator, user.id, change)
        .await
        .unwrap();
    let second = claims(&app, &chat, GUIDE, "alice.b-C_1").await;
    let twin = NewUser {
        username: "ALICE.B-C_1".parse().unwrap(),
        email: None,
        email_verified: false,
        name: "Twin".parse().unwrap(),
        profile: gantry_core::profile::Profile::default(),
        password: None,
        role: None,
        language: None,
        groups: Vec::new(),
    };
    let twin = app.accounts.add_user(&operator, twin).await;

    assert!(is_safe_username(
        first["preferred_username"].as_str().unwrap()
    ));
    assert_eq!(first["preferred_username"], second["preferred_username"]);
    assert_eq!(refusal(twin), "username_taken");
    for unsafe_name in ["a@example.org", "a b", "ä", "a/b", ""] {
        assert!(unsafe_name.parse::<Username>().is_err(), "{unsafe_name}");
    }
}

#[tokio::test]
async fn rc_oauth_57_a_person_without_an_address_is_stopped_with_a_page() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_user("alice").await;
    app.add_person("nomail", &[], |new| new.email = None).await;

    let page = stopped(&app, &chat, "nomail").await;
    let alice = claims(&app, &chat, GUIDE, "alice").await;

    assert_no_verified_email(&page);
    assert_eq!(refusals(&app).await, ["no_verified_email"]);
    assert_eq!(alice["email"], "alice@example.org");
}

#[tokio::test]
async fn rc_oauth_58_an_unverified_address_is_never_sent() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_person("mallory", &[], |new| new.email_verified = false)
        .await;

    let page = stopped(&app, &chat, "mallory").await;

    assert_no_verified_email(&page);
}

#[tokio::test]
async fn rc_oauth_58_the_administrator_may_send_unverified_addresses_too() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_person("bob", &[], |new| new.email_verified = false)
        .await;

    change_settings(&app, &chat.client, |settings| {
        settings.verified_email_only = false;
    })
    .await;
    let claims = claims(&app, &chat, GUIDE, "bob").await;

    assert_eq!(claims["email"], "bob@example.org");
    assert_eq!(claims["email_verified"], false);
}

#[tokio::test]
async fn rc_oauth_59_the_address_is_lower_case_and_the_same_bytes_at_every_login() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let mixed = |new: &mut NewUser| new.email = Some("Alice.B@Example.ORG".parse().unwrap());
    app.add_person("alice", &[], mixed).await;

    let first = claims(&app, &chat, GUIDE, "alice").await;
    let second = claims(&app, &chat, GUIDE, "ALICE.B@example.org").await;

    assert_eq!(first["email"], "alice.b@example.org");
    assert_eq!(first["email"], second["email"]);
}

#[tokio::test]
async fn rc_oauth_60_the_name_is_a_string_that_stays_the_same_between_logins() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let spaced = |new: &mut NewUser| new.name = "  Zoë   Quinn ".parse().unwrap();
    app.add_person("zoe", &[], spaced).await;

    let first = claims(&app, &chat, GUIDE, "zoe").await;
    let second = claims(&app, &chat, GUIDE, "zoe").await;

    assert_eq!(first["name"], Value::from("Zoë Quinn"));
    assert_eq!(first, second);
}
