//! What happens while a token is being made: callers that hang up, sessions that end, leases that
//! run out.

use std::time::Duration;

use gantry_core::Seconds;
use gantry_emulator::Outage;
use gantry_test_support::TestApp;
use tokio::time::{sleep, timeout};

use crate::chat::Chat;
use crate::gate::Gate;
use crate::guest::{Guest, SESSION, login_token};

/// Works the queue until nothing is due.
async fn settle(app: &TestApp) {
    while app.workspaces.run_once().await.unwrap().taken > 0 {}
}

/// Waits until the chat keeps so many login tokens of somebody.
async fn until_tokens(chat: &Chat, username: &str, count: usize) {
    for _ in 0..1500 {
        if chat.emulator.login_tokens(username).len() == count {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    let tokens = chat.emulator.login_tokens(username);
    panic!("{} tokens instead of {count}", tokens.len());
}

#[tokio::test]
async fn rc_iframe_20_a_caller_that_hangs_up_leaves_nothing_behind_that_blocks_the_next() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    chat.emulator.set_outage(Outage::Hang);
    let mut gone = alice.clone();
    let call = timeout(Duration::from_millis(300), gone.api(&chat)).await;
    chat.emulator.set_outage(Outage::None);
    sleep(Duration::from_secs(11)).await;
    let given = alice.api(&chat).await;

    assert!(call.is_err());
    let token = login_token(&given).unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}

#[tokio::test]
async fn rc_iframe_13_a_token_whose_caller_hung_up_is_given_to_the_next_one() {
    let app = TestApp::start().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    gate.hold("/users.createToken");
    let mut gone = alice.clone();
    let call = timeout(Duration::from_secs(3), gone.api(&chat)).await;
    gate.open();
    let given = alice.api(&chat).await;

    assert!(call.is_err());
    assert_eq!(chat.tokens_made(), 1);
    let token = login_token(&given).unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}

#[tokio::test]
async fn rc_iframe_49_a_token_of_a_session_that_ended_meanwhile_is_not_given_and_ends() {
    let app = TestApp::start().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    let user = app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    gate.hold("/users.createToken");
    let sessions = app.accounts.sessions_of(user.id).await.unwrap();
    let (answer, ()) = tokio::join!(alice.api(&chat), async {
        gate.waiting(1).await;
        app.accounts.end_session(&sessions[0]).await.unwrap();
        gate.open();
    });
    let made = chat.emulator.login_tokens("alice").len();
    settle(&app).await;

    assert_eq!(answer.status, 401, "{}", answer.body);
    assert_eq!((made, chat.tokens_made()), (1, 1));
    assert_eq!(chat.emulator.login_tokens("alice"), Vec::<String>::new());
}

#[tokio::test]
async fn rc_iframe_13_a_lease_that_ran_out_leaves_one_token_alive_and_everybody_with_it() {
    let app = TestApp::start().await;
    let second = app.second_node().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let mut again = Guest::with_cookie(&second, SESSION, alice.cookie(SESSION));

    gate.hold("/users.createToken");
    let (slow, quick) = tokio::join!(alice.api(&chat), async {
        gate.waiting(1).await;
        app.advance(Seconds::new(25));
        let (quick, ()) = tokio::join!(again.api(&chat), async {
            gate.waiting(2).await;
            gate.open();
        });
        quick
    });
    settle(&app).await;

    let (slow, quick) = (login_token(&slow), login_token(&quick));
    assert_eq!(chat.tokens_made(), 2);
    assert!(slow.is_some() && slow == quick, "{slow:?} {quick:?}");
    assert_eq!(chat.emulator.login_tokens("alice"), [slow.unwrap()]);
}

#[tokio::test]
async fn rc_iframe_13_a_server_that_died_while_making_a_token_blocks_nobody_for_long() {
    let app = TestApp::start().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    app.add_user("alice").await;
    let alice = Guest::signed_in(&app, "alice").await;
    let second = app.second_node().await;
    let mut again = Guest::with_cookie(&second, SESSION, alice.cookie(SESSION));

    gate.hold("/users.createToken");
    let mut first = alice.clone();
    let chat = &chat;
    let (_, given) = tokio::join!(timeout(Duration::from_secs(4), first.api(chat)), async {
        gate.waiting(1).await;
        until_tokens(chat, "alice", 1).await;
        // The first server's lease is over before its call comes back.
        app.advance(Seconds::new(21));
        gate.open();
        again.api(chat).await
    });
    settle(&app).await;

    let token = login_token(&given).unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}
