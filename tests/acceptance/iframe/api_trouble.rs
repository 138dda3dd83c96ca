//! A chat that is down, strange or elsewhere: statement 20, and what is in an administrator's hands.

use std::time::Duration;

use gantry_core::{Seconds, Secret};
use gantry_emulator::{Emulator, EmulatorConfig, NewUser, Outage};
use gantry_rocketchat::workspaces::NewConnection;
use gantry_test_support::{Page, TestApp};
use tokio::time::Instant;

use crate::chat::{Chat, OPERATOR};
use crate::guest::{Guest, login_token};

async fn alice_at(app: &TestApp) -> Guest {
    app.add_user("alice").await;
    Guest::signed_in(app, "alice").await
}

fn assert_unavailable(page: &Page, reason: &str, chat: &Chat) {
    assert_eq!(page.status, 503, "{}", page.body);
    assert_eq!(page.json()["error_description"], reason);
    assert_eq!(page.header("retry-after"), "5");
    assert_eq!(page.header("access-control-allow-origin"), chat.origin);
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn rc_iframe_20_a_chat_that_is_down_costs_a_503_and_not_the_session() {
    for outage in [Outage::Refuse503, Outage::Drop, Outage::Hang] {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        let mut alice = alice_at(&app).await;

        chat.emulator.set_outage(outage);
        let began = Instant::now();
        let refused = alice.api(&chat).await;
        let took = began.elapsed();
        let account = alice.get("/account").await;
        chat.emulator.set_outage(Outage::None);
        let given = alice.api(&chat).await;

        assert_unavailable(&refused, "chat_down", &chat);
        assert!(took.as_secs() < 15, "{outage:?}: {took:?}");
        assert_eq!(account.status, 200);
        assert!(login_token(&given).is_some(), "{outage:?}: {}", given.body);
        assert_eq!(chat.emulator.login_tokens("alice").len(), 1);
    }
}

#[tokio::test]
async fn rc_iframe_20_three_calls_that_the_chat_lets_hang_are_all_answered_in_time() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let alice = alice_at(&app).await;

    chat.emulator.set_outage(Outage::Hang);
    let began = Instant::now();
    let (mut one, mut two, mut three) = (alice.clone(), alice.clone(), alice);
    let answers = tokio::join!(one.api(&chat), two.api(&chat), three.api(&chat));
    let took = began.elapsed();

    for answer in [answers.0, answers.1, answers.2] {
        assert_unavailable(&answer, "chat_down", &chat);
    }
    assert!(took.as_secs() < 14, "{took:?}");
}

#[tokio::test]
async fn rc_iframe_20_a_token_in_doubt_is_neither_given_nor_replaced_while_the_chat_is_down() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut alice = alice_at(&app).await;
    let before = login_token(&alice.api(&chat).await);

    app.advance(Seconds::minutes(4));
    chat.emulator.set_outage(Outage::Refuse503);
    let refused = alice.api(&chat).await;
    chat.emulator.set_outage(Outage::None);
    let after = login_token(&alice.api(&chat).await);

    assert_unavailable(&refused, "chat_down", &chat);
    assert!(before.is_some());
    assert_eq!(before, after);
    assert_eq!(chat.tokens_made(), 1);
}

#[tokio::test]
async fn rc_iframe_20_a_limited_rate_is_a_503_too_and_makes_nothing_twice() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut alice = alice_at(&app).await;
    chat.emulator
        .set_permission("api-bypass-rate-limit", "admin", false);
    chat.emulator.set_rate_limit(1, Duration::from_mins(1));

    let first = alice.api(&chat).await;
    let second = Guest::signed_in(&app, "alice").await.api(&chat).await;
    let third = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert!(login_token(&first).is_some());
    for refused in [second, third] {
        assert_unavailable(&refused, "chat_down", &chat);
    }
    assert_eq!(chat.emulator.login_tokens("alice").len(), 1);
    assert_eq!(chat.accounts_made(), 1);
}

