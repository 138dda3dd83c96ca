//! Request objects that are not good, and where the client or the person hears of it.

use gantry_core::signer::Signer;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{ApplicationKey, AuthorizeRequest, parameter};
use serde_json::{Value, json};

use crate::client_authentication::{add, claims as assertion, with};
use crate::request_object::Signing;

/// The error that a request gets at its registered redirect URI.
async fn error(here: &Signing, request: &AuthorizeRequest) -> String {
    let request = request
        .clone()
        .with("redirect_uri", &here.client.redirect_uri)
        .with("state", "outside");
    let arrived = here.send(&request).await.client();
    assert!(arrived.as_str().starts_with(&here.client.redirect_uri));
    assert_eq!(parameter(&arrived, "state").as_deref(), Some("outside"));
    parameter(&arrived, "error").unwrap_or_else(|| panic!("no error: {arrived}"))
}

#[tokio::test]
async fn an_object_of_others_for_others_or_of_another_time_is_refused() {
    let here = Signing::start().await;
    let now = here.app.accounts.env().now().as_i64();

    for (name, value) in [
        ("iss", json!("other")),
        ("iss", json!(1)),
        ("client_id", json!("other")),
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("aud", json!({})),
        ("sub", json!(here.client.id)),
        ("exp", json!(now - 60)),
        ("nbf", json!(now + 70)),
        ("iat", json!(now + 70)),
        ("exp", json!("soon")),
        ("response_type", json!("code id_token")),
        ("request", json!("e30.e30.")),
        ("request_uri", json!("https://app.example.org/object")),
    ] {
        let request = here.signed(&here.claims_with(name, value.clone()));
        let error = error(&here, &request).await;
        assert_eq!(error, "invalid_request_object", "{name}: {value}");
    }
}

#[tokio::test]
async fn an_object_that_this_client_did_not_sign_is_refused() {
    let here = Signing::start().await;
    let foreign = ApplicationKey::generate(SigningAlgorithm::Es256);
    let good = here.key.sign(&here.claims());
    let (signed, _) = good.rsplit_once('.').unwrap();

    for object in [
        foreign.sign(&here.claims()),
        format!("{signed}."),
        format!("{signed}.AAAA"),
        "no token".to_owned(),
        "a.b.c.d.e".to_owned(),
    ] {
        let error = error(&here, &here.beside(&object)).await;
        assert_eq!(error, "invalid_request_object", "{object}");
    }
}

#[tokio::test]
async fn an_unsigned_object_is_not_supported_and_says_so() {
    let here = Signing::start().await;
    let unsigned = "eyJhbGciOiJub25lIn0.e30.";
    let keyless = Signing::start_with(|settings| settings.keys.jwks = None).await;

    let of_signer = error(&here, &here.beside(unsigned)).await;
    let of_keyless = error(&keyless, &keyless.signed(&keyless.claims())).await;

    assert_eq!(of_signer, "request_not_supported");
    assert_eq!(of_keyless, "request_not_supported");
}

#[tokio::test]
async fn an_algorithm_other_than_the_set_one_and_another_kind_of_token_are_refused() {
    let algorithm = SigningAlgorithm::Es256;
    let pkcs8 = Signer::generate(algorithm).unwrap();
    let signer = Signer::from_pkcs8(algorithm, &pkcs8).unwrap();
    let other = ApplicationKey::generate(SigningAlgorithm::EdDsa);
    let keys = json!({ "keys": [signer.jwk(), other.jwks()["keys"][0]] });
    let here = Signing::start_with(|settings| {
        settings.keys.jwks = Some(keys);
        settings.requests.object_signing_alg = Some(algorithm);
    })
    .await;
    let typed = |typ| signer.sign_compact(typ, &here.claims()).unwrap();

    let media_type = here.send(&here.beside(&typed("oauth-authz-req+jwt"))).await;
    let as_assertion = error(&here, &here.beside(&typed("client-authentication+jwt"))).await;
    let by_other = error(&here, &here.beside(&other.sign(&here.claims()))).await;

    assert!(media_type.parameter("code").is_some());
    assert_eq!(as_assertion, "invalid_request_object");
    assert_eq!(by_other, "invalid_request_object");
}

#[tokio::test]
async fn a_client_assertion_is_no_request_object() {
    let here = Signing::start().await;
    let assertion = here.key.sign(&assertion(&here.app, &here.client.id));

    let error = error(&here, &here.beside(&assertion)).await;

    assert_eq!(error, "invalid_request_object");
}

#[tokio::test]
async fn a_client_that_must_sign_is_refused_without_an_object() {
    let here = Signing::start_with(|settings| settings.requests.require_object = true).await;

    let error = error(&here, &AuthorizeRequest::legacy(&here.client)).await;

    assert_eq!(error, "invalid_request");
    assert_eq!(
        here.app.trail().await.first().unwrap(),
        "authorize request_object_required"
    );
}

#[tokio::test]
async fn both_kinds_of_object_at_once_are_refused() {
    let here = Signing::start().await;
    let request = here
        .signed(&here.claims())
        .with("request_uri", "https://app.example.org/object");

    assert_eq!(error(&here, &request).await, "invalid_request");
}

#[tokio::test]
async fn without_a_registered_address_beside_it_a_bad_object_ends_on_a_page() {
    let here = Signing::start().await;
    let foreign = ApplicationKey::generate(SigningAlgorithm::Es256);
    let forged = foreign.sign(&here.claims());

    let none = here.send(&here.beside(&forged)).await.page();
    let evil = here
        .beside(&forged)
        .with("redirect_uri", "https://evil.example/cb");
    let evil = here.send(&evil).await.page();

    for page in [none, evil] {
        assert_eq!(page.status, 400);
        assert_eq!(page.problem().as_deref(), Some("faulty_parameters"));
    }
}

#[tokio::test]
async fn an_address_inside_that_is_not_registered_ends_on_a_page() {
    let here = Signing::start().await;
    let claims = here.claims_with("redirect_uri", json!("https://evil.example/cb"));
    let request = here
        .signed(&claims)
        .with("redirect_uri", &here.client.redirect_uri);

    let page = here.send(&request).await.page();

    assert_eq!(page.problem().as_deref(), Some("redirect_uri_mismatch"));
}

#[tokio::test]
async fn a_request_object_of_another_client_is_not_taken() {
    let here = Signing::start().await;
    let other = add(&here.app, |settings| {
        settings.keys = here.client.client.settings.keys.clone();
    })
    .await;
    let claims = with(here.claims(), "iss", Value::Null);
    let request = here
        .signed(&claims)
        .with("client_id", &other.id)
        .with("redirect_uri", &other.redirect_uri);

    let arrived = here.send(&request).await.client();

    assert_eq!(
        parameter(&arrived, "error").as_deref(),
        Some("invalid_request_object")
    );
}
