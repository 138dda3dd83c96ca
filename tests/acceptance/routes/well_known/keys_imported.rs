//! A key from elsewhere: published at once, signs like a new one.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::IssuerMode;
use gantry_core::signer::Signer;
use gantry_core::signer::import::ImportedKey;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::TestApp;

use crate::well_known::id_token::{client_with, id_token, is_signed_by, kid};
use crate::well_known::jwks::key_set;

fn key_from_elsewhere(algorithm: SigningAlgorithm) -> ImportedKey {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let text = STANDARD.encode(Signer::generate(algorithm).unwrap());
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    ImportedKey::read(&pem, None, Some(algorithm)).unwrap()
}

#[tokio::test]
async fn an_imported_key_is_published_at_once_and_signs_after_an_hour() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;
    let before = id_token(&app, &client).await;
    let by = Administrator::operator();

    let key = key_from_elsewhere(SigningAlgorithm::Rs256);
    let imported = app.provider.import_key(&by, &key, false).await.unwrap();
    let announced = key_set(&app).await;
    let still = id_token(&app, &client).await;
    app.advance(Seconds::minutes(61));
    let after = id_token(&app, &client).await;
    app.advance(Seconds::hours(25));
    let left = key_set(&app).await;

    assert_eq!(announced.len(), 3);
    assert_eq!(kid(&still), kid(&before));
    assert_eq!(kid(&after), imported);
    assert!(is_signed_by(&after, &announced));
    assert!(!left.iter().any(|key| key["kid"] == kid(&before)));
    assert!(left.iter().any(|key| key["kid"] == imported));
}

#[tokio::test]
async fn one_that_is_to_sign_now_does() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Ps256, IssuerMode::Global).await;
    let former = kid(&id_token(&app, &client).await);
    let by = Administrator::operator();

    let key = key_from_elsewhere(SigningAlgorithm::Ps256);
    let imported = app.provider.import_key(&by, &key, true).await.unwrap();
    let token = id_token(&app, &client).await;

    let keys = key_set(&app).await;
    assert_eq!(kid(&token), imported);
    assert!(is_signed_by(&token, &keys));
    assert!(!keys.iter().any(|key| key["kid"] == former));
}

#[tokio::test]
async fn a_key_that_is_known_is_refused() {
    let app = TestApp::start().await;
    let by = Administrator::operator();
    let key = key_from_elsewhere(SigningAlgorithm::Es256);
    app.provider.import_key(&by, &key, true).await.unwrap();
    let keys = key_set(&app).await;

    let again = app.provider.import_key(&by, &key, true).await;

    assert!(again.unwrap_err().to_string().contains("known already"));
    assert_eq!(key_set(&app).await, keys);
}

#[tokio::test]
async fn the_first_key_of_its_algorithm_signs_at_once() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let by = Administrator::operator();

    let key = key_from_elsewhere(SigningAlgorithm::Ps384);
    let imported = app.provider.import_key(&by, &key, false).await.unwrap();
    let client = client_with(&app, SigningAlgorithm::Ps384, IssuerMode::Global).await;
    let token = id_token(&app, &client).await;

    assert_eq!(kid(&token), imported);
}
