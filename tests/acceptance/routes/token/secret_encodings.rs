//! A secret in every encoding: no character of it may read differently from one to the next.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::client::ClientSettings;
use gantry_test_support::{RocketChatClient, TestApp};
use proptest::prelude::{Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::token::client_secret::{RECOGNISED, by_header};
use crate::wire::{FORM, legacy_payload, modern_body, post_token, raw_basic};

/// Every byte as `%xx`.
fn all_escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        write!(escaped, "%{byte:02x}").unwrap();
    }
    escaped
}

/// RFC 6749 §2.3.1: id and secret form-encoded first. Here every character that may be is.
fn encoded_basic(client: &RocketChatClient) -> String {
    let pair = format!(
        "{}:{}",
        all_escaped(&client.id),
        all_escaped(&client.secret)
    );
    format!("Basic {}", STANDARD.encode(pair))
}

/// Registers a client with a secret of its own, if it may have it.
async fn chosen(app: &TestApp, secret: &str) -> Option<RocketChatClient> {
    let uri = "https://chat.example.org/_oauth/authentik";
    let settings = ClientSettings {
        redirect_uris: vec![uri.parse().unwrap()],
        ..ClientSettings::default()
    };
    let secret_text = Some(Secret::new(secret.to_owned()));
    let new = NewClient {
        name: "Chat".into(),
        slug: Some(
            format!("c-{}", app.accounts.env().id::<()>())
                .parse()
                .unwrap(),
        ),
        client_id: None,
        secret: secret_text,
        settings,
    };
    let added = app
        .accounts
        .add_client(&Administrator::operator(), new)
        .await
        .ok()?;
    let id = added.client.client_id.to_string();
    let (secret, redirect_uri) = (secret.to_owned(), uri.to_owned());
    Some(RocketChatClient {
        client: added.client,
        id,
        secret,
        redirect_uri,
    })
}

async fn assert_every_encoding_is_recognised(app: &TestApp, client: &RocketChatClient) {
    let answers = [
        legacy_payload(app, client, "unknown").await,
        by_header(app, client, &raw_basic(client)).await,
        by_header(app, client, &encoded_basic(client)).await,
        post_token(app, "", &[FORM], &modern_body(client, "v", "unknown")).await,
    ];
    for answer in answers {
        assert_eq!(answer.status_and_error(), RECOGNISED, "{:?}", client.secret);
    }
}

fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9._~-]{32,90}",
        "[ -~]{32,60}",
        "[A-Za-z0-9]{31}[:%+ é§]",
        "\\PC{32,40}"
    ]
}

#[test]
fn rc_oauth_07_every_way_of_encoding_a_secret_gives_the_same_bytes() {
    let runtime = Runtime::new().unwrap();
    let _inside = runtime.enter();
    let app = runtime.block_on(TestApp::start());
    let is_plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
    };
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };

    for _ in 0..8 {
        let made = runtime.block_on(app.add_rocketchat());
        assert!(
            is_plain(&made.secret) && made.secret.len() >= 43,
            "{:?}",
            made.secret
        );
        runtime.block_on(assert_every_encoding_is_recognised(&app, &made));
    }
    let checked = TestRunner::new(config).run(&secrets(), |secret| {
        let client = runtime.block_on(chosen(&app, &secret));
        assert_eq!(client.is_some(), is_plain(&secret), "{secret:?}");
        if let Some(client) = client {
            runtime.block_on(assert_every_encoding_is_recognised(&app, &client));
        }
        Ok(())
    });

    checked.unwrap();
}
