//! RFC 9126 §2: what the endpoint takes and refuses.

use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{ApplicationKey, AuthorizeRequest};
use serde_json::json;

use crate::client_authentication::{JWT_BEARER, Keyed, claims};
use crate::par::Pushing;

#[tokio::test]
async fn a_sound_request_gets_an_address_that_nobody_guesses() {
    let here = Pushing::start().await;

    let first = here.push(&here.request()).await;
    let second = here.push(&here.request()).await;

    assert_eq!(first.status, 201);
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.json()["expires_in"], 90);
    let uri = first.json()["request_uri"].as_str().unwrap().to_owned();
    let secret = uri.strip_prefix("urn:ietf:params:oauth:request_uri:");
    assert_eq!(secret.unwrap().len(), 64);
    assert_ne!(first.json()["request_uri"], second.json()["request_uri"]);
}

#[tokio::test]
async fn only_post_is_answered() {
    let here = Pushing::start().await;
    let url = format!("{}/application/o/par/", here.app.url);

    let get = here.app.call(here.app.http.get(&url)).await;
    let put = here.app.call(here.app.http.put(&url)).await;

    assert_eq!((get.status.as_u16(), put.status.as_u16()), (405, 405));
}

#[tokio::test]
async fn whoever_is_not_the_client_is_refused() {
    let here = Pushing::start().await;
    let request = here.request();

    let nobody = here.push_fields(&request.fields()).await;
    let wrong = request.clone().with("client_secret", &"x".repeat(64));
    let wrong = here.push_fields(&wrong.fields()).await;
    let unnamed = here.push_fields(&[("scope", "openid")]).await;

    for refused in [nobody, wrong, unnamed] {
        assert_eq!(refused.status_and_error(), "401 invalid_client");
    }
}

#[tokio::test]
async fn every_fault_that_the_authorization_endpoint_would_find_is_told_at_once() {
    let here = Pushing::start_with(|settings| settings.require_pkce = true).await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let sound = here
        .request()
        .with("code_challenge", challenge)
        .with("code_challenge_method", "S256");

    assert_eq!(here.push(&sound).await.status, 201);
    for (request, error) in [
        (sound.clone().without("redirect_uri"), "invalid_request"),
        (
            sound.clone().with("redirect_uri", "https://evil.example/"),
            "invalid_request",
        ),
        (sound.clone().without("code_challenge"), "invalid_request"),
        (
            sound.clone().with("code_challenge_method", "plain"),
            "invalid_request",
        ),
        (sound.clone().without("response_type"), "invalid_request"),
        (
            sound.clone().with("response_type", "code id_token"),
            "unauthorized_client",
        ),
        (
            sound.clone().with("response_type", "token"),
            "unsupported_response_type",
        ),
        (
            sound.clone().with("prompt", "none login"),
            "invalid_request",
        ),
        (sound.clone().with("max_age", "soon"), "invalid_request"),
        (
            sound
                .clone()
                .with("request_uri", "urn:ietf:params:oauth:request_uri:x"),
            "invalid_request",
        ),
    ] {
        let answer = here.push(&request).await;
        assert_eq!(answer.status, 400, "{request:?}");
        assert_eq!(answer.json()["error"], error, "{request:?}");
    }
}

#[tokio::test]
async fn parameters_in_the_address_or_twice_are_refused() {
    let here = Pushing::start().await;
    let sound = here.request().with("client_secret", &here.client.secret);
    let url = format!("{}/application/o/par/?state=x", here.app.url);

    let in_query = here.app.http.post(url).form(&sound.fields());
    let in_query = here.app.call(in_query).await;
    let twice = [&sound.fields()[..], &[("state", "again")]].concat();
    let twice = here.push_fields(&twice).await;

    assert_eq!(in_query.status_and_error(), "400 invalid_request");
    assert_eq!(twice.status_and_error(), "400 invalid_request");
}

#[tokio::test]
async fn a_request_object_may_be_pushed_and_a_bad_one_is_refused() {
    let key = ApplicationKey::generate(SigningAlgorithm::Es256);
    let foreign = ApplicationKey::generate(SigningAlgorithm::Es256);
    let keys = key.jwks();
    let here = Pushing::start_with(|settings| {
        settings.keys.jwks = Some(keys);
        settings.requests.require_object = true;
    })
    .await;
    let object = json!({
        "iss": here.client.id,
        "aud": here.app.url,
        "client_id": here.client.id,
        "response_type": "code",
        "redirect_uri": here.client.redirect_uri,
        "scope": "openid",
        "state": "signed",
    });
    let with = |object: &str| {
        AuthorizeRequest::legacy(&here.client)
            .with("state", "unsigned")
            .with("request", object)
    };

    let good = here.push(&with(&key.sign(&object))).await;
    let forged = here.push(&with(&foreign.sign(&object))).await;
    let none = here.push(&here.request()).await;

    assert_eq!(forged.status_and_error(), "400 invalid_request_object");
    assert_eq!(none.status_and_error(), "400 invalid_request");
    let uri = good.json()["request_uri"].as_str().unwrap().to_owned();
    let state = here.bring(&uri).await.parameter("state");
    assert_eq!(state.as_deref(), Some("signed"));
}

#[tokio::test]
async fn an_assertion_may_be_for_the_issuer_this_endpoint_or_the_token_endpoint() {
    let here = Keyed::start().await;
    let strict = Keyed::start_with(SigningAlgorithm::Es256, |settings| {
        settings.authentication.issuer_audience_only = true;
    })
    .await;

    let mut answers = Vec::new();
    for here in [&here, &strict] {
        for path in ["", "/application/o/par/", "/application/o/token/"] {
            let mut claims = claims(&here.app, &here.client.id);
            claims["aud"] = json!(format!("{}{path}", here.app.url));
            let request = AuthorizeRequest::legacy(&here.client)
                .with("client_assertion_type", JWT_BEARER)
                .with("client_assertion", &here.key.sign(&claims));
            let url = format!("{}/application/o/par/", here.app.url);
            let request = here.app.http.post(url).form(&request.fields());
            answers.push(here.app.call(request).await.status.as_u16());
        }
    }

    assert_eq!(answers, [201, 201, 201, 201, 401, 401]);
}
