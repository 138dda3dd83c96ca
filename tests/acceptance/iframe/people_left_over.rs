//! An attempt to make an account that never finished: what it left is taken, and nothing else.

use gantry_core::user::User;
use gantry_core::{Seconds, Timestamp};
use gantry_emulator::NewUser;
use gantry_store::chat_accounts;
use gantry_test_support::TestApp;
use serde_json::json;

use crate::chat::Chat;
use crate::gate::Gate;
use crate::guest::{Guest, login_token};

/// The state in which a server that is killed between the call and its answer leaves the database.
async fn killed_while_making(app: &TestApp, chat: &Chat, user: &User) -> Timestamp {
    let now = app.accounts.env().now();
    let attempt = (chat.client.id, user.id, now);
    let written = app
        .accounts
        .store()
        .write(attempt, |tx, (client, user, now)| {
            Box::pin(async move {
                chat_accounts::begin(tx, *client, *user, "alice").await?;
                let known = chat_accounts::find(tx, *client, *user).await?.unwrap();
                chat_accounts::lease(tx, &known, *now, now.plus(Seconds::new(30))).await
            })
        });
    assert!(written.await.unwrap());
    app.advance(Seconds::new(31));
    now
}

/// What such an attempt made.
fn made() -> NewUser {
    NewUser {
        email: "alice@example.org".to_owned(),
        ..NewUser::person("alice", "of the attempt")
    }
}

#[tokio::test]
async fn rc_iframe_37_the_account_of_an_attempt_that_never_finished_is_taken() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    killed_while_making(&app, &chat, &user).await;
    chat.emulator.add_user(made());

    let given = Guest::signed_in(&app, "alice").await.api(&chat).await;

    let token = login_token(&given).unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
    assert_eq!(chat.emulator.users().len(), 2);
}

#[tokio::test]
async fn rc_iframe_37_an_attempt_that_never_began_is_made_now() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    killed_while_making(&app, &chat, &user).await;

    let given = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert!(login_token(&given).is_some(), "{}", given.body);
    assert_eq!(chat.accounts_made(), 1);
}

#[tokio::test]
async fn rc_iframe_37_an_account_that_no_attempt_of_ours_can_have_made_is_a_conflict() {
    let others = [
        NewUser {
            email: "else@example.org".to_owned(),
            ..made()
        },
        NewUser {
            email_verified: false,
            ..made()
        },
        NewUser {
            kind: gantry_emulator::UserType::Bot,
            ..made()
        },
    ];
    for other in others {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        let user = app.add_user("alice").await;
        killed_while_making(&app, &chat, &user).await;
        chat.emulator.add_user(other.clone());

        let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

        assert_eq!(refused.status, 403, "{other:?}");
        assert_eq!(refused.json()["error_description"], "chat_account_conflict");
        assert_eq!(chat.tokens_made(), 0);
    }
}

#[tokio::test]
async fn rc_iframe_37_an_account_that_is_older_than_the_attempt_is_a_conflict() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    chat.emulator.add_user(made());
    app.advance(Seconds::minutes(3));
    killed_while_making(&app, &chat, &user).await;

    let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["error_description"], "chat_account_conflict");
}

#[tokio::test]
async fn rc_iframe_37_an_account_that_somebody_entered_is_a_conflict() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    killed_while_making(&app, &chat, &user).await;
    chat.emulator.add_user(made());
    let login = json!({ "username": "alice", "password": "of the attempt" });
    chat.rest("login", ("", ""), login).await;

    let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["error_description"], "chat_account_conflict");
}

#[tokio::test]
async fn rc_iframe_37_an_administrators_account_is_not_taken_as_left_over() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    killed_while_making(&app, &chat, &user).await;
    let administrator = NewUser {
        roles: vec!["admin".to_owned(), "user".to_owned()],
        ..made()
    };
    chat.emulator.add_user(administrator);

    let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn rc_iframe_37_on_the_first_attempt_an_account_of_this_very_minute_is_a_conflict_too() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    chat.emulator.add_user(made());

    let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(refused.json()["error_description"], "chat_account_conflict");
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn rc_iframe_38_an_answer_that_is_lost_makes_no_second_account() {
    let app = TestApp::start().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    gate.hold("/users.create");
    let lost = alice.api(&chat).await;
    gate.open();
    let given = alice.api(&chat).await;

    assert_eq!(lost.status, 503, "{}", lost.body);
    assert_eq!(chat.accounts_made(), 1);
    let token = login_token(&given).unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}
