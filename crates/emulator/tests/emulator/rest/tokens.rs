//! Login tokens: how they begin, how many there may be, and what ends which.

use std::time::Duration;

use gantry_emulator::{NewUser, UserType};
use serde_json::json;

use super::{Program, chat};
use crate::support::{Browser, Provider, emulator};

#[tokio::test]
async fn a_resumed_token_stays_the_same_and_dates_the_login() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;

    let answer = Program::stranger(&emulator)
        .post("login", &json!({ "resume": alice.token }))
        .await;

    assert_eq!(answer.body["status"], "success");
    assert_eq!(answer.body["data"]["authToken"], alice.token.as_str());
    assert_eq!(answer.body["data"]["me"]["username"], "alice");
    assert!(emulator.user("alice").unwrap().last_login.is_some());
}

#[tokio::test]
async fn a_login_through_a_provider_is_dated_too() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;

    Browser::new().legacy_login(&emulator).await;

    assert!(emulator.user("alice").unwrap().last_login.is_some());
    assert_eq!(emulator.login_tokens("alice").len(), 1);
}

#[tokio::test]
async fn closed_accounts_and_apps_do_not_resume() {
    let emulator = chat().await;
    emulator.add_user(NewUser {
        kind: UserType::App,
        ..NewUser::person("robot", "robot-password")
    });
    emulator.add_user(NewUser {
        inactive: true,
        ..NewUser::person("mallory", "mallory-password")
    });
    let stranger = Program::stranger(&emulator);

    for username in ["robot", "mallory"] {
        let token = emulator.add_personal_access_token(username, "any", false);
        let answer = stranger.post("login", &json!({ "resume": token })).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.body["status"], "error");
    }
    let unknown = stranger
        .post("login", &json!({ "resume": "nothing" }))
        .await;
    assert_eq!(unknown.body["error"], 403);
}

#[tokio::test]
async fn an_iframe_token_is_looked_up_as_it_is_and_asks_for_the_second_factor() {
    let emulator = chat().await;
    emulator.set_iframe_token("alice", "plain");
    let stranger = Program::stranger(&emulator);
    let body = json!({ "iframe": true, "token": "plain" });

    let first = stranger.post("login", &body).await;
    let second = stranger.post("login", &body).await;
    emulator.set_totp("alice", true);
    let third = stranger.post("login", &body).await;

    assert_ne!(
        first.body["data"]["authToken"],
        second.body["data"]["authToken"]
    );
    assert_eq!(third.body["error"], "totp-required");
}

#[tokio::test]
async fn a_user_has_fifty_sessions_and_personal_access_tokens_besides() {
    let emulator = chat().await;
    emulator.set_rate_limit(1000, Duration::from_mins(1));
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let first = Program::sign_in(&emulator, "alice", "alice-password").await;

    for _ in 0..50 {
        Program::sign_in(&emulator, "alice", "alice-password").await;
    }

    assert_eq!(first.get("me").await.status, 401);
    assert_eq!(emulator.login_tokens("alice").len(), 50);
    assert!(emulator.is_live(&access));
}

#[tokio::test]
async fn sessions_run_out_after_the_days_of_the_setting() {
    let emulator = chat().await;
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    emulator
        .settings()
        .set("Accounts_LoginExpiration", 1)
        .unwrap();

    emulator.age_tokens(Duration::from_hours(25));

    assert_eq!(alice.get("me").await.status, 401);
    assert!(emulator.is_live(&access));
}

#[tokio::test]
async fn logout_ends_only_the_token_that_was_presented() {
    let emulator = chat().await;
    let one = Program::sign_in(&emulator, "alice", "alice-password").await;
    let other = Program::sign_in(&emulator, "alice", "alice-password").await;

    let answer = one.post("logout", &json!({})).await;
    let again = one.post("logout", &json!({})).await;

    assert_eq!(answer.body["status"], "success");
    assert!(answer.body["data"]["message"].is_string());
    assert_eq!(again.refusal(), "401 You must be logged in to do this.");
    assert_eq!(other.get("me").await.status, 200);
}

#[tokio::test]
async fn other_clients_end_while_personal_access_tokens_survive() {
    let emulator = chat().await;
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let other = Program::sign_in(&emulator, "alice", "alice-password").await;
    let own = Program::sign_in(&emulator, "alice", "alice-password").await;

    let answer = own.post("users.logoutOtherClients", &json!({})).await;

    assert_eq!(answer.body["token"], own.token.as_str());
    assert!(answer.body["tokenExpires"].as_str().unwrap().ends_with('Z'));
    assert_eq!(emulator.login_tokens("alice"), [own.token]);
    assert!(emulator.is_live(&access) && !emulator.is_live(&other.token));
}

#[tokio::test]
async fn removing_other_tokens_takes_personal_access_tokens_too() {
    let emulator = chat().await;
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let own = Program::sign_in(&emulator, "alice", "alice-password").await;

    own.post("users.removeOtherTokens", &json!({})).await;

    assert!(emulator.is_live(&own.token) && !emulator.is_live(&access));
}

#[tokio::test]
async fn users_logout_ends_every_token_of_the_user() {
    let emulator = chat().await;
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    let service = Program::service(&emulator);

    let body = json!({ "userId": alice.user_id });
    let answer = service.post("users.logout", &body).await;
    let unknown = service
        .post("users.logout", &json!({ "userId": "nobody" }))
        .await;

    assert_eq!(answer.status, 200);
    assert!(answer.body["message"].is_string());
    assert_eq!(unknown.refusal(), "400 error-invalid-user-id");
    assert!(!emulator.is_live(&access) && !emulator.is_live(&alice.token));
    assert!(emulator.is_live(&service.token));
}

#[tokio::test]
async fn users_logout_of_others_needs_a_permission() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    let root = emulator.user("root").unwrap();

    let answer = alice
        .post("users.logout", &json!({ "userId": root.id }))
        .await;

    assert_eq!(answer.status, 403);
    assert_eq!(answer.body["success"], false);
}

#[tokio::test]
async fn a_personal_access_token_is_made_listed_and_shown_once() {
    let emulator = chat().await;
    let service = Program::service(&emulator);

    let body = json!({ "tokenName": "gantry", "bypassTwoFactor": true });
    let made = service
        .post("users.generatePersonalAccessToken", &body)
        .await;
    let again = service
        .post("users.generatePersonalAccessToken", &body)
        .await;
    let listed = service.get("users.getPersonalAccessTokens").await;

    let token = made.body["token"].as_str().unwrap();
    let shown = &listed.body["tokens"][1];
    assert_eq!(again.refusal(), "400 error-token-already-exists");
    assert_eq!(shown["name"], "gantry");
    assert_eq!(shown["bypassTwoFactor"], true);
    assert_eq!(shown["lastTokenPart"], token[token.len() - 6..]);
    assert!(shown["createdAt"].is_string());
}
