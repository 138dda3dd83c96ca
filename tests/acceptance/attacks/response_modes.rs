//! Row 4: every way of answering is as careful as every other, for every response type.

use gantry_core::client::{ClientSettings, ResponseType};
use gantry_test_support::{Arrival, AuthorizeRequest, Place, RocketChatClient, TestApp, Visitor};

use crate::html::{Kind, MARK, PAYLOADS, assert_harmless, assert_policy};

const CALLBACK: &str = "https://app.example.org/callback";

/// Those that exist, those that others have, and nonsense.
const MODES: [&str; 9] = [
    "",
    "query",
    "fragment",
    "form_post",
    "jwt",
    "query.jwt",
    "fragment.jwt",
    "form_post.jwt",
    "web_message",
];

const TYPES: [&str; 9] = [
    "code",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
    "none",
    "token",
    "",
];

/// Addresses that a browser would run, or that lead elsewhere.
const ADDRESSES: [&str; 6] = [
    "javascript:xssprobe()",
    "data:text/html,<script>xssprobe()</script>",
    "https://evil.example/",
    "https://app.example.org/callback\"><script>xssprobe()</script>",
    "https://app.example.org/callback/../xssprobe",
    "//evil.example/callback",
];

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec![CALLBACK.parse().unwrap()],
        response_types: ResponseType::ALL.into(),
        consent: false,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

/// Every cell of the table.
fn table(client: &RocketChatClient) -> Vec<(&'static str, &'static str, AuthorizeRequest)> {
    let mut cells = Vec::new();
    for kind in TYPES {
        for mode in MODES {
            let request = AuthorizeRequest::legacy(client)
                .with("response_type", kind)
                .with("response_mode", mode)
                .with("nonce", "n");
            cells.push((kind, mode, request));
        }
    }
    cells
}

fn has_tokens(kind: &str) -> bool {
    kind.split(' ')
        .any(|word| word == "token" || word == "id_token")
}

#[tokio::test]
async fn advisory_04_no_cell_of_the_table_answers_an_address_that_is_not_registered() {
    let (_app, client, visitor) = set_up().await;

    for (kind, mode, request) in table(&client) {
        for address in ADDRESSES {
            let told = format!("{kind} {mode} {address}");
            let request = request.clone().with("redirect_uri", address);
            let page = visitor.get(&request.path()).await;

            assert_eq!((page.status.as_u16(), page.location()), (400, ""), "{told}");
            assert_eq!(
                page.problem().as_deref(),
                Some("redirect_uri_mismatch"),
                "{told}"
            );
            assert_eq!(page.attribute("#form-post", "action"), None, "{told}");
            assert_harmless(&page, &told);
        }
    }
}

#[tokio::test]
async fn advisory_04_no_cell_of_the_table_puts_a_secret_or_an_error_where_it_does_not_belong() {
    let (_app, client, visitor) = set_up().await;

    for (kind, mode, request) in table(&client) {
        let told = format!("{kind} {mode}");
        for request in [request.clone(), request.with("max_age", "soon")] {
            let answer = Arrival::read(visitor.walk(&request.path()).await);

            let place = match (mode, has_tokens(kind)) {
                ("form_post", _) => Place::Form,
                ("fragment", _) | (_, true) => Place::Fragment,
                _ => Place::Query,
            };
            assert_eq!(answer.place, place, "{told}");
            if place != Place::Query {
                assert_eq!(answer.address, CALLBACK, "{told}");
            }
            let granted = ["code", "id_token", "access_token"];
            let issued = granted.iter().any(|name| answer.get(name).is_some());
            assert!(!issued || answer.get("error").is_none(), "{told}");
            assert!(
                !mode.contains("jwt") || answer.get("error").is_some(),
                "{told}"
            );
        }
    }
}

#[tokio::test]
async fn advisory_04_no_cell_of_the_table_becomes_markup() {
    let (_app, client, visitor) = set_up().await;

    for (kind, mode, request) in table(&client) {
        for payload in PAYLOADS {
            let told = format!("{kind} {mode} {payload}");
            let request = request.clone().with("state", payload);
            let page = visitor.get(&request.path()).await;

            if page.status.is_redirection() {
                let location = page.location();
                assert!(location.starts_with(CALLBACK), "{told}: {location}");
                assert!(!location.contains(['<', '"', ' ']), "{told}: {location}");
                continue;
            }
            assert_harmless(&page, &told);
            assert_policy(&page, Kind::Journey, &told);
            let (action, fields) = page.form_with("#form-post-submit");
            assert_eq!(action, CALLBACK, "{told}");
            assert!(
                fields.contains(&("state".to_owned(), payload.to_owned())),
                "{told}"
            );
            assert!(!page.body.contains(&format!("<{MARK}")), "{told}");
        }
    }
}
