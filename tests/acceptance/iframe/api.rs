//! The API URL for somebody who may come in, and for somebody who may not: statements 1 to 5 and
//! 16 to 19.

use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_test_support::{Page, TestApp, Visitor};
use reqwest::Method;

use crate::chat::{Chat, OPERATOR};
use crate::guest::{Guest, login_token};

async fn signed_in(app: &TestApp, username: &str) -> Visitor {
    let visitor = app.visitor();
    visitor.sign_in(username).await;
    visitor
}

#[tokio::test]
async fn rc_iframe_01_a_signed_in_visitor_gets_a_login_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;

    let token = chat.login_token(&alice).await.unwrap();

    assert!(chat.emulator.is_live(&token));
    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}

#[tokio::test]
async fn rc_iframe_01_before_8_0_the_switch_of_the_chat_does_it_and_from_8_0_its_secret() {
    for version in ["7.10.2", "8.0.0", "9.0.0"] {
        let app = TestApp::start().await;
        let chat = Chat::connected_as(&app, version, |_| {}).await;
        app.add_user("alice").await;
        let alice = signed_in(&app, "alice").await;

        let token = chat.login_token(&alice).await.unwrap();

        assert!(chat.emulator.is_live(&token), "{version}");
    }
}

#[tokio::test]
async fn rc_iframe_02_get_and_post_are_answered_alike() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    let stranger = app.visitor();

    for visitor in [&alice, &stranger] {
        let post = visitor.send(chat.api_call(visitor, Method::POST)).await;
        let get = visitor.send(chat.api_call(visitor, Method::GET)).await;

        assert_eq!((get.status, &get.body), (post.status, &post.body));
        for header in ["content-type", "cache-control", "vary"] {
            assert_eq!(get.header(header), post.header(header), "{header}");
        }
    }
    assert_eq!(chat.tokens_made(), 1);
}

#[tokio::test]
async fn rc_iframe_03_no_answer_has_a_member_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let given = alice.api(&chat).await;
    let refused = Guest::new(&app).api(&chat).await;

    let members = |page: &Page| -> Vec<String> {
        let body = page.json();
        body.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(members(&given), ["loginToken"]);
    assert_eq!(members(&refused), ["error", "error_description"]);
}

#[tokio::test]
async fn rc_iframe_04_nobody_gets_401_in_json_that_the_chat_may_read() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;

    let refused = Guest::new(&app).api(&chat).await;

    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_description"], "chat_session_over");
    assert_eq!(refused.header("content-type"), "application/json");
    assert_eq!(refused.header("access-control-allow-origin"), chat.origin);
    assert_eq!(refused.header("access-control-allow-credentials"), "true");
    for absent in ["www-authenticate", "location", "set-cookie"] {
        assert_eq!(refused.headers.get(absent), None, "{absent}");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_05_success_is_exactly_200_when_the_account_is_made_and_ever_after() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for _ in 0..3 {
        let given = alice.api(&chat).await;
        assert_eq!(given.status.as_u16(), 200);
        assert_eq!(given.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn rc_iframe_16_two_sessions_of_one_person_get_two_tokens() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let laptop = signed_in(&app, "alice").await;
    let desktop = signed_in(&app, "alice").await;

    let one = chat.login_token(&laptop).await.unwrap();
    let other = chat.login_token(&desktop).await.unwrap();

    assert_ne!(one, other);
    assert_eq!(chat.emulator.login_tokens("alice"), [one, other]);
    assert_eq!(chat.accounts_made(), 1);
}

#[tokio::test]
async fn rc_iframe_17_a_disabled_person_gets_nothing_and_the_chat_is_not_asked() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    chat.login_token(&alice).await.unwrap();

    app.accounts
        .set_disabled(&OPERATOR, user.id, true)
        .await
        .unwrap();
    chat.emulator.clear_journal();
    let refused = chat.login_token(&alice).await;

    assert_eq!(refused, Err(401));
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_18_only_members_of_the_allowed_groups_come_in() {
    let app = TestApp::start().await;
    let staff = app.group("staff").await;
    let chat = Chat::connected_as(&app, "8.7.0", |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    app.add_user_in("alice", &["guests"]).await;
    app.add_user_in("bob", &["staff"]).await;
    let (mut alice, bob) = (
        Guest::signed_in(&app, "alice").await,
        signed_in(&app, "bob").await,
    );

    let refused = alice.api(&chat).await;
    let given = chat.login_token(&bob).await;

    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["error_description"], "not_allowed");
    assert_eq!(refused.header("access-control-allow-origin"), chat.origin);
    assert!(given.is_ok(), "{given:?}");
    assert!(chat.emulator.user("alice").is_none());
    assert_eq!(
        app.trail().await[1..2],
        ["chat_sign_in not_allowed".to_owned()]
    );
}

#[tokio::test]
async fn rc_iframe_18_who_leaves_the_group_is_given_no_more_tokens() {
    let app = TestApp::start().await;
    let staff = app.group("staff").await;
    let chat = Chat::connected_as(&app, "8.7.0", |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    let user = app.add_user_in("alice", &["staff"]).await;
    let alice = signed_in(&app, "alice").await;
    chat.login_token(&alice).await.unwrap();

    app.accounts
        .remove_member(&OPERATOR, staff, user.id)
        .await
        .unwrap();

    let refused = chat.login_token(&alice).await.unwrap_err();
    assert!([401, 403].contains(&refused), "{refused}");
}

#[tokio::test]
async fn rc_iframe_19_a_sign_in_that_is_too_long_ago_is_asked_for_again() {
    let app = TestApp::start().await;
    let chat = Chat::connected_as(&app, "8.7.0", |settings| {
        settings.default_max_age = Some(Seconds::minutes(10));
    })
    .await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let before = login_token(&alice.api(&chat).await);

    app.advance(Seconds::minutes(11));
    let refused = alice.api(&chat).await;
    let page = alice.get(&chat.path("login")).await;
    let window = alice.get(&chat.path("window?frame=same-site")).await;
    let login = alice.get(window.location()).await;
    let back = alice.log_in(&login, "alice").await;
    let after = alice.api(&chat).await;

    assert!(before.is_some());
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_description"], "chat_reauthenticate");
    assert_eq!(page.attribute("#bridge", "data-task").unwrap(), "wait");
    assert_eq!(page.attribute("#bridge-continue", "hidden"), None);
    assert!(
        window.location().starts_with("/login?again=yes&next="),
        "{}",
        window.location()
    );
    assert_eq!(login.status, 200, "{}", login.body);
    assert_eq!(back.location(), chat.path("window?frame=same-site"));
    assert!(login_token(&after).is_some(), "{}", after.body);
}
