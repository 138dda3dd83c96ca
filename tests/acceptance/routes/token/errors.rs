//! Refusals: RFC 6749 errors for the client, the precise reason for the trail.

use std::time::Duration;

use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::wire::{
    FORM, METEOR, code_of, encode_uri_component, legacy_address, legacy_body, legacy_payload,
    modern_address, modern_token, post_token, raw, raw_basic,
};

async fn set_up() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    (app, client)
}

/// Bodies of an authenticated client, the error that each gets, and the trail's reason.
fn faults() -> Vec<(String, &'static str, &'static str)> {
    let code = "grant_type=authorization_code";
    let refresh = "grant_type=refresh_token&refresh_token=x";
    let faults = [
        ("", "400 invalid_request", "grant_type_missing"),
        ("{}", "400 invalid_request", "grant_type_missing"),
        (
            "grant_type=password",
            "400 unsupported_grant_type",
            "grant_type_unsupported",
        ),
        (refresh, "400 unauthorized_client", "grant_not_allowed"),
        (code, "400 invalid_request", "code_missing"),
        (
            &format!("{code}&code=x"),
            "400 invalid_grant",
            "code_unknown",
        ),
        (
            &format!("{code}&code={}", "A".repeat(64)),
            "400 invalid_grant",
            "code_unknown",
        ),
        (
            &format!("{code}&code=a&code=b"),
            "400 invalid_request",
            "parameter_repeated",
        ),
        (
            &format!("{code}&code=%FF"),
            "400 invalid_request",
            "parameter_not_utf8",
        ),
        (
            &format!("code={}", "x".repeat(9000)),
            "400 invalid_request",
            "parameter_too_long",
        ),
    ];
    faults
        .map(|(body, error, reason)| (body.to_owned(), error, reason))
        .to_vec()
}

#[tokio::test]
async fn rc_oauth_37_a_clients_fault_is_a_json_error_and_the_trail_has_the_reason() {
    let (app, client) = set_up().await;
    let basic = raw_basic(&client);
    let headers = [FORM, METEOR, ("Authorization", basic.as_str())];

    for (body, error, reason) in faults() {
        let answer = post_token(&app, "", &headers, &body).await;

        assert_eq!(answer.status_and_error(), error, "{body}");
        assert_eq!(answer.header("content-type"), "application/json");
        let description = answer.json()["error_description"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            description.is_ascii() && !description.contains(['"', '\\']),
            "{description}"
        );
        assert_eq!(app.trail().await[0], format!("token {reason}"), "{body}");
    }
    let stranger = post_token(
        &app,
        "",
        &[FORM, METEOR],
        "client_id=nobody&client_secret=x",
    )
    .await;
    assert_eq!(stranger.status_and_error(), "401 invalid_client");
    assert_eq!(app.trail().await[0], "token unknown_client");
}

#[tokio::test]
async fn rc_oauth_37_a_body_that_cannot_be_read_is_the_clients_fault_too() {
    let (app, _) = set_up().await;
    let huge = format!("code={}", "x".repeat(100_000));

    let too_big = post_token(&app, "", &[FORM, METEOR], &huge).await;
    let get = raw(&app, "GET /application/o/token/", &[METEOR], "").await;

    assert_eq!(too_big.status, 413);
    assert_eq!(get.status, 405);
}

#[tokio::test]
async fn rc_oauth_38_the_answer_waits_for_nobody_outside() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    // A workspace that takes connections and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let client = app
        .add_rocketchat_with(|settings| {
            settings.redirect_uris = vec![format!("{address}/_oauth/authentik").parse().unwrap()];
            settings.post_logout_redirect_uris = vec![format!("{address}/").parse().unwrap()];
            settings.launch_url = Some(format!("{address}/home"));
            settings.rocketchat_url = Some(address.clone());
        })
        .await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let a_few_seconds = Duration::from_secs(5);

    let whole = timeout(a_few_seconds, async {
        let legacy = code_of(&visitor.walk(&legacy_address(&client, "s")).await.client());
        let modern = code_of(&visitor.walk(&modern_address(&client)).await.client());
        let legacy = legacy_payload(&app, &client, &legacy).await;
        let modern = modern_token(&app, &client, &modern).await;
        let refused = legacy_payload(&app, &client, "unknown").await;
        let userinfo = app
            .userinfo(modern.json()["access_token"].as_str().unwrap())
            .await;
        [legacy, modern, refused, userinfo].map(|answer| answer.status.as_u16())
    });

    assert_eq!(whole.await.unwrap(), [200, 200, 400, 200]);
    let called = timeout(Duration::ZERO, silent.accept()).await;
    assert!(called.is_err(), "the workspace was called: {called:?}");
}

#[tokio::test]
async fn rc_oauth_40_the_redirect_uri_must_be_that_of_the_authorization_request() {
    let (app, client) = set_up().await;
    let request = AuthorizeRequest::legacy(&client);
    let own = encode_uri_component(&client.redirect_uri);
    let basic = raw_basic(&client);
    let headers = [FORM, METEOR, ("Authorization", basic.as_str())];

    let mut refused = Vec::new();
    for other in [
        "https%3A%2F%2Fchat.example.org%2F_oauth%2Fauthentik%3Fclose",
        "https%3A%2F%2Fchat.example.org%2F_oauth%2Fauthentik%2F",
        "https%3A%2F%2Fchat.example.org%2F_OAUTH%2Fauthentik",
        "",
    ] {
        let code = app.code(&request, "alice").await;
        let body = legacy_body(&client, &code).replace(&own, other);
        refused.push(
            post_token(&app, "", &headers, &body)
                .await
                .status_and_error(),
        );
        // A failed attempt uses the code up, so that nobody can go on guessing.
        let right = post_token(&app, "", &headers, &legacy_body(&client, &code)).await;
        refused.push(right.status_and_error());
    }

    assert_eq!(refused, ["400 invalid_grant"; 8]);
    let trail = app.trail().await;
    for reason in ["token redirect_uri_differs", "token redirect_uri_missing"] {
        assert!(trail.contains(&reason.to_owned()), "{trail:?}");
    }
}

#[tokio::test]
async fn a_code_runs_out_after_a_minute() {
    let (app, client) = set_up().await;
    let request = AuthorizeRequest::legacy(&client);
    let (young, old) = (
        app.code(&request, "alice").await,
        app.code(&request, "alice").await,
    );

    app.advance(gantry_core::Seconds::new(55));
    let in_time = legacy_payload(&app, &client, &young).await;
    app.advance(gantry_core::Seconds::new(6));
    let too_late = legacy_payload(&app, &client, &old).await;

    assert_eq!(in_time.status, 200, "{}", in_time.body);
    assert_eq!(too_late.status_and_error(), "400 invalid_grant");
    assert_eq!(app.trail().await[0], "token code_expired");
}
