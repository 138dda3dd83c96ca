//! What the two engines send besides, and what they do not send.

use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};

use crate::wire::{
    FORM, JSON, METEOR, NODE_OAUTH, VERIFIER, code_of, legacy_body, legacy_payload, modern_address,
    modern_body, modern_token, post_token, raw_basic,
};

async fn set_up() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    (app, client)
}

/// A fresh code, redeemed by the legacy engine with these headers.
async fn redeemed(app: &TestApp, client: &RocketChatClient, headers: &[(&str, &str)]) -> Page {
    let code = app.code(&AuthorizeRequest::legacy(client), "alice").await;
    let basic = raw_basic(client);
    let mut all = vec![FORM, ("Authorization", basic.as_str())];
    all.extend_from_slice(headers);
    post_token(app, "", &all, &legacy_body(client, &code)).await
}

#[tokio::test]
async fn rc_oauth_31_the_extra_state_of_the_token_request_is_ignored() {
    let (app, client) = set_up().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    assert!(legacy_body(&client, &code).contains("&state=ey"));

    let answer = legacy_payload(&app, &client, &code).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json().get("state"), None);
}

#[tokio::test]
async fn rc_oauth_32_an_accept_header_is_neither_needed_nor_minded() {
    let (app, client) = set_up().await;

    let without = redeemed(&app, &client, &[METEOR]).await;
    let json = redeemed(&app, &client, &[METEOR, JSON]).await;
    let other = redeemed(&app, &client, &[METEOR, ("Accept", "text/html")]).await;

    for answer in [without, json, other] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn rc_oauth_32_the_modern_engine_sends_no_accept_header_and_is_answered() {
    let (app, client) = set_up().await;
    let login = app.visitor();
    login.sign_in("alice").await;
    let code = code_of(&login.walk(&modern_address(&client)).await.client());

    let answer = modern_token(&app, &client, &code).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn rc_oauth_33_no_program_name_is_turned_away() {
    let (app, client) = set_up().await;
    let meteor = ("User-Agent", "Meteor");
    let odd = ("User-Agent", "curl/8.5.0 (bot; crawler) python-requests");

    for headers in [
        vec![METEOR],
        vec![meteor],
        vec![NODE_OAUTH],
        vec![odd],
        vec![],
    ] {
        let answer = redeemed(&app, &client, &headers).await;
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let line = format!("GET /application/o/userinfo/?access_token={token}");
        let userinfo = crate::wire::raw(&app, &line, &headers, "").await;

        assert_eq!(answer.status, 200, "{headers:?}");
        assert_eq!(userinfo.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn rc_oauth_41_a_foreign_program_without_cookies_or_origin_is_heard() {
    let (app, client) = set_up().await;
    let cross = [
        ("Origin", "https://chat.example.org"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Referer", "https://chat.example.org/"),
    ];

    let plain = redeemed(&app, &client, &[METEOR]).await;
    let foreign = redeemed(&app, &client, &cross).await;
    let no_origin = redeemed(&app, &client, &[("Origin", "null")]).await;
    let cookies = redeemed(&app, &client, &[("Cookie", "gantry-session=rubbish; x=y")]).await;

    for answer in [plain, foreign, no_origin, cookies] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.json()["access_token"].is_string());
    }
}

#[tokio::test]
async fn rc_oauth_41_failed_attempts_put_nothing_in_the_way_of_the_next() {
    let (app, client) = set_up().await;
    let wrong = RocketChatClient {
        secret: "wrong".to_owned(),
        ..client.clone()
    };

    for _ in 0..40 {
        let refused = legacy_payload(&app, &wrong, "unknown").await;
        assert_eq!(refused.status_and_error(), "401 invalid_client");
    }

    assert_eq!(redeemed(&app, &client, &[METEOR]).await.status, 200);
}

#[tokio::test]
async fn the_modern_engines_body_is_read_whatever_its_content_type_says() {
    let (app, client) = set_up().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for headers in [
        vec![],
        vec![(
            "Content-Type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )],
    ] {
        let code = code_of(&visitor.walk(&modern_address(&client)).await.client());
        let body = modern_body(&client, VERIFIER, &code);

        assert_eq!(
            post_token(&app, "", &headers, &body).await.status,
            200,
            "{headers:?}"
        );
    }
}
