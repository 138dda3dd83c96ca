//! Chat and Gantry under one domain: the session's own cookie travels into the frame.

use std::time::Duration;

use gantry_test_support::{Browser, TestApp};
use serde_json::Value;

use super::super::chat::log_in;
use super::chat::{FramedChat, ONE_DOMAIN};

#[tokio::test]
async fn rc_iframe_25_a_person_signs_in_in_a_window_whose_address_can_be_read() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    let typed_in = browser.script("return document.querySelectorAll('input').length");
    let typed_in = typed_in.await;
    let heading = browser.text("h1").await;
    browser.click("#bridge-continue").await;
    browser.go_to_newest_window(2).await;
    browser.find("#password").await;
    let address = browser.address().await;
    log_in(&browser, "alice").await;
    browser.go_to_newest_window(1).await;
    chat.arrived(&browser, "alice").await;

    assert_eq!(heading, "Sign in to Team chat");
    assert_eq!(typed_in, 0, "nothing is typed into the frame");
    assert!(address.starts_with(&format!("{}/login", chat.app.url)));
    assert!(journal(&chat).await.contains("message try-iframe-login"));
}

#[tokio::test]
async fn rc_iframe_13_a_reload_stays_in_with_the_same_token_and_does_not_loop() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;

    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    let calls = chat.calls_at_rest(&browser).await;
    browser.driver.refresh().await.unwrap();
    chat.arrived(&browser, "alice").await;
    let again = chat.calls_at_rest(&browser).await;

    assert_eq!((calls, again), (2, 2), "once for each part of the client");
    assert_eq!(chat.count("/users.createToken"), 1);
    assert_eq!(chat.emulator.login_tokens("alice").len(), 1);
}

#[tokio::test]
async fn somebody_with_a_session_is_in_without_a_click() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    browser.open(&format!("{}/login", chat.app.url)).await;
    log_in(&browser, "alice").await;
    browser
        .wait_for_address(&format!("{}/apps", chat.app.url))
        .await;

    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    let calls = chat.calls_at_rest(&browser).await;

    assert_eq!(calls, 3, "at the same time");
    assert_eq!(chat.count("/users.createToken"), 1);
    assert_eq!(chat.count("/users.create"), 1);
}

#[tokio::test]
async fn a_page_signs_in_again_when_the_chat_has_ended_its_token() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;
    let former = chat.emulator.login_tokens("alice");

    chat.emulator.age_tokens(Duration::from_hours(91 * 24));
    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    chat.calls_at_rest(&browser).await;

    let tokens = chat.emulator.login_tokens("alice");
    assert_eq!(tokens.len(), 1);
    assert_ne!(tokens, former);
}

#[tokio::test]
async fn the_addresses_of_the_package_before_need_only_another_host() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    let gantry = &chat.app.url;
    let page = format!("{gantry}/login/?next=/rocketchat/redirect");
    chat.set("Accounts_iframe_url", page);
    chat.set(
        "Accounts_Iframe_api_url",
        format!("{gantry}/rocketchat/api"),
    );
    chat.set("Accounts_Iframe_api_method", "GET");
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;

    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;
    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    browser.open(&format!("{gantry}/rocketchat/redirect")).await;
    chat.arrived(&browser, "alice").await;

    assert_eq!(chat.count("/users.createToken"), 1);
}

/// What the chat's pages noted, a line each.
async fn journal(chat: &FramedChat) -> String {
    let TestApp { http, .. } = &chat.app;
    let address = format!("{}/emulator/iframe-journal", chat.emulator.url());
    let answer = http.get(address).send().await.unwrap();
    let noted: Value = answer.json().await.unwrap();
    let entries = noted.get("entries").and_then(Value::as_array).unwrap();
    let line = |entry: &Value| {
        let word = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("{} {}", word("event"), word("detail"))
    };
    entries.iter().map(line).collect::<Vec<_>>().join("\n")
}
