//! "What will this person look like?" is what the chat makes of the person afterwards.

use std::collections::BTreeMap;

use gantry_core::Seconds;
use gantry_test_support::{Browser, TestApp};

use super::super::chat::{Chat, log_in};
use super::{administer, change_places, choose, facts, notice, open, submit};

/// Enters the chat's own administrator as the account that keeps accounts in step.
async fn connect(app: &TestApp, chat: &Chat, browser: &Browser) {
    let token = chat
        .emulator
        .add_personal_access_token("rcadmin", "Gantry", true);
    let id = chat.user("rcadmin").id;
    open(app, browser, "/admin/applications/team-chat/connection").await;
    browser.type_into("#service_user_id", &id).await;
    browser.type_into("#token", &token).await;
    submit(browser, "/connection").await;
    notice(browser).await;
}

/// The group has a role and a room over there.
async fn follow(browser: &Browser, group: &str, (role, room): (&str, &str)) {
    choose(browser, "sync-0", group).await;
    browser.type_into("#role-0", role).await;
    browser.type_into("#room-0", room).await;
    submit(browser, "/connection/sync").await;
    notice(browser).await;
}

/// From the application's page to what it makes of somebody.
async fn look(app: &TestApp, browser: &Browser, person: &str) -> BTreeMap<String, String> {
    open(app, browser, "/admin/applications/team-chat").await;
    browser.type_into("#look-person", person).await;
    submit(browser, "/applications/team-chat/as").await;
    facts(browser, "#chat").await
}

/// What waits for the chat is done.
async fn settle(app: &TestApp) {
    for _ in 0..4 {
        app.advance(Seconds::minutes(2));
        app.workspaces.run_once().await.unwrap();
    }
}

#[tokio::test]
async fn what_the_page_says_is_what_the_chat_makes_of_the_person() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.emulator.add_role("captain");
    chat.emulator.add_room("bridge", false, "rcadmin");
    app.add_user_in("alice", &["crew"]).await;
    let (browser, mut alice) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    connect(&app, &chat, &browser).await;
    follow(&browser, "crew", ("captain", "bridge")).await;
    let said = look(&app, &browser, "alice").await;
    let entry = browser.find("#entry").await.attr("data-entry").await;
    let warned = browser.shows("#chat-warnings").await;
    change_places(&browser, &mut alice).await;
    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;
    chat.arrived(&browser).await;
    settle(&app).await;

    let made = chat.user("alice");
    assert_eq!(entry.unwrap().as_deref(), Some("good"));
    assert!(!warned);
    assert_eq!(said["Username"], made.username);
    assert_eq!(said["Name"], made.name);
    assert_eq!(said["E-mail"], made.email());
    assert_eq!(said["Id"], made.service("authentik").unwrap()["id"]);
    let avatar = said["Avatar"].as_str();
    assert_eq!(avatar, made.avatar.as_deref().unwrap_or("–"));
    assert_eq!(said["Roles from groups"], "captain");
    assert!(
        made.roles.contains(&"captain".to_owned()),
        "{:?}",
        made.roles
    );
    assert_eq!(said["Channels from groups"], "bridge");
    let rooms = &made.channels;
    assert!(rooms.contains(&"bridge".to_owned()), "{rooms:?}");
}

#[tokio::test]
async fn a_person_of_whom_the_page_warns_does_not_get_in() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_person("mallory", &[], |new| new.email_verified = false)
        .await;
    let (browser, mut mallory) = (Browser::start().await, Vec::new());

    administer(&app, &browser).await;
    let said = look(&app, &browser, "mallory").await;
    let refused = browser.text("#chat-refused").await;
    let warnings = browser.text("#chat-warnings").await;
    let entry = browser.text("#entry").await;
    change_places(&browser, &mut mallory).await;
    chat.click_button(&browser).await;
    log_in(&browser, "mallory").await;
    let problem = browser.find("#problem").await.attr("data-reason").await;

    assert_eq!(said["E-mail"], "–");
    assert!(refused.contains("would refuse"), "{refused}");
    assert!(warnings.contains("no e-mail address"), "{warnings}");
    assert!(entry.contains("confirmed e-mail addresses only"), "{entry}");
    assert_eq!(problem.unwrap().as_deref(), Some("no_verified_email"));
    assert!(chat.emulator.user("mallory").is_none());
}
