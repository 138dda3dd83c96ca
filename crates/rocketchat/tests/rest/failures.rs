//! Every kind of failure, and what must not be seen in any of them.

use std::error::Error;
use std::time::Duration;

use gantry_core::{Env, Secret};
use gantry_outbound::OutboundError;
use gantry_rocketchat::rest::{CreateToken, RestClient, RestError};
use serde_json::json;
use url::Url;

use crate::support::{Canned, TOKEN, Workspace, credentials, outbound, refusal};

async fn failing(answer: Canned) -> RestError {
    let workspace = Workspace::answering([answer]).await;
    workspace.client.me().await.unwrap_err()
}

async fn pause(answer: Canned) -> Duration {
    let error = failing(answer).await;
    assert!(error.is_retryable());
    error.retry_after().unwrap()
}

fn limited(details: &serde_json::Value) -> Canned {
    let body = json!({"success": false, "error": "Error, too many requests.",
                      "errorType": "error-too-many-requests", "details": details});
    Canned::text(429, &body.to_string())
}

#[tokio::test]
async fn rc_iframe_34_the_header_counts_milliseconds() {
    let workspace = Workspace::answering([Canned::text(200, "{}")]).await;
    let reset = workspace.now_millis + 42_000;

    let pause = pause(limited(&json!({})).header("x-ratelimit-reset", &reset.to_string())).await;

    assert!((40..=45).contains(&pause.as_secs()), "{pause:?}");
}

#[tokio::test]
async fn rc_iframe_34_the_body_counts_milliseconds_too() {
    let answer = limited(&json!({"timeToReset": 7_500, "seconds": 8}));

    assert_eq!(pause(answer).await, Duration::from_millis(7_500));
}

#[tokio::test]
async fn rc_iframe_34_no_pause_is_longer_than_an_hour_or_shorter_than_a_second() {
    let long = limited(&json!({"timeToReset": 90_000_000}));
    let past = limited(&json!({"timeToReset": 0})).header("x-ratelimit-reset", "1000");

    assert_eq!(pause(long).await, Duration::from_hours(1));
    assert_eq!(pause(past).await, Duration::from_secs(1));
}

#[tokio::test]
async fn a_proxys_limit_counts_seconds_or_nothing() {
    let proxy = Canned::text(429, "slow down").header("retry-after", "30");

    assert_eq!(pause(proxy).await, Duration::from_secs(30));
    assert_eq!(pause(Canned::text(429, "")).await, Duration::from_mins(1));
}

#[tokio::test]
async fn rc_iframe_35_a_second_factor_is_asked_for_once() {
    let error = failing(refusal(400, "totp-required")).await;

    assert!(matches!(error, RestError::TwoFactorRequired), "{error:?}");
    assert!(!error.is_retryable());
    assert_eq!(error.code(), Some("totp-required"));
}

#[tokio::test]
async fn a_missing_permission_is_a_refusal() {
    let words = "User does not have the permissions required for this action [error-unauthorized]";
    let body = json!({"success": false, "error": words});

    let error = failing(Canned::text(403, &body.to_string())).await;

    assert_eq!(error.code(), Some("error-unauthorized"));
    assert!(
        matches!(error, RestError::Refused { status: 403, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_refusal_under_status_200_is_one() {
    let error = failing(Canned::text(
        200,
        r#"{"success":false,"error":"unsupported"}"#,
    ))
    .await;

    assert!(
        matches!(error, RestError::Refused { code: None, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again() {
    for status in [500, 502, 503, 504] {
        let error = failing(Canned::text(status, "<html>")).await;

        assert!(matches!(error, RestError::Unavailable { .. }), "{error:?}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn what_is_not_rocketchats_json_is_unexpected() {
    for (status, body) in [
        (200, "<html>hello</html>"),
        (200, ""),
        (200, "[]"),
        (200, r#"{"hello":"world"}"#),
        (403, "<html>blocked</html>"),
        (404, "404 page not found"),
    ] {
        let error = failing(Canned::text(status, body)).await;

        assert!(
            matches!(error, RestError::Unexpected { .. }),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Canned::text(301, "{}").header("location", "https://chat.example.org/");
    let workspace = Workspace::answering([elsewhere]).await;

    let error = workspace.client.me().await.unwrap_err();

    assert!(
        matches!(error, RestError::Unexpected { status: 301, .. }),
        "{error:?}"
    );
    assert_eq!(workspace.asked().len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_dropped() {
    let error = failing(Canned::text(200, &" ".repeat(1024 * 1024 + 1))).await;

    let RestError::Unusable { source, .. } = &error else {
        unreachable!("{error:?}")
    };
    assert!(matches!(source, OutboundError::TooLarge(_)), "{source:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn nobody_at_the_address_is_unreachable() {
    let site = Url::parse("http://127.0.0.1:1/").unwrap();
    let client = RestClient::new(outbound(), &site, credentials("u", TOKEN), Env::system());

    let error = client.me().await.unwrap_err();

    assert!(matches!(error, RestError::Unreachable { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "Rocket.Chat did not answer at http://127.0.0.1:1/api/v1/me"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_token_that_cannot_be_a_header_is_not_sent() {
    let workspace = Workspace::answering([Canned::text(200, "{}")]).await;
    let client = workspace.client.with(credentials("u", "two\nlines"));

    let error = client.me().await.unwrap_err();

    assert!(matches!(error, RestError::Unusable { .. }), "{error:?}");
    assert!(!everything(&error).contains("two"));
    assert!(workspace.asked().is_empty());
}

/// All that a log could hold of an error.
fn everything(error: &RestError) -> String {
    let mut text = format!("{error:?} {error}");
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text} {source}");
        cause = source.source();
    }
    text
}

#[tokio::test]
async fn rc_iframe_73_a_server_that_repeats_our_secrets_does_not_publish_them() {
    let words = format!("bad token {TOKEN} or secret planted-s3cret [code-{TOKEN}]");
    let body = json!({"success": false, "error": words, "errorType": format!("x-{TOKEN}")});
    let workspace = Workspace::answering([Canned::text(400, &body.to_string())]).await;
    let how = CreateToken::WithSecret(Secret::new("planted-s3cret".to_owned()));

    let error = workspace.client.create_token("u1", &how).await.unwrap_err();

    let seen = format!("{} {:?} {how:?}", everything(&error), workspace.client);
    assert!(!seen.contains("planted"), "{seen}");
    assert!(seen.contains("bad token *** or secret ***"), "{seen}");
}

#[tokio::test]
async fn credentials_in_the_address_are_neither_sent_nor_shown() {
    let workspace = Workspace::answering([Canned::text(200, "{}")]).await;
    let mut site = workspace.site.clone();
    site.set_password(Some("planted-password")).unwrap();
    let client = RestClient::new(outbound(), &site, credentials("u", TOKEN), Env::system());

    let error = client.me().await.unwrap_err();

    let seen = format!("{} {client:?}", everything(&error));
    assert!(!seen.contains("planted"), "{seen}");
    assert!(workspace.asked().is_empty());
}