#[tokio::test]
async fn rc_iframe_20_a_service_account_whose_token_ended_is_told_apart() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut alice = alice_at(&app).await;

    chat.end_token("gantry", &chat.service_token).await;
    let refused = alice.api(&chat).await;

    assert_unavailable(&refused, "chat_service_account", &chat);
    let trail = app.trail().await;
    assert_eq!(trail[0], "chat_sign_in chat_service_account");
}

#[tokio::test]
async fn rc_iframe_20_a_service_account_that_may_not_make_accounts_is_told_apart() {
    for permission in ["create-user", "user-generate-access-token"] {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        let mut alice = alice_at(&app).await;
        chat.emulator.set_permission(permission, "admin", false);

        let refused = alice.api(&chat).await;

        let reason = match permission {
            "create-user" => "chat_service_account",
            _ => "chat_create_token",
        };
        assert_unavailable(&refused, reason, &chat);
        chat.emulator.set_permission(permission, "admin", true);
        assert!(login_token(&alice.api(&chat).await).is_some());
        assert_eq!(chat.emulator.users().len(), 2);
    }
}

#[tokio::test]
async fn rc_iframe_20_a_secret_that_is_wrong_or_missing_is_told_apart() {
    for secret in [Some("not the chat's secret"), None] {
        let app = TestApp::start().await;
        let chat = Chat::unconnected(&app, "8.7.0", |_| {}).await;
        let new = NewConnection {
            service_user_id: chat.emulator.user("gantry").unwrap().id,
            token: Some(Secret::new(chat.service_token.clone())),
            secret: secret.map(|secret| Secret::new(secret.to_owned())),
        };
        let client = chat.cached(&app).await;
        app.workspaces
            .connect(&OPERATOR, &client, new)
            .await
            .unwrap();
        let mut alice = alice_at(&app).await;

        let refused = alice.api(&chat).await;
        let again = alice.api(&chat).await;

        for answer in [refused, again] {
            assert_unavailable(&answer, "chat_create_token", &chat);
        }
        assert_eq!(chat.accounts_made(), 1);
        let lines = app.trail().await;
        let told = lines
            .iter()
            .filter(|line| line.contains("chat_create_token"));
        assert_eq!(told.count(), 1, "the same refusal is told once: {lines:?}");
    }
}

#[tokio::test]
async fn rc_iframe_20_a_workspace_that_is_not_connected_or_disabled_lets_nobody_in() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected(&app, "8.7.0", |_| {}).await;
    let mut alice = alice_at(&app).await;

    let unconnected = alice.api(&chat).await;
    chat.connect(&app).await;
    let connected = alice.api(&chat).await;
    app.accounts
        .set_client_disabled(&OPERATOR, chat.client.id, true)
        .await
        .unwrap();
    chat.emulator.clear_journal();
    let disabled = alice.api(&chat).await;

    assert!(login_token(&connected).is_some());
    for refused in [unconnected, disabled] {
        assert_eq!(refused.status, 403);
        assert_eq!(refused.json()["error_description"], "chat_not_connected");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_20_credentials_are_not_sent_to_an_address_they_were_not_entered_for() {
    let app = TestApp::start().await;
    let mut chat = Chat::connected(&app).await;
    let mut alice = alice_at(&app).await;
    let elsewhere = Emulator::start(EmulatorConfig::default()).await.unwrap();
    elsewhere.add_user(NewUser::administrator("gantry", "x"));
    let first = login_token(&alice.api(&chat).await);

    chat.emulator.clear_journal();
    let url = Some(elsewhere.url().to_owned());
    chat.change(&app, |settings| settings.rocketchat_url = url)
        .await;
    elsewhere.url().clone_into(&mut chat.origin);
    app.advance(Seconds::minutes(4));
    let refused = alice.api(&chat).await;
    let phone = alice.post(&chat.path("token"), &[]).await;
    alice.get("/logout").await;
    while app.workspaces.run_once().await.unwrap().taken > 0 {}

    assert!(first.is_some());
    for refused in [refused, phone] {
        assert_eq!(refused.status, 403);
        assert_eq!(refused.json()["error_description"], "chat_not_connected");
    }
    assert_eq!(elsewhere.rest_calls().len(), 0);
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}
