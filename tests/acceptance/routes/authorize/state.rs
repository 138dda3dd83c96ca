//! `state`: comes back byte for byte, with a code and with every error.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp, Visitor};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::wire::{
    MODERN_STATE, legacy_address, legacy_state, mobile_address, mobile_state, modern_address,
    returned,
};

const EIGHT_KIB: usize = 8192;

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

/// Text of exactly so many bytes, made by repeating these characters.
fn filled(characters: &[char], bytes: usize) -> String {
    let mut text = String::new();
    for character in characters.iter().cycle() {
        if text.len() + character.len_utf8() > bytes {
            break;
        }
        text.push(*character);
    }
    text.push_str(&"x".repeat(bytes - text.len()));
    text
}

fn states() -> impl Strategy<Value = String> {
    let any_text = vec(any::<char>(), 1..200).prop_map(String::from_iter);
    let long = (vec(any::<char>(), 1..64), 4096..=EIGHT_KIB);
    prop_oneof![
        "[A-Za-z0-9+/]{1,300}={0,2}",
        "[ -~]{1,300}",
        any_text,
        long.prop_map(|(characters, bytes)| filled(&characters, bytes)),
    ]
}

#[tokio::test]
async fn rc_oauth_16_a_state_of_eight_kib_survives_the_login_page() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;

    for length in [4096, EIGHT_KIB] {
        let state = filled(&legacy_state().chars().collect::<Vec<_>>(), length);
        let visitor = app.visitor();
        let login = visitor.walk(&legacy_address(&client, &state)).await.page();
        let arrived = visitor.log_in(&login, "alice").await.client();

        assert_eq!(returned(&arrived, "state"), Some(state));
        assert!(returned(&arrived, "code").is_some());
    }
}

#[tokio::test]
async fn a_state_beyond_eight_kib_is_refused_without_being_cut() {
    let (_app, client, visitor) = set_up().await;

    let state = "x".repeat(EIGHT_KIB + 1);
    let arrived = visitor
        .walk(&legacy_address(&client, &state))
        .await
        .client();

    assert_eq!(
        returned(&arrived, "error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(returned(&arrived, "state"), None);
}

#[test]
fn rc_oauth_17_any_state_comes_back_byte_for_byte_with_a_code_and_with_an_error() {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let (_app, client, visitor) = runtime.block_on(set_up());
    let config = Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    };
    let base64 = legacy_state();
    assert!(
        ["+", "/", "="]
            .iter()
            .all(|character| base64.contains(character)),
        "{base64}"
    );

    let survives = |state: String| {
        let success = legacy_address(&client, &state);
        let failure = success.replace("response_type=code", "response_type=x");
        for (path, name) in [(success, "code"), (failure, "error")] {
            let arrived = runtime.block_on(visitor.walk(&path)).client();
            assert_eq!(returned(&arrived, "state").as_deref(), Some(state.as_str()));
            assert!(returned(&arrived, name).is_some(), "{arrived}");
        }
        Ok(())
    };
    survives(base64).unwrap();
    TestRunner::new(config).run(&states(), survives).unwrap();
}

#[tokio::test]
async fn rc_oauth_18_the_mobile_apps_unescaped_state_comes_back_as_it_came() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let state = mobile_state();
    assert!(
        state.contains('-') && state.contains('_') && !state.contains('='),
        "{state}"
    );
    let visitor = app.visitor();

    let login = visitor.walk(&mobile_address(&client, &state)).await.page();
    let first = visitor.log_in(&login, "alice").await.client();
    let silent = visitor
        .walk(&mobile_address(&client, &state))
        .await
        .client();

    for arrived in [first, silent] {
        assert!(
            arrived.as_str().ends_with(&format!("&state={state}")),
            "{arrived}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_19_every_error_redirect_brings_the_state_along() {
    let (app, client, visitor) = set_up().await;
    let asks = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        ..ClientSettings::default()
    };
    let asks = app.add_client("Asks", asks).await;
    let stranger = app.visitor();
    let modern = modern_address(&client);
    let base = |client| AuthorizeRequest::legacy(client).with("state", MODERN_STATE);

    let mut arrivals = Vec::new();
    for (name, value, error) in [
        ("response_type", "none", "unauthorized_client"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "web_message", "invalid_request"),
        ("prompt", "nonsense", "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("nonce", &"n".repeat(2000), "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "S256", "invalid_request"),
        ("request", "e30.e30.", "request_not_supported"),
        (
            "request_uri",
            "https://x.example/",
            "request_uri_not_supported",
        ),
        ("registration", "{}", "registration_not_supported"),
    ] {
        let path = base(&client).with(name, value).path();
        arrivals.push((error, visitor.walk(&path).await.client()));
    }
    let twice = format!("{modern}&scope=openid");
    let plain = modern.replace("S256", "plain");
    let silent = |client| base(client).with("prompt", "none").path();
    arrivals.push(("invalid_request", visitor.walk(&twice).await.client()));
    arrivals.push(("invalid_request", visitor.walk(&plain).await.client()));
    arrivals.push((
        "consent_required",
        visitor.walk(&silent(&asks)).await.client(),
    ));
    arrivals.push((
        "login_required",
        stranger.walk(&silent(&client)).await.client(),
    ));

    for (error, arrived) in arrivals {
        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some(error),
            "{arrived}"
        );
        assert_eq!(
            returned(&arrived, "state").as_deref(),
            Some(MODERN_STATE),
            "{arrived}"
        );
    }
}
