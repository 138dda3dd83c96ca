//! From custom OAuth to iframe mode before an upgrade to 9.0, and back: everybody keeps the account.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_emulator::NewUser;
use gantry_rocketchat::workspaces::Link;
use gantry_test_support::Browser;

use super::super::chat::log_in;
use super::chat::{FramedChat, ONE_HOST};

/// In by the button; the account's id in the chat.
async fn by_button(chat: &FramedChat, username: &str) -> String {
    let browser = Browser::start().await;
    chat.open(&browser).await;
    browser.click("#login-authentik").await;
    log_in(&browser, username).await;
    assert_eq!(browser.text("#chat-username").await, username);
    browser.text("#chat-id").await
}

/// In by the framed page; the account's id in the chat.
async fn by_frame(chat: &FramedChat, username: &str, chat_username: &str) -> String {
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    browser.click("#bridge-continue").await;
    browser.go_to_newest_window(2).await;
    log_in(&browser, username).await;
    browser.go_to_newest_window(1).await;
    chat.arrived(&browser, chat_username).await;
    browser.text("#chat-id").await
}

/// Waits until Gantry knows the accounts of so many people.
async fn learned(chat: &FramedChat, people: usize) {
    let client = chat.registered.client.id;
    for _ in 0..100 {
        chat.app.advance(Seconds::new(5));
        let known = chat.app.workspaces.people(client, None, 100).await.unwrap();
        if known.iter().filter(|one| one.chat_id.is_some()).count() == people {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("Gantry did not learn who is who");
}

#[tokio::test]
async fn rc_iframe_77_everybody_keeps_the_account_from_the_button_to_the_frame_and_back() {
    let chat = FramedChat::unconnected(ONE_HOST, "8.7.0").await;
    chat.enter_oauth_settings();
    chat.connect().await;
    chat.app.add_user("alice").await;
    chat.app.add_user("bob").await;

    let first = [
        by_button(&chat, "alice").await,
        by_button(&chat, "bob").await,
    ];
    learned(&chat, 2).await;
    let users = chat.emulator.users().len();
    chat.enter_iframe_settings();
    chat.switch_iframe_mode(true);
    let framed = [
        by_frame(&chat, "alice", "alice").await,
        by_frame(&chat, "bob", "bob").await,
    ];
    chat.switch_iframe_mode(false);
    let back = [
        by_button(&chat, "alice").await,
        by_button(&chat, "bob").await,
    ];

    assert_eq!(framed, first);
    assert_eq!(back, first);
    assert_eq!(chat.emulator.users().len(), users);
}

#[tokio::test]
async fn rc_iframe_77_whoever_came_by_the_frame_first_keeps_the_account_at_the_button() {
    let chat = FramedChat::start(ONE_HOST).await;
    chat.enter_oauth_settings();
    chat.app.add_user("alice").await;

    let framed = by_frame(&chat, "alice", "alice").await;
    chat.switch_iframe_mode(false);
    let button = by_button(&chat, "alice").await;

    assert_eq!(button, framed);
}

#[tokio::test]
async fn rc_iframe_77_a_person_linked_by_an_administrator_comes_to_that_account() {
    let chat = FramedChat::start(ONE_HOST).await;
    let carol = chat.app.add_user("carol").await;
    chat.emulator.add_user(NewUser {
        username: "caz".to_owned(),
        name: "Carol of old".to_owned(),
        email: "caz@example.com".to_owned(),
        ..NewUser::default()
    });
    let former = chat.user("caz").id;

    let link = Link {
        user: carol,
        account: "caz".to_owned(),
        may_administer: false,
    };
    let operator = Administrator::operator();
    let client = chat.registered.client.id;
    chat.app
        .workspaces
        .link(&operator, client, link)
        .await
        .unwrap();
    let framed = by_frame(&chat, "carol", "caz").await;

    assert_eq!(framed, former);
    assert!(chat.emulator.user("carol").is_none());
}
