//! Every kind of client: four releases of the web client, the app, the desktop client.

use gantry_test_support::{Browser, Device};

use super::super::chat::log_in;
use super::chat::{FramedChat, ONE_DOMAIN};

/// Signs in, reloads, signs out at Gantry.
async fn round_trip(version: &'static str) {
    let chat = FramedChat::start_as(ONE_DOMAIN, version).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;
    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    chat.calls_at_rest(&browser).await;
    let made = chat.count("/users.createToken");
    chat.open_gantry_beside(&browser, "/logout").await;
    browser.click("#logout-yes").await;
    browser.find("#logged-out").await;
    chat.back_in_chat(&browser).await;
    chat.signed_out(&browser).await;

    assert_eq!(made, 1);
    assert!(chat.emulator.login_tokens("alice").is_empty());
}

#[tokio::test]
async fn the_web_client_before_7_8_signs_in() {
    round_trip("7.7.0").await;
}

#[tokio::test]
async fn rc_iframe_10_the_web_client_that_asks_for_a_preflight_signs_in() {
    round_trip("7.9.3").await;
}

#[tokio::test]
async fn the_web_client_of_8_signs_in() {
    round_trip("8.7.0").await;
}

#[tokio::test]
async fn the_web_client_of_9_signs_in() {
    round_trip("9.0.0").await;
}

#[tokio::test]
async fn rc_iframe_26_the_app_gets_the_token_by_a_message_and_page_and_app_use_it() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start_on(Device::ChatApp).await;

    browser
        .open(&format!("{}/home?emulate=mobile", chat.url))
        .await;
    chat.in_frame(&browser, "#bridge-continue").await;
    browser.click("#bridge-continue").await;
    browser.leave_frame().await;
    browser
        .wait_for_address(&format!("{}/login", chat.app.url))
        .await;
    let windows = browser.driver.windows().await.unwrap().len();
    log_in(&browser, "alice").await;
    chat.arrived(&browser, "alice").await;
    browser
        .wait_until("document.getElementById('app-user').textContent === 'alice'")
        .await;

    assert_eq!(windows, 1, "a web view has no other");
    assert_eq!(chat.count("/users.createToken"), 1);
    assert_eq!(chat.emulator.login_tokens("alice").len(), 1, "one for both");
    let stored = browser
        .script("return localStorage['Meteor.loginToken']")
        .await;
    assert_eq!(stored, chat.emulator.login_tokens("alice")[0].as_str());
}

#[tokio::test]
async fn the_app_gets_the_token_from_a_session_that_is_already_there() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start_on(Device::ChatApp).await;
    browser.open(&format!("{}/login", chat.app.url)).await;
    log_in(&browser, "alice").await;
    browser
        .wait_for_address(&format!("{}/apps", chat.app.url))
        .await;

    browser
        .open(&format!("{}/home?emulate=mobile", chat.url))
        .await;
    chat.arrived(&browser, "alice").await;

    browser
        .wait_until("document.getElementById('app-user').textContent === 'alice'")
        .await;
}

#[tokio::test]
async fn rc_iframe_24_the_desktop_client_signs_in_in_its_one_window() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start_on(Device::DesktopClient).await;

    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    let framed = browser.script("return location.search").await;
    browser.click("#bridge-continue").await;
    browser.leave_frame().await;
    browser
        .wait_for_address(&format!("{}/login", chat.app.url))
        .await;
    let windows = browser.driver.windows().await.unwrap().len();
    log_in(&browser, "alice").await;
    chat.arrived(&browser, "alice").await;

    assert_eq!(framed, "?client=electron");
    assert_eq!(windows, 1);
    assert_eq!(chat.count("/users.createToken"), 1);
}
