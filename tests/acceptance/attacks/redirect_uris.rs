//! Row 1: no address but the registered one is ever answered.

use gantry_core::redirect_uri::RedirectUri;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use proptest::prelude::{any, prop_assert, prop_assume, proptest};

const REGISTERED: &str = "https://chat.example.org/_oauth/authentik";
const TAILS: [&str; 16] = [
    "/", "?", "#", "?close&", "?x=1", "#x", "/.", "/..", "%00", "%20", ";", "\t", "\n", " ", "&",
    "\\",
];

/// Every address that is one keystroke away: another character, one less, one more.
fn one_keystroke_away(uri: &str, keys: &[char]) -> Vec<String> {
    let mut all = Vec::new();
    for (at, _) in uri.char_indices() {
        let (before, after) = (&uri[..at], &uri[at + 1..]);
        all.push(format!("{before}{after}"));
        for key in keys {
            all.push(format!("{before}{key}{after}"));
            all.push(format!("{before}{key}{}", &uri[at..]));
        }
    }
    all.extend(TAILS.iter().map(|tail| format!("{uri}{tail}")));
    all.retain(|other| other != uri);
    all
}

fn assert_refused(page: &Page, presented: &str) {
    assert_eq!(page.status, 400, "{presented:?}");
    assert_eq!(page.location(), "", "{presented:?}");
    assert_eq!(
        page.problem().as_deref(),
        Some("redirect_uri_mismatch"),
        "{presented:?}"
    );
}

#[test]
fn advisory_01_no_keystroke_may_be_different() {
    let registered: RedirectUri = REGISTERED.parse().unwrap();
    let keys: Vec<char> = (' '..='~')
        .chain(['\t', '\n', 'ä', '。', '\u{202e}'])
        .collect();

    for other in one_keystroke_away(REGISTERED, &keys) {
        assert!(!registered.is(&other), "{other:?}");
        assert!(!registered.is_on_any_port(&other), "{other:?}");
    }
}

proptest! {
    #[test]
    fn advisory_01_no_random_text_is_taken_for_a_registered_address(
        path in "/[a-z._*+?()|]{0,12}",
        text in any::<String>(),
        tail in "[ -~]{1,6}",
    ) {
        let uri = format!("https://chat.example.org{path}");
        let registered = uri.parse::<RedirectUri>();
        prop_assume!(registered.is_ok() && text != uri);
        let registered = registered.unwrap();

        for other in [text, format!("{uri}{tail}"), format!("{tail}{uri}")] {
            prop_assert!(!registered.is(&other));
            prop_assert!(!registered.is_on_any_port(&other));
        }
    }

    #[test]
    fn advisory_01_a_native_application_may_change_its_port_and_nothing_else(
        port in any::<u16>(),
        text in "[ -~]{0,40}",
    ) {
        let registered: RedirectUri = "http://127.0.0.1/callback".parse().unwrap();
        let moved = format!("http://127.0.0.1:{port}/callback");
        let on_a_port = |text: &str| {
            let port = text.strip_prefix("http://127.0.0.1").and_then(|t| t.strip_suffix("/callback"));
            port.is_some_and(|port| port.is_empty() || port.starts_with(':'))
        };

        prop_assert!(registered.is_on_any_port(&moved));
        for other in [text.clone(), format!("http://127.0.0.1{text}/callback"), format!("{moved}{text}")] {
            prop_assert!(!registered.is_on_any_port(&other) || on_a_port(&other), "{other:?}");
        }
    }
}

#[tokio::test]
async fn advisory_01_the_endpoint_answers_no_address_that_differs_in_one_keystroke() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for other in one_keystroke_away(REGISTERED, &['x', '%']) {
        let request = AuthorizeRequest::legacy(&client).with("redirect_uri", &other);
        if other != format!("{REGISTERED}?close") {
            assert_refused(&visitor.get(&request.path()).await, &other);
        }
    }
}

#[tokio::test]
async fn advisory_01_a_form_is_answered_no_more_than_a_link() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;

    for other in [
        "https://chatxexample.org/_oauth/authentik",
        "https://evil.example/",
        "",
    ] {
        let request = AuthorizeRequest::legacy(&client).with("redirect_uri", other);
        let url = format!("{}/application/o/authorize/", app.url);
        let page = app.call(app.http.post(url).form(&request.fields())).await;

        assert_refused(&page, other);
    }
}

#[tokio::test]
async fn advisory_01_two_addresses_at_once_are_answered_by_neither() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let good = AuthorizeRequest::legacy(&client).path();
    let evil = "redirect_uri=https%3A%2F%2Fevil.example%2F";

    let behind = app.visitor().get(&format!("{good}&{evil}")).await;
    let before = app
        .visitor()
        .get(&good.replace('?', &format!("?{evil}&")))
        .await;

    assert_refused(&behind, "behind");
    assert_refused(&before, "before");
}

#[tokio::test]
async fn advisory_01_nothing_is_learned_from_a_request_that_was_refused() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&client).with("redirect_uri", "https://evil.example/");

    for _ in 0..2 {
        assert_refused(&app.visitor().get(&request.path()).await, "evil");
    }

    assert_eq!(
        registered(&app, &client).await,
        client.client.settings.redirect_uris
    );
}

async fn registered(app: &TestApp, client: &RocketChatClient) -> Vec<RedirectUri> {
    let stored = app
        .accounts
        .client(client.client.id)
        .await
        .unwrap()
        .unwrap();
    stored.settings.redirect_uris
}
