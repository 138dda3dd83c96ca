//! One browser, several people.

use gantry_core::access::Access;
use gantry_test_support::Browser;

use super::super::chat::log_in;
use super::chat::{FramedChat, Names, ONE_DOMAIN, TWO_DOMAINS};

/// Alice leaves, Bob comes.
async fn one_after_the_other(names: Names) {
    let chat = FramedChat::start(names).await;
    chat.app.add_user("alice").await;
    chat.app.add_user("bob").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.sign_in(&browser, "alice").await;
    browser.click("#logout").await;
    browser.click("#logged-out .primary").await;
    chat.signed_out(&browser).await;

    chat.sign_in(&browser, "bob").await;
    chat.open(&browser).await;
    chat.arrived(&browser, "bob").await;

    assert_ne!(chat.user("alice").id, chat.user("bob").id);
    assert!(chat.emulator.login_tokens("alice").is_empty());
    assert_eq!(chat.emulator.login_tokens("bob").len(), 1);
}

/// Only the staff may come in, and Eve, who is signed in, is not among them.
async fn for_staff(names: Names) -> FramedChat {
    let chat = FramedChat::start(names).await;
    let staff = chat.app.group("staff").await;
    chat.app.add_user_in("bob", &["staff"]).await;
    chat.app.add_user("eve").await;
    chat.change_application(|settings| settings.access = Access::any_group([staff]))
        .await;
    chat
}

/// Eve is told so in the frame, and Bob signs in from there.
async fn from_the_frame(names: Names) {
    let chat = for_staff(names).await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    browser.click("#bridge-continue").await;
    browser.go_to_newest_window(2).await;
    log_in(&browser, "eve").await;
    browser.find("#problem[data-reason=not_allowed]").await;
    browser.click("#problem-switch").await;
    log_in(&browser, "bob").await;
    browser.go_to_newest_window(1).await;

    chat.arrived(&browser, "bob").await;
    assert!(chat.emulator.user("eve").is_none());
}

#[tokio::test]
async fn somebody_else_signs_in_after_a_sign_out() {
    one_after_the_other(ONE_DOMAIN).await;
}

#[tokio::test]
async fn somebody_else_signs_in_after_a_sign_out_on_another_site() {
    one_after_the_other(TWO_DOMAINS).await;
}

#[tokio::test]
async fn whoever_may_not_come_in_is_told_so_in_the_window_and_can_switch_there() {
    from_the_frame(ONE_DOMAIN).await;
}

#[tokio::test]
async fn whoever_may_not_come_in_can_switch_on_another_site() {
    from_the_frame(TWO_DOMAINS).await;
}

#[tokio::test]
async fn rc_iframe_18_whoever_may_not_come_in_is_told_so_in_the_frame_and_can_switch() {
    let chat = for_staff(ONE_DOMAIN).await;
    let browser = Browser::start().await;
    browser.open(&format!("{}/login", chat.app.url)).await;
    log_in(&browser, "eve").await;
    browser
        .wait_for_address(&format!("{}/apps", chat.app.url))
        .await;

    chat.open(&browser).await;
    chat.in_frame(&browser, "#problem[data-reason=not_allowed]")
        .await;
    let explained = browser.text("#problem").await;
    let continues = browser.shows("#bridge-continue").await;
    browser.click("#bridge-switch").await;
    browser.go_to_newest_window(2).await;
    log_in(&browser, "bob").await;
    browser.go_to_newest_window(1).await;
    chat.arrived(&browser, "bob").await;

    assert!(explained.contains("Team chat"), "{explained}");
    assert!(!continues);
    assert!(chat.emulator.user("eve").is_none());
}
