//! The plan for RP-Initiated Logout, in each case after a sign-in:
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{ApplicationKey, Page};
use serde_json::json;

use crate::bench::{Bench, Case, random};
use crate::checks::jwt;
use crate::scenarios::prompts;
use crate::variant::CODE;

/// Signs in; returns the ID token.
async fn signed_in(case: &Case<'_>) -> String {
    let done = case.complete(&case.request()).await;
    done.id_token_text().to_owned()
}

/// A page with the reason or with a question, and nobody is sent anywhere.
fn says_what_is_wrong(page: &Page) {
    let told = page.problem().is_some() || page.text("#logged-out").is_some();
    assert!(told, "{} {}", page.status, page.body);
}

/// Signs in, then out with a hint made of the good one; it must end on a page.
async fn ends_on_a_page(parameters: impl FnOnce(&Case<'_>, &str) -> Vec<(&'static str, String)>) {
    let bench = Bench::start().await;
    let case = bench.case(CODE).await;
    let hint = signed_in(&case).await;

    let parameters = parameters(&case, &hint);
    let borrowed: Vec<(&str, &str)> = parameters.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = case.sign_out(&borrowed).await.page();

    says_what_is_wrong(&page);
}

/// Signs in, then out without saying where to go; it must end signed out on a page that says so.
async fn is_signed_out_by(parameters: impl FnOnce(&str) -> Vec<(&'static str, String)>) {
    let bench = Bench::start().await;
    let case = bench.case(CODE).await;
    let hint = signed_in(&case).await;

    let parameters = parameters(&hint);
    let borrowed: Vec<(&str, &str)> = parameters.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = case.sign_out(&borrowed).await.page();

    assert!(page.text("#logged-out").is_some(), "{}", page.body);
    prompts::is_signed_out(&case).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_discovery_endpoint_verification() {
    let document = crate::config::document(RegistrationMode::Off).await.json();

    let endpoint = document["end_session_endpoint"].as_str().unwrap();
    assert!(endpoint.starts_with("https://"), "{endpoint}");
}

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let bench = Bench::start().await;
    let case = bench.case(CODE).await;
    let hint = signed_in(&case).await;
    let (address, state) = (case.post_logout_redirect_uri(), random(128));

    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", &address),
        ("state", &state),
    ];
    let back = case.sign_out(&parameters).await.address();

    assert_eq!(back, format!("{address}?state={state}"));
    prompts::is_signed_out(&case).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let bench = Bench::start().await;
    let case = bench.case(CODE).await;
    let hint = signed_in(&case).await;
    let address = case.post_logout_redirect_uri();

    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", &address),
    ];
    let back = case.sign_out(&parameters).await.address();

    assert_eq!(back, address);
    prompts::is_signed_out(&case).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    ends_on_a_page(|case, hint| {
        let elsewhere = format!("{}/{}", case.post_logout_redirect_uri(), random(10));
        vec![
            ("id_token_hint", hint.to_owned()),
            ("post_logout_redirect_uri", elsewhere),
            ("state", random(128)),
        ]
    })
    .await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    ends_on_a_page(|case, hint| {
        let added = format!("{}?foo=bar", case.post_logout_redirect_uri());
        vec![
            ("id_token_hint", hint.to_owned()),
            ("post_logout_redirect_uri", added),
            ("state", random(128)),
        ]
    })
    .await;
}

/// Signed by somebody else.
#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_id_token_hint() {
    ends_on_a_page(|case, hint| {
        let stranger = ApplicationKey::generate(SigningAlgorithm::Rs256);
        vec![
            ("id_token_hint", stranger.sign(&jwt::part(hint, 1))),
            ("post_logout_redirect_uri", case.post_logout_redirect_uri()),
            ("state", random(128)),
        ]
    })
    .await;
}

/// Signed by nobody.
#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_id_token_hint() {
    ends_on_a_page(|case, hint| {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
        let claims = hint.split('.').nth(1).unwrap();
        vec![
            ("id_token_hint", format!("{header}.{claims}.")),
            ("post_logout_redirect_uri", case.post_logout_redirect_uri()),
            ("state", random(128)),
        ]
    })
    .await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    ends_on_a_page(|case, _| {
        vec![
            ("post_logout_redirect_uri", case.post_logout_redirect_uri()),
            ("state", random(128)),
        ]
    })
    .await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    is_signed_out_by(|hint| vec![("id_token_hint", hint.to_owned())]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_only_state() {
    is_signed_out_by(|_| vec![("state", random(128))]).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params() {
    is_signed_out_by(|_| Vec::new()).await;
}
