//! The addresses of django-rocketchat-auth, for which a set-up changes the host name only.

use gantry_test_support::{Page, TestApp};
use reqwest::Method;

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

const API: &str = "/rocketchat/api";
const PAGE: &str = "/login/?next=/rocketchat/redirect";

async fn api(guest: &mut Guest, chat: &Chat, method: Method) -> Page {
    let call = guest.request(method, API);
    guest.send(call.header("origin", &chat.origin)).await
}

#[tokio::test]
async fn rc_iframe_01_the_old_api_url_gives_the_only_workspaces_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let post = login_token(&api(&mut alice, &chat, Method::POST).await);
    let get = login_token(&api(&mut alice, &chat, Method::GET).await);
    let new = login_token(&alice.api(&chat).await);
    let preflight = api(&mut alice, &chat, Method::OPTIONS).await;
    let nobody = api(&mut Guest::new(&app), &chat, Method::POST).await;

    assert!(post.is_some());
    assert_eq!((&get, &new), (&post, &post));
    assert_eq!(preflight.status, 204);
    assert_eq!(nobody.status, 401);
    assert_eq!(chat.tokens_made(), 1);
}

#[tokio::test]
async fn rc_iframe_06_the_old_api_url_knows_the_origin_too() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    for origin in [Some("https://evil.test"), Some("null"), None] {
        let call = alice.request(Method::POST, API);
        let call = origin
            .iter()
            .fold(call, |call, it| call.header("origin", *it));
        let refused = alice.send(call).await;
        assert_eq!(refused.status, 403);
        assert_eq!(refused.headers.get("access-control-allow-origin"), None);
        assert_eq!(refused.header("vary"), "Origin");
        assert_eq!(refused.header("cache-control"), "no-store");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}

#[tokio::test]
async fn rc_iframe_22_the_old_iframe_url_is_the_framed_page_and_no_login_page() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let mut guests = [Guest::new(&app), Guest::signed_in(&app, "alice").await];

    for (guest, waits) in guests.iter_mut().zip([true, false]) {
        for path in [
            PAGE,
            "/login?next=/rocketchat/redirect",
            "/login/?next=%2Frocketchat%2Fredirect%2F",
            "/login/?next=/rocketchat/redirect&client=electron",
        ] {
            let page = guest.get(path).await;
            let policy = page.header("content-security-policy");
            assert_eq!(page.status, 200, "{path}");
            let task = page.attribute("#bridge", "data-task").unwrap();
            assert_eq!(task == "wait", waits, "{task}");
            assert_eq!(page.text("input"), None, "{path}");
            assert!(
                policy.ends_with(&format!("frame-ancestors {}", chat.origin)),
                "{policy}"
            );
            assert_eq!(page.headers.get("x-frame-options"), None, "{path}");
            let top = page.attribute("#bridge", "data-top").is_some();
            assert_eq!(top, path.contains("electron"), "{path}");
        }
    }
}

#[tokio::test]
async fn rc_iframe_22_the_old_redirect_leads_to_the_chat() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let mut guest = Guest::new(&app);

    for path in ["/rocketchat/redirect", "/rocketchat/redirect/"] {
        let sent = guest.get(path).await;
        assert_eq!(sent.status, 303);
        assert_eq!(sent.location(), chat.origin);
        assert_eq!(sent.header("x-frame-options"), "DENY");
    }
}

#[tokio::test]
async fn rc_iframe_22_with_two_workspaces_or_none_the_old_addresses_mean_nobody() {
    for workspaces in [0, 2] {
        let app = TestApp::start().await;
        let mut chats = Vec::new();
        for _ in 0..workspaces {
            chats.push(Chat::connected(&app).await);
        }
        app.add_user("alice").await;
        let mut alice = Guest::signed_in(&app, "alice").await;
        let origin = chats
            .first()
            .map_or("https://chat.example.org", |it| &it.origin);

        let call = alice.request(Method::POST, API).header("origin", origin);
        let api = alice.send(call).await;
        let page = alice.get(PAGE).await;
        let redirect = alice.get("/rocketchat/redirect").await;

        for answer in [&api, &page, &redirect] {
            assert_eq!(answer.status, 404, "{workspaces} {}", answer.url);
        }
        assert_eq!(api.header("cache-control"), "no-store");
        assert_eq!(api.header("vary"), "Origin");
        assert_eq!(page.header("x-frame-options"), "DENY");
        for chat in chats {
            assert_eq!(chat.emulator.rest_calls().len(), 0);
        }
    }
}
