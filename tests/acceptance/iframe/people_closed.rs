//! Accounts that are linked and must not be entered: bots, administrators, closed and deleted ones.

use gantry_core::Seconds;
use gantry_core::workspace::ChatAccount;
use gantry_emulator::UserType;
use gantry_rocketchat::workspaces::{Link, LinkError};
use gantry_store::chat_links;
use gantry_test_support::{Page, TestApp};
use serde_json::json;

use crate::chat::{Chat, OPERATOR};
use crate::guest::{Guest, login_token};

/// Somebody who came in once, and a second browser of the same person.
async fn came_in_once(app: &TestApp, chat: &Chat) -> Guest {
    app.add_user("alice").await;
    let first = Guest::signed_in(app, "alice").await.api(chat).await;
    assert!(login_token(&first).is_some(), "{}", first.body);
    chat.emulator.clear_journal();
    Guest::signed_in(app, "alice").await
}

fn assert_refused(page: &Page, reason: &str, chat: &Chat) {
    assert_eq!(page.status, 403, "{}", page.body);
    assert_eq!(page.json()["error_description"], reason);
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn rc_iframe_18_a_bots_and_an_apps_account_is_nobodys_to_enter() {
    for kind in [UserType::Bot, UserType::App] {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        let mut alice = came_in_once(&app, &chat).await;

        chat.emulator.set_user_type("alice", kind);

        assert_refused(&alice.api(&chat).await, "chat_not_a_person", &chat);
    }
}

#[tokio::test]
async fn rc_iframe_18_a_chat_administrators_account_is_entered_only_if_that_was_agreed_to() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut alice = came_in_once(&app, &chat).await;
    let role = json!({ "roleId": "admin", "username": "alice" });
    chat.administrate("roles.addUserToRole", role).await;

    assert_refused(&alice.api(&chat).await, "chat_administrator", &chat);

    let user = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    let link = |may_administer| Link {
        user: user.clone(),
        account: "alice".to_owned(),
        may_administer,
    };
    let refused = app
        .workspaces
        .link(&OPERATOR, chat.client.id, link(false))
        .await;
    assert!(
        matches!(refused, Err(LinkError::Administrator(_))),
        "{refused:?}"
    );
    app.workspaces
        .link(&OPERATOR, chat.client.id, link(true))
        .await
        .unwrap();
    assert!(login_token(&alice.api(&chat).await).is_some());
}

#[tokio::test]
async fn rc_iframe_18_who_administers_here_may_enter_an_administrators_account() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_admin("root").await;
    Guest::signed_in(&app, "root").await.api(&chat).await;
    let role = json!({ "roleId": "admin", "username": "root" });
    chat.administrate("roles.addUserToRole", role).await;

    let given = Guest::signed_in(&app, "root").await.api(&chat).await;

    assert!(login_token(&given).is_some(), "{}", given.body);
}

#[tokio::test]
async fn rc_iframe_18_an_account_that_the_chat_closed_stays_closed() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut alice = came_in_once(&app, &chat).await;
    let id = chat.emulator.user("alice").unwrap().id;
    let closed = json!({ "userId": id, "activeStatus": false });
    chat.administrate("users.setActiveStatus", closed).await;

    assert_refused(&alice.api(&chat).await, "chat_deactivated", &chat);
    assert!(!chat.emulator.user("alice").unwrap().active);
}

#[tokio::test]
async fn rc_iframe_18_an_account_that_was_deleted_is_not_made_anew() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    let gone = ChatAccount {
        client_id: chat.client.id,
        user_id: user.id,
        chat_id: Some("gone17characters0".to_owned()),
        chat_username: "alice".to_owned(),
        follows: true,
        may_administer: false,
        deactivated: false,
        problem: None,
        creating_since: None,
        avatar: None,
    };
    let put = app
        .accounts
        .store()
        .write_one(gone, |tx, gone| Box::pin(chat_links::put(tx, gone)));
    assert!(put.await.unwrap());
    let mut alice = Guest::signed_in(&app, "alice").await;

    assert_refused(&alice.api(&chat).await, "chat_account_missing", &chat);
    app.advance(Seconds::minutes(10));
    assert_refused(&alice.api(&chat).await, "chat_account_missing", &chat);
    assert_eq!(chat.accounts_made(), 0);
    assert!(chat.emulator.user("alice").is_none());
}
