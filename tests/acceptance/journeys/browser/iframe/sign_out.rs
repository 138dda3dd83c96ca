//! Signing out on either side, under one domain and under two.

use gantry_test_support::Browser;

use super::chat::{FramedChat, Names, ONE_DOMAIN, TWO_DOMAINS};

/// Signs out at Gantry in another tab while the chat stays open.
async fn at_gantry(names: Names) {
    let chat = FramedChat::start(names).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;

    chat.open_gantry_beside(&browser, "/logout").await;
    browser.click("#logout-yes").await;
    browser.find("#logged-out").await;
    chat.back_in_chat(&browser).await;
    chat.signed_out(&browser).await;

    assert!(chat.emulator.login_tokens("alice").is_empty());
    let calls = chat.calls_at_rest(&browser).await;
    assert!(calls <= 6, "{calls}");
    chat.open(&browser).await;
    chat.signed_out(&browser).await;
}

/// Signs out in the chat, whose settings have the script that Gantry prints.
async fn in_chat(names: Names) {
    let chat = FramedChat::start(names).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;

    browser.click("#logout").await;
    let beginning = format!("{}/rocketchat/team-chat/logout", chat.app.url);
    browser.wait_for_address(&beginning).await;
    let heading = browser.text("#logged-out h1").await;
    browser.click("#logged-out .primary").await;
    chat.signed_out(&browser).await;
    chat.calls_at_rest(&browser).await;

    assert_eq!(heading, "Signed out");
    assert!(browser.shows("#iframe-login").await, "no silent sign-in");
    assert!(!chat.has_session(&browser).await);
    assert!(chat.emulator.login_tokens("alice").is_empty());
}

#[tokio::test]
async fn rc_iframe_50_signing_out_at_gantry_signs_out_the_open_chat() {
    at_gantry(ONE_DOMAIN).await;
}

#[tokio::test]
async fn rc_iframe_50_signing_out_at_gantry_signs_out_the_open_chat_on_another_site() {
    at_gantry(TWO_DOMAINS).await;
}

#[tokio::test]
async fn rc_iframe_56_signing_out_in_the_chat_ends_the_session_for_good() {
    in_chat(ONE_DOMAIN).await;
}

#[tokio::test]
async fn rc_iframe_56_signing_out_in_the_chat_ends_the_session_on_another_site() {
    in_chat(TWO_DOMAINS).await;
}

#[tokio::test]
async fn rc_iframe_56_without_the_script_the_session_at_gantry_signs_in_again() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.set("Custom_Script_On_Logout", "");
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;
    let former = chat.emulator.login_tokens("alice");

    browser.click("#logout").await;
    browser.leave_frame().await;
    let other = format!("localStorage['Meteor.loginToken'] !== '{}'", former[0]);
    browser.wait_until(&other).await;
    chat.arrived(&browser, "alice").await;

    assert_ne!(chat.emulator.login_tokens("alice"), former);
}
