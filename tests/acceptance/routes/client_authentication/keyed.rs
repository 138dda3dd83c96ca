//! `client_secret_jwt`: assertions keyed by the secret, which is kept sealed.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::permissions::Administrator;
use gantry_core::client::AuthenticationMethod;
use gantry_core::{Seconds, Secret};
use gantry_test_support::{RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::client_authentication::{RECOGNISED, STRANGER, add, claims, present};

/// HS256 unless the header says otherwise.
fn keyed(secret: &str, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let algorithm = match header["alg"].as_str() {
        Some("HS512") => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

async fn say(app: &TestApp, client: &RocketChatClient, secret: &str) -> String {
    let assertion = keyed(secret, &json!({ "alg": "HS256" }), &claims(app, &client.id));
    present(app, &assertion).await.status_and_error()
}

async fn start() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    let client = add(&app, |settings| {
        settings.authentication.method = AuthenticationMethod::ClientSecretJwt;
    })
    .await;
    (app, client)
}

#[tokio::test]
async fn the_right_secret_is_good_once_and_a_wrong_or_empty_one_never() {
    let (app, client) = start().await;
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let assertion = keyed(&client.secret, &header, &claims(&app, &client.id));

    let right = present(&app, &assertion).await.status_and_error();
    let replayed = present(&app, &assertion).await.status_and_error();
    let wrong = say(&app, &client, &"x".repeat(64)).await;
    let empty = say(&app, &client, "").await;

    assert_eq!(right, RECOGNISED);
    assert_eq!([replayed, wrong, empty], [STRANGER; 3]);
}

#[tokio::test]
async fn other_algorithms_are_refused() {
    let (app, client) = start().await;

    for alg in ["HS512", "none", "RS256", "ES256"] {
        let header = json!({ "alg": alg });
        let assertion = keyed(&client.secret, &header, &claims(&app, &client.id));
        let answer = present(&app, &assertion).await;
        assert_eq!(answer.status_and_error(), STRANGER, "{alg}");
    }
}

#[tokio::test]
async fn every_live_secret_is_good_until_it_is_removed_or_runs_out() {
    let (app, client) = start().await;
    let operator = Administrator::operator();
    let id = client.client.id;
    let overlap = Some(Seconds::hours(1));
    let added = app.accounts.add_client_secret(&operator, id, overlap).await;
    let added = added.unwrap();

    let both = [
        say(&app, &client, &client.secret).await,
        say(&app, &client, added.expose()).await,
    ];
    app.advance(Seconds::minutes(61));
    let old = say(&app, &client, &client.secret).await;
    let new = say(&app, &client, added.expose()).await;

    assert_eq!(both, [RECOGNISED; 2]);
    assert_eq!((old.as_str(), new.as_str()), (STRANGER, RECOGNISED));
}

#[tokio::test]
async fn a_secret_is_sealed_for_this_method_alone() {
    let (app, client) = start().await;
    let other = add(&app, |_| {}).await;
    let operator = Administrator::operator();
    let sealed = async |client: &RocketChatClient| {
        let id = client.client.id;
        app.accounts
            .add_client_secret(&operator, id, None)
            .await
            .unwrap();
        let secrets = app.accounts.client_secrets(id).await.unwrap();
        secrets
            .iter()
            .map(|secret| secret.sealed.is_some())
            .collect::<Vec<_>>()
    };

    assert_eq!(sealed(&client).await, [true, true]);
    assert_eq!(sealed(&other).await, [false, false]);
}

#[tokio::test]
async fn a_secret_from_before_the_change_of_method_cannot_key_an_assertion() {
    let app = TestApp::start().await;
    let client = add(&app, |_| {}).await;
    let mut changed = client.client.clone();
    changed.settings.authentication.method = AuthenticationMethod::ClientSecretJwt;
    let operator = Administrator::operator();
    app.accounts
        .change_client(&operator, &client.client, changed)
        .await
        .unwrap();

    let before = say(&app, &client, &client.secret).await;
    let new: Secret = app
        .accounts
        .add_client_secret(&operator, client.client.id, None)
        .await
        .unwrap();
    let after = say(&app, &client, new.expose()).await;

    assert_eq!((before.as_str(), after.as_str()), (STRANGER, RECOGNISED));
}
