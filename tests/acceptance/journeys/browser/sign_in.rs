//! From the chat's button into the chat, by both engines and each login style.

use gantry_test_support::{Browser, TestApp};

use super::chat::{Chat, log_in, shown};

#[tokio::test]
async fn a_person_signs_in_by_legacy_redirect() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    let heading = browser.text("h1").await;
    log_in(&browser, "alice").await;

    assert_eq!(heading, "Sign in to Team chat");
    assert_eq!(chat.arrived(&browser).await, shown("alice"));
    assert_eq!(
        browser.text("#chat-emails").await,
        "alice@example.org (verified)"
    );
    assert_eq!(browser.text("#chat-roles").await, "user");
}

#[tokio::test]
async fn a_person_signs_in_in_a_popup_of_900_by_450() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.set("login_style", "popup");
    app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    browser.go_to_newest_window(2).await;
    browser.find("#login-submit").await;
    let is_small = browser
        .script("return innerWidth <= 900 && innerHeight <= 450")
        .await;
    let button = "document.querySelector('#login-submit').getBoundingClientRect()";
    let is_seen = format!("const b = {button}; return b.top >= 0 && b.bottom <= innerHeight");
    let is_seen = browser.script(&is_seen).await;
    let is_wide = browser
        .script("return document.body.scrollWidth > innerWidth")
        .await;
    log_in(&browser, "alice").await;
    browser.go_to_newest_window(1).await;

    assert_eq!([is_small, is_seen, is_wide], [true, true, false]);
    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}

#[tokio::test]
async fn a_person_signs_in_by_the_login_style_default() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.set("login_style", "");
    app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    browser.go_to_newest_window(2).await;
    log_in(&browser, "alice").await;
    browser.go_to_newest_window(1).await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
    let redirect_uri = format!("{}/_oauth/authentik?close", chat.url);
    assert_eq!(
        chat.emulator.calls()[0].field("redirect_uri"),
        Some(redirect_uri.as_str())
    );
}

#[tokio::test]
async fn a_person_signs_in_by_the_modern_engine() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.use_modern_flow();
    app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
    let user_agent = chat.emulator.calls()[0]
        .header("User-Agent")
        .map(str::to_owned);
    assert_eq!(user_agent.as_deref(), Some("Node-oauth"));
}

#[tokio::test]
async fn groups_become_roles_and_channels_in_a_licensed_chat() {
    let app = TestApp::start().await;
    let chat = Chat::licensed(&app).await;
    chat.emulator.add_role("staff");
    chat.set("merge_roles", true);
    chat.set("map_channels", true);
    chat.set(
        "groups_channel_map",
        r#"{"staff":"office","cooks":"kitchen","pilots":"hangar"}"#,
    );
    app.add_user_in("alice", &["staff", "cooks"]).await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;
    chat.arrived(&browser).await;

    assert_eq!(browser.text("#chat-roles").await, "user, staff");
    let mut channels = chat.user("alice").channels;
    channels.sort();
    assert_eq!(channels, ["general", "kitchen", "office"]);
}
