//! Who may call the API URL: statements 6 to 9 and 21.

use gantry_test_support::TestApp;
use reqwest::{Method, RequestBuilder};

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

/// A signed-in browser whose calls name the origins as given.
async fn calls_from(
    app: &TestApp,
    chat: &Chat,
    origins: &[&str],
) -> Vec<gantry_test_support::Page> {
    let mut alice = Guest::signed_in(app, "alice").await;
    let mut answers = Vec::new();
    for method in [Method::POST, Method::GET, Method::OPTIONS] {
        let call = alice.request(method, &chat.path("api"));
        let name = |call: RequestBuilder, origin: &&str| call.header("origin", *origin);
        answers.push(alice.send(origins.iter().fold(call, name)).await);
    }
    answers
}

/// Such a call gets nothing, and no page may read that it did.
async fn assert_shut_out(app: &TestApp, chat: &Chat, origins: &[&str]) {
    for answer in calls_from(app, chat, origins).await {
        assert_eq!(answer.status, 403, "{origins:?}");
        assert_eq!(answer.json()["error_description"], "origin_not_registered");
        for absent in [
            "access-control-allow-origin",
            "access-control-allow-credentials",
            "access-control-allow-methods",
        ] {
            assert_eq!(answer.headers.get(absent), None, "{origins:?} {absent}");
        }
        assert_eq!(answer.header("vary"), "Origin");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0, "{origins:?}");
}

/// A workspace that nobody calls over the network.
async fn at(app: &TestApp, url: &str) -> Chat {
    let mut chat = Chat::connected(app).await;
    let own = Some(url.to_owned());
    chat.change(app, |settings| settings.rocketchat_url = own)
        .await;
    url.trim_end_matches("/team").clone_into(&mut chat.origin);
    chat.emulator.clear_journal();
    chat
}

#[tokio::test]
async fn rc_iframe_06_another_sites_page_is_shut_out() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;

    for origin in ["https://evil.test", &app.url] {
        assert_shut_out(&app, &chat, &[origin]).await;
    }
}

#[tokio::test]
async fn rc_iframe_07_no_origin_and_a_null_origin_are_shut_out() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;

    for origins in [&[][..], &["null"], &[""]] {
        assert_shut_out(&app, &chat, origins).await;
    }
}

#[tokio::test]
async fn rc_iframe_07_two_origins_are_shut_out_in_any_order() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let own = chat.origin.clone();

    assert_shut_out(&app, &chat, &[&own, "https://evil.test"]).await;
    assert_shut_out(&app, &chat, &["https://evil.test", &own]).await;
    assert_shut_out(&app, &chat, &[&own, &own]).await;
    let joined = format!("{own}, {own}");
    assert_shut_out(&app, &chat, &[&joined]).await;
}

#[tokio::test]
async fn rc_iframe_08_the_origin_comes_back_byte_for_byte_and_never_a_star() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;

    for answer in calls_from(&app, &chat, &[&chat.origin]).await {
        assert!(answer.status.is_success(), "{}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), chat.origin);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert_eq!(answer.header("vary"), "Origin");
        let allowed = answer.headers.get_all("access-control-allow-origin");
        assert_eq!(allowed.iter().count(), 1);
    }
}

#[tokio::test]
async fn rc_iframe_08_a_chat_below_a_path_has_the_origin_alone() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = at(&app, "https://chat.example.org/team").await;

    for answer in calls_from(&app, &chat, &["https://chat.example.org"]).await {
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://chat.example.org"
        );
    }
    assert_shut_out(&app, &chat, &["https://chat.example.org/team"]).await;
}

#[tokio::test]
async fn rc_iframe_09_origins_that_look_alike_are_shut_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = at(&app, "https://chat.example.org").await;

    for origin in [
        "https://chat.example.org.evil.test",
        "https://evilchat.example.org",
        "https://evil.chat.example.org",
        "https://example.org",
        "http://chat.example.org",
        "https://chat.example.org:443",
        "https://chat.example.org:8443",
        "https://chat.example.org/",
        "https://CHAT.example.org",
        "HTTPS://chat.example.org",
        "https://chat.example.org.",
        "https://user@chat.example.org",
        "https://chat.example.org#",
        "https://chat.example.orgg",
        "https://chat.example.or",
        "*",
    ] {
        assert_shut_out(&app, &chat, &[origin]).await;
    }
}

#[tokio::test]
async fn rc_iframe_21_a_fetch_that_cannot_be_read_and_a_navigation_get_no_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for mode in ["no-cors", "navigate"] {
        let call = alice.request(Method::POST, &chat.path("api"));
        let call = call
            .header("origin", &chat.origin)
            .header("sec-fetch-mode", mode);
        let answer = alice.send(call).await;
        assert_eq!(answer.status, 403, "{mode}");
        assert_eq!(answer.json()["error_description"], "not_a_cors_request");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);

    let call = alice.request(Method::POST, &chat.path("api"));
    let call = call
        .header("origin", &chat.origin)
        .header("sec-fetch-mode", "cors");
    assert!(login_token(&alice.send(call).await).is_some());
}
