//! The modern engine on the wire and its outcomes.

use axum::http::StatusCode;
use gantry_emulator::Emulator;
use serde_json::json;

use crate::support::{Browser, Provider, emulator, set};

async fn modern(provider: &Provider) -> Emulator {
    let emulator = emulator(provider).await;
    emulator
        .settings()
        .set("Accounts_OAuth_Use_Modern_Flow", true)
        .unwrap();
    emulator
}

fn start_address(emulator: &Emulator) -> String {
    format!("{}/oauth/authentik", emulator.url())
}

#[tokio::test]
async fn the_server_builds_a_request_with_pkce() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;

    let authorize = Browser::new().redirect(&start_address(&emulator)).await;

    let names: Vec<String> = url::Url::parse(&authorize)
        .unwrap()
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "response_type",
            "redirect_uri",
            "scope",
            "code_challenge",
            "code_challenge_method",
            "state",
            "client_id"
        ]
    );
    assert!(authorize.contains("scope=email%20profile%20openid&"));
}

#[tokio::test]
async fn token_and_identity_calls_are_bare() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    let browser = Browser::new();

    let authorize = browser.redirect(&start_address(&emulator)).await;
    let callback = browser.redirect(&authorize).await;
    browser.redirect(&callback).await;

    let token = provider.last("token");
    assert!(
        token
            .body
            .starts_with("grant_type=authorization_code&redirect_uri=http%3A%2F%2F")
    );
    assert!(
        token
            .body
            .ends_with("&client_id=chat&client_secret=s3cret&code=c0de")
    );
    assert_eq!(
        (token.header("user-agent"), token.header("accept")),
        (Some("Node-oauth"), None)
    );
    let identity = provider.last("userinfo");
    assert_eq!(identity.query, "access_token=at-secret");
    assert_eq!(
        (identity.header("content-length"), identity.header("accept")),
        (Some("0"), None)
    );
}

#[tokio::test]
async fn a_login_resumes_at_home_with_its_client() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    let browser = Browser::new();

    let authorize = browser
        .redirect(&format!("{}?loginClient=mobile", start_address(&emulator)))
        .await;
    let callback = browser.redirect(&authorize).await;
    let home = browser.redirect(&callback).await;
    let account = browser.redirect(&home).await;

    assert!(home.contains("/home?resumeToken=") && home.ends_with("&loginClient=mobile"));
    assert!(account.ends_with("/account"));
    assert!(
        browser
            .account(&emulator)
            .await
            .contains("<dd id=\"chat-name\">Alice Liddell</dd>")
    );
    let user = emulator.user("alice").unwrap();
    assert_eq!(user.service("authentik").unwrap().get("idToken"), None);
}

#[tokio::test]
async fn header_identity_never_changes_the_token_request() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    set(&emulator, "-token_sent_via", "header");
    let browser = Browser::new();

    let authorize = browser.redirect(&start_address(&emulator)).await;
    let callback = browser.redirect(&authorize).await;
    browser.redirect(&callback).await;

    assert_eq!(provider.last("token").header("authorization"), None);
    assert!(provider.last("token").body.contains("client_secret=s3cret"));
    assert_eq!(
        provider.last("userinfo").header("authorization"),
        Some("Bearer at-secret")
    );
}

#[tokio::test]
async fn an_expired_session_and_a_second_tab_fail_without_a_word() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    let browser = Browser::new();

    let first_tab = browser.redirect(&start_address(&emulator)).await;
    browser.redirect(&start_address(&emulator)).await;
    let overwritten = browser.redirect(&browser.redirect(&first_tab).await).await;
    let late = browser.redirect(&start_address(&emulator)).await;
    emulator.expire_modern_sessions();
    let expired = browser.redirect(&browser.redirect(&late).await).await;

    assert!(overwritten.ends_with("/login") && expired.ends_with("/login"));
    assert!(emulator.calls().is_empty());
}

#[tokio::test]
async fn only_access_denied_is_forgiven() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    let browser = Browser::new();
    let callback = format!("{}/_oauth/authentik", emulator.url());

    let denied = browser
        .redirect(&format!("{callback}?error=access_denied"))
        .await;
    let other = browser
        .get(&format!("{callback}?error=login_required"))
        .await;
    let nothing = browser.redirect(&callback).await;

    assert!(denied.ends_with("/login"));
    assert_eq!(other.status(), 500);
    assert!(nothing.starts_with(&provider.url));
}

#[tokio::test]
async fn a_refused_token_is_an_error_page_with_the_description() {
    let provider = Provider::start().await;
    let emulator = modern(&provider).await;
    provider.answer_token_with(
        StatusCode::BAD_REQUEST,
        json!({ "error": "invalid_grant", "error_description": "code expired" }),
    );
    let browser = Browser::new();

    let authorize = browser.redirect(&start_address(&emulator)).await;
    let page = browser.get(&browser.redirect(&authorize).await).await;

    assert_eq!(page.status(), 500);
    assert_eq!(
        emulator.outcomes()[0].error.as_deref(),
        Some("code expired")
    );
}
