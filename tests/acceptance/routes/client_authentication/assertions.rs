//! What a client assertion must say, and who must have signed it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::signer::Signer;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::ApplicationKey;
use serde_json::{Value, json};

use crate::client_authentication::{Keyed, RECOGNISED, STRANGER, present};

#[tokio::test]
async fn every_algorithm_that_fits_the_key_is_good() {
    for algorithm in [
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Ps256,
        SigningAlgorithm::Es256,
        SigningAlgorithm::EdDsa,
    ] {
        let here = Keyed::start_with(algorithm, |_| {}).await;
        assert_eq!(here.say(&here.claims()).await, RECOGNISED, "{algorithm}");
    }
}

#[tokio::test]
async fn an_algorithm_other_than_the_set_one_is_refused() {
    let app_key = ApplicationKey::generate(SigningAlgorithm::Es256);
    let other_key = ApplicationKey::generate(SigningAlgorithm::EdDsa);
    let both = json!({ "keys": [app_key.jwks()["keys"][0], other_key.jwks()["keys"][0]] });
    let here = Keyed::start_with(SigningAlgorithm::Es256, |settings| {
        settings.keys.jwks = Some(both);
        settings.authentication.signing_alg = Some(SigningAlgorithm::Es256);
    })
    .await;

    let set = present(&here.app, &app_key.sign(&here.claims())).await;
    let other = present(&here.app, &other_key.sign(&here.claims())).await;

    assert_eq!(set.status_and_error(), RECOGNISED);
    assert_eq!(other.status_and_error(), STRANGER);
    assert_eq!(
        here.app.trail().await.first().unwrap(),
        "token assertion_algorithm"
    );
}

#[tokio::test]
async fn every_claim_is_needed_and_must_be_right() {
    let here = Keyed::start().await;
    let now = here.app.accounts.env().now().as_i64();

    for (name, value, reason) in [
        ("iss", Value::Null, "assertion_parties"),
        ("iss", json!("other"), "assertion_parties"),
        ("aud", Value::Null, "assertion_audience"),
        ("aud", json!(7), "assertion_audience"),
        ("aud", json!([]), "assertion_audience"),
        ("aud", json!("https://other.example"), "assertion_audience"),
        ("exp", Value::Null, "assertion_without_end"),
        ("exp", json!(now - 300), "assertion_expired"),
        ("exp", json!((now + 60).to_string()), "assertion_malformed"),
        ("exp", json!(now + 3700), "assertion_lives_too_long"),
        ("nbf", json!(now + 70), "assertion_not_yet"),
        ("iat", json!(now + 70), "assertion_not_yet"),
        ("jti", Value::Null, "assertion_without_id"),
        ("jti", json!(1), "assertion_without_id"),
        ("jti", json!("x".repeat(256)), "assertion_without_id"),
    ] {
        let claims = here.claims_with(name, value);
        assert_eq!(here.say(&claims).await, STRANGER, "{name}");
        let trail = here.app.trail().await;
        assert_eq!(trail.first().unwrap(), &format!("token {reason}"), "{name}");
    }
    assert_eq!(
        here.say(&here.claims_with("sub", Value::Null)).await,
        STRANGER
    );
    assert_eq!(
        here.say(&here.claims_with("sub", json!("other"))).await,
        STRANGER
    );
}

#[tokio::test]
async fn a_clock_that_is_eight_seconds_ahead_is_forgiven() {
    let here = Keyed::start().await;
    let now = here.app.accounts.env().now().as_i64();

    for name in ["nbf", "iat"] {
        let claims = here.claims_with(name, json!(now + 8));
        assert_eq!(here.say(&claims).await, RECOGNISED, "{name}");
    }
    let ended = here.claims_with("exp", json!(now - 8));
    assert_eq!(here.say(&ended).await, RECOGNISED);
}

#[tokio::test]
async fn advisory_29_no_forged_assertion_is_believed() {
    let here = Keyed::start().await;
    let foreign = ApplicationKey::generate(SigningAlgorithm::Es256);
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let kid = here.key.jwks()["keys"][0]["kid"].clone();
    let unsigned = |alg: &str| {
        let header = part(json!({ "alg": alg, "kid": kid }));
        format!("{header}.{}.", part(here.claims()))
    };
    let good = here.key.sign(&here.claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let other = part(here.claims_with("jti", json!("another")));
    let (header, _) = signed.split_once('.').unwrap();

    for forged in [
        unsigned("none"),
        unsigned("None"),
        unsigned("HS256"),
        foreign.sign(&here.claims()),
        format!("{header}.{other}.{signature}"),
        format!("{signed}."),
        format!("{signed}.AAAA"),
        signed.to_owned(),
        format!("{good}.{good}"),
        "x".repeat(8000),
    ] {
        let answer = present(&here.app, &forged).await;
        assert_eq!(answer.status_and_error(), STRANGER, "{forged}");
    }
    let honest = present(&here.app, &good).await;
    assert_eq!(honest.status_and_error(), RECOGNISED);
}

#[tokio::test]
async fn a_token_made_for_something_else_is_no_assertion() {
    let algorithm = SigningAlgorithm::Es256;
    let pkcs8 = Signer::generate(algorithm).unwrap();
    let signer = Signer::from_pkcs8(algorithm, &pkcs8).unwrap();
    let set = json!({ "keys": [signer.jwk()] });
    let here = Keyed::start_with(algorithm, |settings| settings.keys.jwks = Some(set)).await;

    let mut answers = Vec::new();
    for typ in [
        "JWT",
        "client-authentication+jwt",
        "oauth-authz-req+jwt",
        "at+jwt",
    ] {
        let token = signer.sign_compact(typ, &here.claims()).unwrap();
        answers.push(present(&here.app, &token).await.status_and_error());
    }

    assert_eq!(answers, [RECOGNISED, RECOGNISED, STRANGER, STRANGER]);
}
