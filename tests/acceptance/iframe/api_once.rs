//! One token for each session, however many ask for it: statements 13 to 15.

use gantry_core::Seconds;
use gantry_test_support::{TestApp, Visitor};
use tokio::task::JoinSet;

use crate::chat::{Chat, token_of};
use crate::guest::{Guest, SESSION, login_token};

async fn signed_in(app: &TestApp, username: &str) -> Visitor {
    let visitor = app.visitor();
    visitor.sign_in(username).await;
    visitor
}

/// What many calls at once get, each the same if there is one in the list.
async fn at_once(chat: &Chat, visitors: &[&Visitor], count: usize) -> Vec<Result<String, u16>> {
    let mut calls = JoinSet::new();
    for visitor in visitors.iter().cycle().take(count) {
        let call = chat.api_call(visitor, reqwest::Method::POST);
        calls.spawn(async move { token_of(call.send().await.unwrap()).await });
    }
    let mut answers = calls.join_all().await;
    answers.sort();
    answers.dedup();
    answers
}

#[tokio::test]
async fn rc_iframe_13_three_calls_at_once_get_the_same_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;

    let answers = at_once(&chat, &[&alice], 3).await;

    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(chat.tokens_made(), 1);
    let token = answers[0].clone().unwrap();
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}

#[tokio::test]
async fn rc_iframe_13_thirty_two_calls_at_once_make_one_account_and_one_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;

    let answers = at_once(&chat, &[&alice], 32).await;

    assert!(matches!(&answers[..], [Ok(_)]), "{answers:?}");
    assert_eq!((chat.accounts_made(), chat.tokens_made()), (1, 1));
}

#[tokio::test]
async fn rc_iframe_13_two_servers_on_one_database_make_one_token() {
    let app = TestApp::start().await;
    let second = app.second_node().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let first = Guest::signed_in(&app, "alice").await;
    let cookie = format!("{SESSION}={}", first.cookie(SESSION));

    let mut calls = JoinSet::new();
    for number in 0..12 {
        let node = if number % 2 == 0 { &app } else { &second };
        let call = node.http.post(format!("{}{}", node.url, chat.path("api")));
        let call = call
            .header("origin", &chat.origin)
            .header("cookie", cookie.clone());
        calls.spawn(async move { token_of(call.send().await.unwrap()).await });
    }
    let mut answers = calls.join_all().await;
    answers.sort();
    answers.dedup();

    assert!(matches!(&answers[..], [Ok(_)]), "{answers:?}");
    assert_eq!((chat.accounts_made(), chat.tokens_made()), (1, 1));
}

#[tokio::test]
async fn rc_iframe_13_two_first_sessions_of_one_person_at_once_make_one_account() {
    let app = TestApp::start().await;
    let second = app.second_node().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let one = signed_in(&app, "alice").await;
    let other = signed_in(&app, "alice").await;
    let elsewhere = Visitor::new(&second.url);
    elsewhere.sign_in("alice").await;

    let answers = at_once(&chat, &[&one, &other, &elsewhere], 6).await;

    assert_eq!(answers.len(), 3, "{answers:?}");
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!((chat.accounts_made(), chat.tokens_made()), (1, 3));
}

#[tokio::test]
async fn rc_iframe_14_a_hundred_calls_make_one_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    let first = chat.login_token(&alice).await.unwrap();

    for _ in 1..100 {
        app.advance(Seconds::new(1));
        assert_eq!(chat.login_token(&alice).await.as_ref(), Ok(&first));
    }

    assert_eq!(chat.tokens_made(), 1);
    assert!(chat.emulator.is_live(&first));
    let calls = chat.emulator.rest_calls().len();
    assert!(calls < 10, "the chat was called {calls} times");
}

#[tokio::test]
async fn rc_iframe_15_a_token_that_the_chat_refuses_is_replaced_once() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    let first = chat.login_token(&alice).await.unwrap();

    chat.end_token("alice", &first).await;
    app.advance(Seconds::minutes(4));
    let answers = at_once(&chat, &[&alice], 3).await;

    assert!(matches!(&answers[..], [Ok(_)]), "{answers:?}");
    let next = answers[0].clone().unwrap();
    assert_ne!(next, first);
    assert_eq!(chat.emulator.login_tokens("alice"), [next]);
    assert_eq!(chat.tokens_made(), 2);
}

#[tokio::test]
async fn rc_iframe_15_the_page_that_the_chat_shows_makes_the_next_call_ask_at_once() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let first = login_token(&alice.api(&chat).await).unwrap();

    chat.end_token("alice", &first).await;
    let believed = login_token(&alice.api(&chat).await).unwrap();
    alice.get(&chat.path("login")).await;
    let next = login_token(&alice.api(&chat).await).unwrap();

    assert_eq!(believed, first);
    assert_ne!(next, first);
    assert!(chat.emulator.is_live(&next));
    assert_eq!(chat.tokens_made(), 2);
}

#[tokio::test]
async fn rc_iframe_15_a_token_that_still_lives_is_kept_whatever_the_page_doubted() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let first = login_token(&alice.api(&chat).await);

    for _ in 0..3 {
        alice.get(&chat.path("login")).await;
        assert_eq!(login_token(&alice.api(&chat).await), first);
        app.advance(Seconds::minutes(10));
        assert_eq!(login_token(&alice.api(&chat).await), first);
    }

    assert_eq!(chat.tokens_made(), 1);
}
