//! Keys for algorithms that only some applications want: made when a client is set to one.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::{ClientSettings, IssuerMode, TokenSettings};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::TestApp;
use serde_json::Value;

use crate::well_known::id_token::{client_with, id_token, is_signed_by, kid};
use crate::well_known::jwks::key_set;

/// The algorithms of the published keys, sorted.
fn algorithms(keys: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = keys
        .iter()
        .map(|key| key["alg"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_key_is_made_when_a_client_first_needs_it() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = client_with(&app, SigningAlgorithm::EdDsa, IssuerMode::Global).await;
    let before = key_set(&app).await;

    let token = id_token(&app, &client).await;
    let again = id_token(&app, &client).await;

    let after = key_set(&app).await;
    assert_eq!(algorithms(&before), ["ES256", "RS256"]);
    assert_eq!(algorithms(&after), ["ES256", "EdDSA", "RS256"]);
    assert!(is_signed_by(&token, &after));
    assert_eq!(kid(&token), kid(&again));
}

#[tokio::test]
async fn the_job_publishes_it_before_the_first_token() {
    let app = TestApp::start().await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        id_token_alg: SigningAlgorithm::Ps256,
        tokens: TokenSettings {
            userinfo_signing_alg: Some(SigningAlgorithm::Es384),
            ..TokenSettings::default()
        },
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await;

    app.provider.rotate_keys_on_schedule().await.unwrap();

    let keys = key_set(&app).await;
    assert_eq!(algorithms(&keys), ["ES256", "ES384", "PS256", "RS256"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_that_need_it_at_once_make_one() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let second = app.second_node().await;
    for algorithm in [SigningAlgorithm::EdDsa, SigningAlgorithm::Ps512] {
        let client = client_with(&app, algorithm, IssuerMode::Global).await;

        let (one, two) = tokio::join!(id_token(&app, &client), id_token(&second, &client));

        let keys = key_set(&app).await;
        assert_eq!(kid(&one), kid(&two), "{algorithm}");
        assert!(is_signed_by(&one, &keys), "{algorithm}");
        assert_eq!(keys, key_set(&second).await, "{algorithm}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_together_agree_on_the_first_keys() {
    let app = TestApp::start().await;
    let before = key_set(&app).await;
    let by = Administrator::operator();

    // As in a database of an older version: no key stays.
    app.provider.rotate_keys(&by, true).await.unwrap();
    let (one, two) = (app.second_node().await, app.second_node().await);
    let started = tokio::join!(
        app.provider.ensure_keys(),
        one.provider.ensure_keys(),
        two.provider.ensure_keys()
    );

    let after = key_set(&app).await;
    assert!(matches!(started, (Ok(()), Ok(()), Ok(()))));
    assert_eq!((before.len(), after.len()), (2, 2));
    assert_eq!(after, key_set(&two).await);
}

#[tokio::test]
async fn a_key_that_no_client_needs_any_more_ends_without_a_successor() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let by = Administrator::operator();
    let client = client_with(&app, SigningAlgorithm::EdDsa, IssuerMode::Global).await;
    id_token(&app, &client).await;
    app.accounts
        .remove_client(&by, client.client.id)
        .await
        .unwrap();

    app.provider.rotate_keys(&by, false).await.unwrap();
    let announced = key_set(&app).await;
    app.advance(Seconds::hours(26));
    let after = key_set(&app).await;

    let expected = ["ES256", "ES256", "EdDSA", "RS256", "RS256"];
    assert_eq!(algorithms(&announced), expected);
    assert_eq!(algorithms(&after), ["ES256", "RS256"]);
}

#[tokio::test]
async fn a_key_that_is_on_its_way_out_gets_a_successor_when_it_is_needed_again() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let by = Administrator::operator();
    let client = client_with(&app, SigningAlgorithm::EdDsa, IssuerMode::Global).await;
    let former = kid(&id_token(&app, &client).await);
    app.accounts
        .remove_client(&by, client.client.id)
        .await
        .unwrap();
    app.provider.rotate_keys(&by, false).await.unwrap();

    let client = client_with(&app, SigningAlgorithm::EdDsa, IssuerMode::Global).await;
    let at_first = kid(&id_token(&app, &client).await);
    app.advance(Seconds::minutes(61));
    let later = id_token(&app, &client).await;

    assert_eq!(at_first, former);
    assert_ne!(kid(&later), former);
    assert!(is_signed_by(&later, &key_set(&app).await));
}
