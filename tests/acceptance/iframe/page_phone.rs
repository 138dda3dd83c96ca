//! Phones, whose app learns of a sign-in only by a message: statement 26.

use gantry_test_support::{Page, TestApp};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

const PHONES: [&str; 3] = [
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E148",
    "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605",
];

async fn by_phone(guest: &mut Guest, agent: &str, call: RequestBuilder) -> Page {
    guest.send(call.header("user-agent", agent)).await
}

#[tokio::test]
async fn rc_iframe_26_a_phone_is_always_shown_the_page_which_hands_the_token_over() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for agent in PHONES {
        let api = alice.request(Method::POST, &chat.path("api"));
        let api = by_phone(&mut alice, agent, api.header("origin", &chat.origin)).await;
        let page = alice.request(Method::GET, &chat.path("login"));
        let page = by_phone(&mut alice, agent, page).await;

        assert_eq!(api.status, 401, "{agent}");
        assert_ne!(page.attribute("#bridge", "data-task").unwrap(), "wait");
        assert!(page.attribute("#bridge", "data-phone").is_some());
        assert!(page.attribute("#bridge", "data-top").is_some());
    }
    assert_eq!(chat.tokens_made(), 0);

    let mut stranger = Guest::new(&app);
    let page = stranger.request(Method::GET, &chat.path("login"));
    let page = by_phone(&mut stranger, PHONES[0], page).await;
    assert_eq!(page.attribute("#bridge", "data-task").unwrap(), "wait");
}

#[tokio::test]
async fn rc_iframe_26_the_token_that_is_handed_over_works_after_it_was_used_once() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let first = alice.post(&chat.path("token"), &[]).await;
    let token = login_token(&first).unwrap();
    for _ in 0..2 {
        let login = json!({ "resume": token });
        chat.rest("login", ("", ""), login).await;
    }
    let second = alice.post(&chat.path("token"), &[]).await;

    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.headers.get("access-control-allow-origin"), None);
    assert_eq!(login_token(&second), Some(token.clone()));
    assert!(chat.emulator.is_live(&token));
    assert_eq!(chat.tokens_made(), 1);
}

#[tokio::test]
async fn rc_iframe_26_the_page_gets_the_token_of_nobody_else_and_nothing_without_a_session() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;

    let refused = Guest::new(&app).post(&chat.path("token"), &[]).await;

    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_description"], "chat_session_over");
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_26_no_other_page_gets_what_the_framed_page_asks_of_its_server() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for below in ["token", "redeem"] {
        for (origin, site) in [
            ("https://evil.test", "cross-site"),
            (chat.origin.as_str(), "same-site"),
            ("null", "cross-site"),
        ] {
            let post = alice.request(Method::POST, &chat.path(below));
            let post = post
                .header("origin", origin)
                .header("sec-fetch-site", site)
                .form(&[("code", "x")]);
            let answer = alice.send(post).await;
            assert_eq!(answer.status, 403, "{below} {origin}");
            assert_eq!(answer.headers.get("access-control-allow-origin"), None);

            let old = alice.request(Method::POST, &chat.path(below));
            let old = old.header("origin", origin).form(&[("code", "x")]);
            assert_eq!(alice.send(old).await.status, 403, "{below} {origin}");
        }
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::OPTIONS] {
            let what = format!("{method} {below}");
            let call = alice.request(method, &chat.path(below));
            let call = call.header("sec-fetch-site", "same-origin");
            let answer = alice.send(call).await;
            assert_eq!(answer.status, 405, "{what}");
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}
