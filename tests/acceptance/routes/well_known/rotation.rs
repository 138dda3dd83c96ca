//! Key rotation: published first, used an hour later, gone a day after that.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::IssuerMode;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::TestApp;
use serde_json::Value;

use crate::well_known::id_token::{client_with, id_token, is_signed_by, kid};
use crate::well_known::jwks::key_set;

fn kids(keys: &[Value]) -> Vec<String> {
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_new_key_is_published_before_it_signs() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;
    let before = key_set(&app).await;
    let old_token = id_token(&app, &client).await;

    app.provider
        .rotate_keys(&Administrator::operator(), false)
        .await
        .unwrap();
    let announced = key_set(&app).await;
    app.advance(Seconds::minutes(58));
    let still_old = id_token(&app, &client).await;
    app.advance(Seconds::minutes(3));
    let new_token = id_token(&app, &client).await;

    assert_eq!((before.len(), announced.len()), (2, 4));
    assert_eq!(kid(&still_old), kid(&old_token));
    assert!(!kids(&before).contains(&kid(&new_token)));
    // Whoever fetched the keys right after the rotation can read every one of these.
    for token in [&old_token, &still_old, &new_token] {
        assert!(is_signed_by(token, &announced), "{token}");
    }
}

#[tokio::test]
async fn a_former_key_stays_published_for_a_day_after_its_last_signature() {
    let app = TestApp::start().await;
    let before = kids(&key_set(&app).await);
    app.provider
        .rotate_keys(&Administrator::operator(), false)
        .await
        .unwrap();

    app.advance(Seconds::hours(24));
    let within = kids(&key_set(&app).await);
    app.advance(Seconds::hours(2));
    let after = kids(&key_set(&app).await);

    assert!(before.iter().all(|kid| within.contains(kid)), "{within:?}");
    assert_eq!(after.len(), 2);
    assert!(before.iter().all(|kid| !after.contains(kid)), "{after:?}");
}

#[tokio::test]
async fn after_a_leak_the_new_key_signs_at_once() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Es256, IssuerMode::Global).await;
    let before = kids(&key_set(&app).await);

    app.provider
        .rotate_keys(&Administrator::operator(), true)
        .await
        .unwrap();
    let token = id_token(&app, &client).await;

    assert!(!before.contains(&kid(&token)));
    assert!(is_signed_by(&token, &key_set(&app).await));
}

#[tokio::test]
async fn another_server_learns_of_a_rotation_without_being_told() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let second = app.second_node().await;
    let client = client_with(&app, SigningAlgorithm::EdDsa, IssuerMode::Global).await;
    id_token(&app, &client).await;
    let before = key_set(&second).await;

    app.provider
        .rotate_keys(&Administrator::operator(), true)
        .await
        .unwrap();
    let token = id_token(&app, &client).await;

    assert!(!is_signed_by(&token, &before));
    assert!(is_signed_by(&token, &key_set(&second).await));
}

#[tokio::test]
async fn a_leak_ends_the_former_keys_at_once_even_during_a_planned_rotation() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;
    let by = Administrator::operator();
    app.provider.rotate_keys(&by, false).await.unwrap();
    let suspect = kids(&key_set(&app).await);

    app.provider.rotate_keys(&by, true).await.unwrap();
    let now = kids(&key_set(&app).await);
    let at_once = id_token(&app, &client).await;
    app.advance(Seconds::minutes(61));
    let later = id_token(&app, &client).await;

    assert_eq!(now.len(), 2);
    assert!(suspect.iter().all(|kid| !now.contains(kid)), "{now:?}");
    assert!(now.contains(&kid(&at_once)));
    assert_eq!(kid(&later), kid(&at_once));
}

#[tokio::test]
async fn a_hint_signed_by_a_key_that_leaked_signs_nobody_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;
    let token = id_token(&app, &client).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    app.provider
        .rotate_keys(&Administrator::operator(), true)
        .await
        .unwrap();
    let path = format!("/application/o/end-session/?id_token_hint={token}");
    let asked = visitor.walk(&path).await.page();

    assert!(asked.text("#logout-yes").is_some(), "{}", asked.body);
    assert_eq!(visitor.get("/apps").await.status, 200);
}
