//! A sign-in carried into the frame of another site by a code: statement 28.

use std::mem;

use gantry_core::Seconds;
use gantry_test_support::{Page, TestApp};
use tokio::task::JoinSet;

use crate::chat::Chat;
use crate::guest::{BRIDGE, FRAME, Guest, login_token};

/// A chat on another site than Gantry.
pub(crate) async fn on_another_site(app: &TestApp) -> Chat {
    let mut chat = Chat::connected_as(app, "8.7.0", |settings| {
        let url = settings.rocketchat_url.as_mut().unwrap();
        *url = url.replace("127.0.0.1", "localhost");
    })
    .await;
    chat.origin = chat.origin.replace("127.0.0.1", "localhost");
    chat
}

/// A browser whose frame has another set of cookies than its windows.
pub(crate) struct Partitioned {
    /// The framed page.
    pub(crate) frame: Guest,
    /// A window of its own.
    pub(crate) window: Guest,
}

impl Partitioned {
    /// Somebody who is signed in in a window and was shown the framed page.
    pub(crate) async fn signed_in(app: &TestApp, username: &str) -> Self {
        Self {
            frame: Guest::new(app),
            window: Guest::signed_in(app, username).await,
        }
    }

    /// The code that the window would hand over.
    pub(crate) async fn code(&mut self, chat: &Chat) -> String {
        let page = self.frame.get(&chat.path("login")).await;
        let address = page.attribute("#bridge", "data-window").unwrap();
        let done = self.window.get(&address).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let code = done.attribute("#bridge-window", "data-code").unwrap();
        assert!(!code.is_empty());
        code
    }

    /// Redeems a code in the frame.
    pub(crate) async fn redeem(&mut self, chat: &Chat, code: &str) -> Page {
        self.frame
            .post(&chat.path("redeem"), &[("code", code)])
            .await
    }
}

fn assert_over(page: &Page) {
    assert_eq!(page.status, 403, "{}", page.body);
    assert_eq!(page.json()["error_description"], "hand_off_over");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.headers.get("set-cookie"), None);
}

#[tokio::test]
async fn rc_iframe_28_a_code_carries_the_sign_in_into_the_frame_once() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;

    let before = browser.frame.api(&chat).await;
    let redeemed = browser.redeem(&chat, &code).await;
    let given = browser.frame.api(&chat).await;
    let page = browser.frame.get(&chat.path("login")).await;
    let cookie = browser.frame.cookie(BRIDGE).to_owned();
    let again = browser.redeem(&chat, &code).await;

    assert_eq!(before.status, 401);
    assert_eq!(
        (redeemed.status.as_u16(), redeemed.body.as_str()),
        (200, "{}")
    );
    assert!(login_token(&given).is_some(), "{}", given.body);
    assert_ne!(page.attribute("#bridge", "data-task").unwrap(), "wait");
    assert_over(&again);
    assert_eq!(browser.frame.cookie(BRIDGE), cookie);
}

#[tokio::test]
async fn rc_iframe_28_a_code_is_good_for_a_minute() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;

    let quick = browser.code(&chat).await;
    app.advance(Seconds::new(58));
    let in_time = browser.redeem(&chat, &quick).await;
    let slow = browser.code(&chat).await;
    app.advance(Seconds::new(60));
    let late = browser.redeem(&chat, &slow).await;

    assert_eq!(in_time.status, 200, "{}", in_time.body);
    assert_over(&late);
}

#[tokio::test]
async fn rc_iframe_28_a_code_is_good_for_its_workspace_alone() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let other = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;

    assert_over(&browser.redeem(&other, &code).await);
    assert_eq!(browser.redeem(&chat, &code).await.status, 200);
}

#[tokio::test]
async fn rc_iframe_28_a_code_is_good_in_its_browser_alone() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;
    let own = browser.frame.cookie(FRAME).to_owned();
    let mut thief = Partitioned::signed_in(&app, "alice").await;
    thief.code(&chat).await;

    assert_over(&thief.redeem(&chat, &code).await);
    thief.frame.cookies.remove(FRAME);
    assert_over(&thief.redeem(&chat, &code).await);
    let mut bent = own.clone().into_bytes();
    bent[0] = if bent[0] == b'A' { b'B' } else { b'A' };
    let bent = String::from_utf8(bent).unwrap();
    thief.frame.cookies.insert(FRAME.to_owned(), bent);
    assert_over(&thief.redeem(&chat, &code).await);
    assert_eq!(browser.redeem(&chat, &code).await.status, 200);
}

#[tokio::test]
async fn rc_iframe_28_what_was_never_a_code_is_refused_like_one_that_is_over() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;
    let (id, secret) = code.split_at(22);
    let session = browser.window.cookie(crate::guest::SESSION).to_owned();

    for never in [
        "",
        "x",
        &"A".repeat(64),
        &format!("{id}{}", "A".repeat(secret.len())),
        &format!("{code}A"),
        &session,
    ] {
        assert_over(&browser.redeem(&chat, never).await);
    }
    let none = browser.frame.post(&chat.path("redeem"), &[]).await;
    assert!(none.status.is_client_error(), "{}", none.status);
    assert_eq!(browser.redeem(&chat, &code).await.status, 200);
}

#[tokio::test]
async fn rc_iframe_28_of_thirty_two_at_once_one_redeems_the_code() {
    let app = TestApp::start().await;
    let second = app.second_node().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;
    let frame = format!("{FRAME}={}", browser.frame.cookie(FRAME));

    let mut calls = JoinSet::new();
    for number in 0..32 {
        let node = if number % 2 == 0 { &app } else { &second };
        let post = node
            .http
            .post(format!("{}{}", node.url, chat.path("redeem")));
        let post = post
            .header("origin", &app.url)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", frame.clone())
            .form(&[("code", &code)]);
        calls.spawn(async move { post.send().await.unwrap().status().as_u16() });
    }
    let mut statuses = calls.join_all().await;
    statuses.sort_unstable();

    assert_eq!(statuses[0], 200);
    assert_eq!(statuses[1..], [403; 31]);
}

#[tokio::test]
async fn rc_iframe_28_a_code_of_a_session_that_ended_carries_nothing() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    let user = app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;

    for session in app.accounts.sessions_of(user.id).await.unwrap() {
        app.accounts.end_session(&session).await.unwrap();
    }
    let redeemed = browser.redeem(&chat, &code).await;
    let given = browser.frame.api(&chat).await;

    assert!(
        redeemed.status == 403 || redeemed.status == 200,
        "{}",
        redeemed.body
    );
    assert_eq!(given.status, 401);
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn rc_iframe_28_only_a_frame_of_another_site_is_given_codes_and_its_page_has_none() {
    let app = TestApp::start().await;
    let near = Chat::connected(&app).await;
    let far = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&far).await;
    browser.redeem(&far, &code).await;

    let near_page = browser.frame.get(&near.path("login")).await;
    let far_page = browser.frame.get(&far.path("login")).await;

    let window = |page: &Page| page.attribute("#bridge", "data-window").unwrap();
    assert_eq!(window(&near_page), near.path("window?frame=same-site"));
    let digest = window(&far_page);
    let digest = digest.rsplit('=').next().unwrap();
    assert_eq!(digest.len(), 43);
    for page in mem::take(&mut browser.frame.answers) {
        let nonce = browser.frame.cookie(FRAME);
        assert!(!page.body.contains(nonce), "the nonce itself is in no page");
        assert!(!page.body.contains(&code));
    }
}
