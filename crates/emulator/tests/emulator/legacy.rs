//! The legacy engine on the wire and its outcomes.

use axum::http::StatusCode;
use gantry_emulator::TokenRequestQuirks;
use serde_json::json;

use crate::support::{Browser, Provider, emulator, set};

#[tokio::test]
async fn payload_sends_credentials_in_the_body_and_the_token_in_the_query() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();

    let answer = browser.legacy_login(&emulator).await;

    assert_eq!(answer.status(), 200);
    let token = provider.last("token");
    assert!(token.body.starts_with("code=c0de&redirect_uri=http"));
    assert!(token.body.ends_with("&client_secret=s3cret&client_id=chat"));
    assert!(token.body.contains("&grant_type=authorization_code&state="));
    assert_eq!(token.header("user-agent"), Some("Meteor/METEOR@3.0"));
    assert_eq!(token.header("accept"), Some("application/json"));
    assert_eq!(token.header("authorization"), None);
    let identity = provider.last("userinfo");
    assert_eq!(identity.query, "access_token=at-secret");
    assert_eq!(identity.header("authorization"), None);
    assert!(
        emulator
            .calls()
            .iter()
            .all(|call| !call.url.contains("at-secret"))
    );
}

#[tokio::test]
async fn a_login_ends_on_the_page_of_the_chat_user() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();

    browser.legacy_login(&emulator).await;
    let page = browser.account(&emulator).await;

    assert!(page.contains("<dd id=\"chat-username\">alice</dd>"));
    assert!(page.contains("<dd id=\"chat-email\">alice@a.example</dd>"));
    let user = emulator.user("alice").unwrap();
    let stored = user.service("authentik").unwrap();
    assert_eq!(stored["id"], "s1");
    assert_eq!(stored["idToken"], "idt");
    assert_eq!(stored["groups"], json!(["staff"]));
}

#[tokio::test]
async fn header_sends_bare_base64_and_a_bearer_token() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    set(&emulator, "-token_sent_via", "header");

    Browser::new().legacy_login(&emulator).await;

    let token = provider.last("token");
    assert_eq!(
        token.header("authorization"),
        Some("Basic Y2hhdDpzM2NyZXQ=")
    );
    assert!(!token.body.contains("client_secret"));
    assert_eq!(
        provider.last("userinfo").header("authorization"),
        Some("Bearer at-secret")
    );
}

#[tokio::test]
async fn the_old_snapshots_put_parameters_into_the_query_and_forget_basic() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    set(&emulator, "-token_sent_via", "header");
    emulator.set_token_request_quirks(TokenRequestQuirks {
        parameters_in_query: true,
        authorization_without_basic: true,
    });

    Browser::new().legacy_login(&emulator).await;

    let token = provider.last("token");
    assert!(token.query.starts_with("code=c0de&"));
    assert_eq!(token.body, "");
    assert_eq!(token.header("authorization"), Some("Y2hhdDpzM2NyZXQ="));
}

#[tokio::test]
async fn a_default_login_style_adds_close_to_the_redirect_uri() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    set(&emulator, "-login_style", "");

    let answer = Browser::new().legacy_login(&emulator).await;

    assert_eq!(answer.status(), 200);
    assert!(
        provider
            .last("authorize")
            .query
            .contains("%2F_oauth%2Fauthentik%3Fclose&")
    );
    assert!(
        provider
            .last("token")
            .body
            .contains("%2F_oauth%2Fauthentik%3Fclose&")
    );
}

#[tokio::test]
async fn the_app_sends_unpadded_state_unescaped() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();

    let start = browser
        .json(&format!("{}/emulator/mobile/authentik", emulator.url()))
        .await;
    let callback = browser.redirect(start["url"].as_str().unwrap()).await;
    let page = browser.get(&callback).await.text().await.unwrap();

    assert_eq!(
        crate::support::attribute(&page, "data-redirect-url"),
        "rocketchat://auth"
    );
    assert_eq!(
        crate::support::attribute(&page, "data-credential-secret").len(),
        43
    );
}

#[tokio::test]
async fn a_refused_handshake_logs_the_reason_phrase_only() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    provider.answer_token_with(StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }));

    let answer = Browser::new().legacy_login(&emulator).await;

    assert_eq!(answer.status(), 403);
    let expected = format!(
        "Failed to complete OAuth handshake with authentik at {}/token/. Bad Request",
        provider.url
    );
    assert_eq!(
        emulator.outcomes()[0].error.as_deref(),
        Some(expected.as_str())
    );
}

#[tokio::test]
async fn an_error_member_fails_even_on_200() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    provider.answer_token_with(
        StatusCode::OK,
        json!({ "error": "nope", "access_token": "x" }),
    );

    let answer = Browser::new().legacy_login(&emulator).await;

    assert_eq!(answer.status(), 403);
    assert!(
        emulator.outcomes()[0]
            .error
            .as_deref()
            .unwrap()
            .ends_with("/token/. nope")
    );
}

#[tokio::test]
async fn access_denied_goes_back_without_a_call_and_without_a_word() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();
    let start = browser
        .json(&format!("{}/emulator/legacy/authentik", emulator.url()))
        .await;
    let url = url::Url::parse(start["url"].as_str().unwrap()).unwrap();
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();

    let mut callback = url::Url::parse(&format!("{}/_oauth/authentik", emulator.url())).unwrap();
    callback
        .query_pairs_mut()
        .append_pair("error", "access_denied")
        .append_pair("state", &state);
    let with_state = browser.get(callback.as_str()).await.text().await.unwrap();
    callback.set_query(Some("error=access_denied"));
    let without_state = browser.get(callback.as_str()).await.text().await.unwrap();

    assert!(crate::support::attribute(&with_state, "data-redirect-url").ends_with("/home"));
    assert!(without_state.contains("You may close this window"));
    assert!(emulator.calls().is_empty());
    assert_eq!(
        emulator.outcomes()[0].error.as_deref(),
        Some("Error in OAuth Server: access_denied")
    );
}

#[tokio::test]
async fn a_state_that_leads_elsewhere_is_refused() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let browser = Browser::new();

    let start = browser
        .json(&format!(
            "{}/emulator/legacy/authentik?page=https://evil.example/",
            emulator.url()
        ))
        .await;
    let callback = browser.redirect(start["url"].as_str().unwrap()).await;

    assert_eq!(browser.get(&callback).await.status(), 400);
    assert!(emulator.calls().is_empty());
}

#[tokio::test]
async fn anybody_with_an_access_token_logs_in_directly() {
    let provider = Provider::start().await;
    let emulator = emulator(&provider).await;
    let login = format!("{}/api/v1/login", emulator.url());
    let browser = Browser::new();

    let body = json!({ "serviceName": "authentik", "accessToken": "foreign", "expiresIn": 3600 });
    let accepted = browser.post_json(&login, &body).await;
    let body = json!({ "serviceName": "authentik", "accessToken": "foreign", "expiresIn": "3600" });
    let refused = browser.post_json(&login, &body).await;

    assert_eq!(
        (accepted.status().as_u16(), refused.status().as_u16()),
        (200, 401)
    );
    assert_eq!(provider.last("userinfo").query, "access_token=foreign");
}
