//! Accounts that are made when somebody first comes: statements 36 to 38.

use gantry_core::Seconds;
use gantry_emulator::NewUser;
use gantry_rocketchat::workspaces::Link;
use gantry_test_support::{Page, TestApp};
use serde_json::{Value, json};

use crate::chat::{Chat, OPERATOR};
use crate::guest::{Guest, login_token};

fn assert_refused(page: &Page, reason: &str) {
    assert_eq!(page.status, 403, "{}", page.body);
    assert_eq!(page.json()["error_description"], reason);
}

/// The bodies with which accounts were asked for.
fn created(chat: &Chat) -> Vec<Value> {
    let calls = chat.emulator.rest_calls().into_iter();
    calls
        .filter(|call| call.path.ends_with("/users.create"))
        .map(|call| call.body)
        .collect()
}

#[tokio::test]
async fn rc_iframe_36_an_account_is_made_verified_without_mail_and_with_a_password_nobody_knows() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut passwords = Vec::new();

    for name in ["alice", "bob"] {
        app.add_user(name).await;
        Guest::signed_in(&app, name).await.api(&chat).await;
        let body = created(&chat).pop().unwrap();
        let members = body.as_object().unwrap();
        let mut keys: Vec<&str> = members.keys().map(String::as_str).collect();
        keys.sort_unstable();
        let password = members["password"].as_str().unwrap().to_owned();

        let allowed = [
            "active",
            "email",
            "joinDefaultChannels",
            "name",
            "password",
            "requirePasswordChange",
            "sendWelcomeEmail",
            "setRandomPassword",
            "username",
            "verified",
        ];
        assert!(keys.iter().all(|key| allowed.contains(key)), "{keys:?}");
        assert_eq!(members["username"], name);
        assert_eq!(members["email"], format!("{name}@example.org"));
        assert_eq!(members["name"], format!("{name} Example"));
        assert_eq!(members["sendWelcomeEmail"], false);
        assert_eq!(members["verified"], true);
        assert!(password.len() >= 32, "{}", password.len());
        let has = |kind: fn(char) -> bool| password.chars().any(kind);
        assert!(has(char::is_uppercase) && has(char::is_lowercase) && has(char::is_numeric));
        passwords.push(password);
    }
    assert_ne!(passwords[0], passwords[1]);
}

#[tokio::test]
async fn rc_iframe_36_a_chat_account_is_made_as_a_plain_user_with_a_verified_address() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_admin("alice").await;

    Guest::signed_in(&app, "alice").await.api(&chat).await;

    let account = chat.emulator.user("alice").unwrap();
    assert_eq!(account.roles, ["user"]);
    assert!(account.active && account.emails[0].verified);
    assert!(!account.must_change_password);
}

#[tokio::test]
async fn rc_iframe_37_an_account_that_exists_is_never_taken_over() {
    let theirs = [
        NewUser::person("alice", "theirs"),
        NewUser {
            email: "alice@example.org".to_owned(),
            ..NewUser::person("alice", "theirs")
        },
        NewUser {
            email: "ALICE@example.org".to_owned(),
            ..NewUser::person("alice.old", "theirs")
        },
        NewUser::person("ALICE", "theirs"),
    ];
    for account in theirs {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        app.add_user("alice").await;
        chat.emulator.add_user(account.clone());
        let before = chat.emulator.user(&account.username).unwrap();
        let mut alice = Guest::signed_in(&app, "alice").await;

        for _ in 0..3 {
            assert_refused(&alice.api(&chat).await, "chat_account_conflict");
            app.advance(Seconds::minutes(1));
        }
        let problems = app.workspaces.problems(chat.client.id, 10).await.unwrap();

        assert_eq!(chat.emulator.user(&account.username), Some(before));
        assert_eq!(chat.tokens_made(), 0);
        assert_eq!(chat.accounts_made(), 1, "it is not tried again and again");
        assert_eq!(
            problems[0].problem.as_deref(),
            Some("chat_account_conflict")
        );
    }
}

#[tokio::test]
async fn rc_iframe_37_an_administrator_says_whose_the_account_is() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    chat.emulator.add_user(NewUser::person("alice.old", "x"));
    chat.emulator.add_user(NewUser::person("alice", "x"));
    let mut alice = Guest::signed_in(&app, "alice").await;
    let before = alice.api(&chat).await;

    let link = Link {
        user,
        account: "alice.old".to_owned(),
        may_administer: false,
    };
    app.workspaces
        .link(&OPERATOR, chat.client.id, link)
        .await
        .unwrap();
    let after = login_token(&alice.api(&chat).await).unwrap();

    assert_refused(&before, "chat_account_conflict");
    assert_eq!(chat.emulator.login_tokens("alice.old"), [after]);
    assert_eq!(chat.emulator.users().len(), 3);
}

#[tokio::test]
async fn rc_iframe_37_another_persons_account_cannot_be_had_by_taking_its_name() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    Guest::signed_in(&app, "alice").await.api(&chat).await;
    let id = chat.emulator.user("alice").unwrap().id;
    let change = json!({ "userId": id, "data": { "username": "bob" } });
    chat.administrate("users.update", change).await;

    app.add_user("bob").await;
    let refused = Guest::signed_in(&app, "bob").await.api(&chat).await;
    let alice = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_refused(&refused, "chat_account_conflict");
    let token = login_token(&alice).unwrap();
    assert!(chat.emulator.login_tokens("bob").contains(&token));
}

#[tokio::test]
async fn rc_iframe_38_a_name_that_the_chat_does_not_take_is_reported_and_asked_for_once() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.emulator
        .settings()
        .set("UTF8_User_Names_Validation", "[a-m]+")
        .unwrap();
    app.add_user("zoe").await;
    let mut zoe = Guest::signed_in(&app, "zoe").await;

    for _ in 0..3 {
        assert_refused(&zoe.api(&chat).await, "chat_username_refused");
    }

    assert_eq!(chat.accounts_made(), 1);
    assert!(chat.emulator.user("zoe").is_none());
}

#[tokio::test]
async fn rc_iframe_38_a_persons_account_has_the_same_name_however_often_it_is_tried() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("Zoe.B-c_1").await;
    let mut zoe = Guest::signed_in(&app, "Zoe.B-c_1").await;
    chat.emulator.set_outage(gantry_emulator::Outage::Refuse503);
    zoe.api(&chat).await;
    chat.emulator.set_outage(gantry_emulator::Outage::None);

    let token = login_token(&zoe.api(&chat).await);

    let names: Vec<String> = created(&chat)
        .iter()
        .map(|body| body["username"].to_string())
        .collect();
    assert!(token.is_some());
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
    assert_eq!(chat.emulator.users().len(), 2);
}

#[tokio::test]
async fn rc_iframe_38_a_domain_that_the_chat_does_not_take_is_reported() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.emulator
        .settings()
        .set("Accounts_AllowedDomainsList", "example.com")
        .unwrap();
    app.add_user("alice").await;

    let refused = Guest::signed_in(&app, "alice").await.api(&chat).await;

    assert_refused(&refused, "chat_domain_refused");
}

#[tokio::test]
async fn rc_iframe_36_nobody_without_a_verified_address_gets_an_account() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_person("nomail", &[], |new| new.email = None).await;
    app.add_person("mallory", &[], |new| new.email_verified = false)
        .await;

    for name in ["nomail", "mallory"] {
        let refused = Guest::signed_in(&app, name).await.api(&chat).await;
        assert_refused(&refused, "chat_no_address");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}
