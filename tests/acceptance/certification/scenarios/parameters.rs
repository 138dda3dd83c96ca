//! Parameters that have to be understood, or at least borne.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::bench::{Case, random};
use crate::browser::End;

async fn succeeds_with(case: &Case<'_>, name: &str, value: &str) {
    let done = case.complete(&case.request().with(name, value)).await;

    assert_eq!(done.shown.logins.len(), 1);
}

/// `oidcc-display-page` and `oidcc-display-popup`.
pub(crate) async fn display(case: &Case<'_>, display: &str) {
    succeeds_with(case, "display", display).await;
}

/// `oidcc-login-hint`.
pub(crate) async fn login_hint(case: &Case<'_>) {
    succeeds_with(case, "login_hint", "buffy@host").await;
}

/// `oidcc-ui-locales`.
pub(crate) async fn ui_locales(case: &Case<'_>) {
    succeeds_with(case, "ui_locales", "se").await;
}

/// `oidcc-claims-locales`.
pub(crate) async fn claims_locales(case: &Case<'_>) {
    succeeds_with(case, "claims_locales", "se").await;
}

/// `oidcc-ensure-request-with-unknown-parameter-succeeds`.
pub(crate) async fn unknown(case: &Case<'_>) {
    succeeds_with(case, "extra", "foobar").await;
}

/// `oidcc-ensure-request-with-acr-values-succeeds`: one of those that discovery lists comes back.
pub(crate) async fn acr_values(case: &Case<'_>) {
    let listed = case.bench.metadata["acr_values_supported"].as_array();
    let listed = listed.expect("acr_values_supported");
    let words: Vec<&str> = listed.iter().map(|it| it.as_str().unwrap()).collect();
    let request = case.request().with("acr_values", &words.join(" "));

    let done = case.complete(&request).await;

    let context = done.id_token()["acr"].as_str().expect("acr");
    assert!(words.contains(&context), "{context}");
}

/// `oidcc-claims-essential`: the name, where it was asked for and only there.
pub(crate) async fn claims_essential(case: &Case<'_>) {
    let request = case.request();

    if case.variant.has_access_token() {
        let claims = r#"{"userinfo":{"name":{"essential":true}}}"#;
        let done = case.complete(&request.with("claims", claims)).await;
        assert!(done.userinfo.as_ref().unwrap()["name"].is_string());
        assert_eq!(done.id_token().get("name"), None);
    } else {
        let claims = r#"{"id_token":{"name":{"essential":true}}}"#;
        let done = case.complete(&request.with("claims", claims)).await;
        assert!(done.id_token()["name"].is_string());
    }
}

/// `oidcc-ensure-post-request-succeeds`: from a form of another site, so without cookies.
pub(crate) async fn post_request(case: &Case<'_>) {
    let request = case.request();

    let walk = case.authorize_by_post(&request).await;

    let End::Answered(answer) = walk.end else {
        panic!("no answer: {:?}", walk.end);
    };
    case.finish(&request, &[], (walk.shown, answer)).await;
}

/// `oidcc-ensure-request-with-valid-pkce-succeeds`.
pub(crate) async fn pkce(case: &Case<'_>) {
    let verifier = random(64);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let request = case
        .request()
        .with("code_challenge", &challenge)
        .with("code_challenge_method", "S256");

    let done = case
        .complete_with(&request, &[("code_verifier", &verifier)])
        .await;

    assert!(done.tokens.is_some());
}
