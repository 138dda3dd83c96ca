//! When the chat is down or lets somebody not in: words, and a way on.

use gantry_emulator::{NewUser, Outage};
use gantry_test_support::{Browser, Device};

use super::super::chat::log_in;
use super::chat::{FramedChat, ONE_DOMAIN, TWO_DOMAINS};

/// From the open chat to the end of the window, without waiting to be in.
async fn through_the_window(chat: &FramedChat, browser: &Browser, username: &str) {
    chat.in_frame(browser, "#bridge-continue").await;
    browser.click("#bridge-continue").await;
    browser.go_to_newest_window(2).await;
    log_in(browser, username).await;
    browser.go_to_newest_window(1).await;
}

#[tokio::test]
async fn rc_iframe_27_a_chat_that_is_down_is_told_in_words_and_trying_again_works() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;

    chat.emulator.set_outage(Outage::Refuse503);
    through_the_window(&chat, &browser, "alice").await;
    chat.in_frame(&browser, "#problem[data-reason=chat_down]")
        .await;
    let words = browser.text("#bridge-failed").await;
    chat.emulator.set_outage(Outage::None);
    browser.click("#bridge-again").await;
    chat.arrived(&browser, "alice").await;

    let expected =
        "The chat cannot be reached\nIt does not answer at the moment. Try again in a minute.";
    assert_eq!(words, expected);
}

#[tokio::test]
async fn rc_iframe_20_the_session_at_gantry_outlives_a_chat_that_is_down() {
    let chat = FramedChat::start(TWO_DOMAINS).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start_on(Device::GermanDesktop).await;
    chat.open(&browser).await;

    chat.emulator.set_outage(Outage::Drop);
    through_the_window(&chat, &browser, "alice").await;
    chat.in_frame(&browser, "#problem[data-reason=chat_down]")
        .await;
    let again = browser.text("#bridge-again").await;
    let has_session = chat.has_session(&browser).await;
    chat.emulator.set_outage(Outage::None);
    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;

    assert!(has_session);
    assert_eq!(again, "Noch einmal versuchen");
}

#[tokio::test]
async fn rc_iframe_37_an_account_of_the_same_name_is_left_to_an_administrator() {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    chat.app.add_user("alice").await;
    chat.emulator.add_user(NewUser {
        username: "alice".to_owned(),
        email: "somebody@example.com".to_owned(),
        ..NewUser::default()
    });
    let browser = Browser::start().await;
    chat.open(&browser).await;

    through_the_window(&chat, &browser, "alice").await;
    let conflict = "#problem[data-reason=chat_account_conflict]";
    chat.in_frame(&browser, conflict).await;
    let words = browser.text("#problem").await;
    chat.open(&browser).await;
    chat.in_frame(&browser, conflict).await;
    let switch = browser.shows("#bridge-switch").await;

    assert!(words.contains("An administrator has to say"), "{words}");
    assert!(switch);
    assert!(chat.emulator.login_tokens("alice").is_empty());
}

#[tokio::test]
async fn rc_iframe_27_messages_of_other_origins_are_ignored() {
    let chat = FramedChat::start(TWO_DOMAINS).await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;

    browser
        .script(
            "window.postMessage({ event: 'login-error', response: 'planted' }, '*');
             window.postMessage({ gantry: 'signed-in', code: 'planted' }, '*');",
        )
        .await;
    browser
        .wait_until("new Promise((done) => setTimeout(() => done(true), 300))")
        .await;

    assert!(!browser.shows("#bridge-failed").await);
    assert!(browser.shows("#bridge-continue").await);
}
