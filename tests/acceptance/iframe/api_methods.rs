//! How the API URL may be called, and what all of its answers have: statements 8 and 10 to 12.

use gantry_test_support::{Page, TestApp};
use reqwest::Method;

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

/// A call by a page of the chat.
async fn call(guest: &mut Guest, chat: &Chat, method: Method) -> Page {
    let call = guest.request(method, &chat.path("api"));
    guest.send(call.header("origin", &chat.origin)).await
}

fn assert_nobody_keeps_it(page: &Page, what: &str) {
    assert_eq!(page.header("cache-control"), "no-store", "{what}");
    assert_eq!(page.header("vary"), "Origin", "{what}");
}

#[tokio::test]
async fn rc_iframe_10_the_preflight_of_7_8_is_answered_to_anybody() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut guest = Guest::new(&app);

    for path in [chat.path("api"), chat.path("api/"), chat.path("logout")] {
        for method in ["GET", "POST"] {
            let ask = guest.request(Method::OPTIONS, &path);
            let ask = ask
                .header("origin", &chat.origin)
                .header("sec-fetch-mode", "cors")
                .header("access-control-request-method", method)
                .header("access-control-request-headers", "content-type");
            let answer = guest.send(ask).await;

            assert_eq!(answer.status, 204, "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), chat.origin);
            assert_eq!(answer.header("access-control-allow-methods"), "GET, POST");
            assert_eq!(
                answer.header("access-control-allow-headers"),
                "content-type"
            );
            assert_eq!(answer.header("access-control-allow-credentials"), "true");
            assert_eq!(answer.header("access-control-max-age"), "600");
            assert_nobody_keeps_it(&answer, &path);
        }
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_11_a_post_that_says_json_and_has_no_body_is_fine() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for (kind, body) in [
        ("application/json", ""),
        ("application/json", "not json"),
        ("text/plain", "x"),
    ] {
        let post = alice.request(Method::POST, &chat.path("api"));
        let post = post
            .header("origin", &chat.origin)
            .header("content-type", kind)
            .body(body);
        let answer = alice.send(post).await;
        assert!(login_token(&answer).is_some(), "{kind} {body}");
    }
}

#[tokio::test]
async fn rc_iframe_11_a_body_that_is_too_large_is_refused_in_words_the_chat_may_read() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let post = alice.request(Method::POST, &chat.path("api"));
    let post = post
        .header("origin", &chat.origin)
        .body("x".repeat(1024 * 1024));
    let answer = alice.send(post).await;

    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("access-control-allow-origin"), chat.origin);
    assert_nobody_keeps_it(&answer, "too large");
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_12_no_answer_of_any_kind_may_be_kept() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let mut stranger = Guest::new(&app);

    let given = call(&mut alice, &chat, Method::GET).await;
    let refused = call(&mut stranger, &chat, Method::POST).await;
    let no_slug = alice.request(Method::POST, "/rocketchat/nobodys/api");
    let no_slug = alice.send(no_slug.header("origin", &chat.origin)).await;
    let bad_slug = alice.request(Method::POST, "/rocketchat/No%2FSlug/api");
    let bad_slug = alice.send(bad_slug.header("origin", &chat.origin)).await;

    assert_eq!((given.status.as_u16(), refused.status.as_u16()), (200, 401));
    assert_eq!(
        (no_slug.status.as_u16(), bad_slug.status.as_u16()),
        (404, 404)
    );
    for (page, what) in [
        (given, "200"),
        (refused, "401"),
        (no_slug, "404"),
        (bad_slug, "404 of no slug"),
    ] {
        assert_nobody_keeps_it(&page, what);
    }
}

#[tokio::test]
async fn rc_iframe_12_other_methods_make_no_token_and_are_refused_alike() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for path in [
        chat.path("api"),
        chat.path("api/"),
        "/rocketchat/api".to_owned(),
    ] {
        for method in [Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH] {
            let what = format!("{method} {path}");
            let ask = alice.request(method, &path);
            let answer = alice.send(ask.header("origin", &chat.origin)).await;
            assert_eq!(answer.status, 405, "{what}");
            assert_eq!(answer.header("access-control-allow-origin"), chat.origin);
            assert_nobody_keeps_it(&answer, &what);
        }
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_12_an_application_of_another_kind_has_no_such_address() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.change(&app, |settings| {
        settings.template = gantry_core::client::Template::Generic;
        settings.rocketchat_service = None;
        settings.rocketchat_url = None;
    })
    .await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let api = alice.api(&chat).await;
    let page = alice.get(&chat.path("login")).await;
    let window = alice.get(&chat.path("window")).await;
    let token = alice.post(&chat.path("token"), &[]).await;

    for answer in [&api, &page, &window, &token] {
        assert_eq!(answer.status, 404, "{}", answer.url);
    }
    assert_nobody_keeps_it(&api, "404");
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}
