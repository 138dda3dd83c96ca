//! Sign-ins of clients that registered themselves.

use gantry_oidc::RegistrationMode;
use gantry_test_support::TestApp;
use serde_json::json;

use crate::checks::discovery::lists;
use crate::checks::jwt;
use crate::config;
use crate::dynamic::client::{bench, is_refused, register, register_with};
use crate::scenarios::happy;
use crate::variant::{
    CODE, CODE_ID_TOKEN, CODE_ID_TOKEN_TOKEN, CODE_TOKEN, ID_TOKEN, ID_TOKEN_TOKEN,
};

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    config::verify(RegistrationMode::Open).await;
}

#[tokio::test]
async fn oidcc_server() {
    let bench = bench().await;
    for variant in [
        CODE,
        ID_TOKEN,
        ID_TOKEN_TOKEN,
        CODE_ID_TOKEN,
        CODE_TOKEN,
        CODE_ID_TOKEN_TOKEN,
    ] {
        let client = register(&bench, variant).await;

        happy::server(&client.case).await;

        client.clean_up().await;
    }
}

#[tokio::test]
async fn oidcc_idtoken_rs256() {
    let bench = bench().await;
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["id_token_signed_response_alg"] = json!("RS256");
    })
    .await;

    let done = client.case.complete(&client.case.request()).await;

    assert_eq!(client.document["id_token_signed_response_alg"], "RS256");
    assert_eq!(jwt::part(done.id_token_text(), 0)["alg"], "RS256");
    client.clean_up().await;
}

/// The suite leaves it out since discovery does not list `none`.
#[tokio::test]
async fn oidcc_idtoken_unsigned() {
    let bench = bench().await;
    let client = register(&bench, CODE).await;

    happy::idtoken_unsigned(&client.case);

    client.clean_up().await;
    let unsigned = |metadata: &mut serde_json::Value, _: &_| {
        metadata["id_token_signed_response_alg"] = json!("none");
    };
    is_refused(&bench, CODE, unsigned, &["invalid_client_metadata"]).await;
}

#[tokio::test]
async fn oidcc_userinfo_rs256() {
    let bench = bench().await;
    let listed = lists(
        &bench.metadata,
        "userinfo_signing_alg_values_supported",
        "RS256",
    );
    let client = register_with(&bench, CODE, |metadata, _| {
        metadata["userinfo_signed_response_alg"] = json!("RS256");
    })
    .await;

    // That the answer is a signed JWT is among the checks of a client that asked for it.
    client.case.complete(&client.case.request()).await;

    assert!(listed);
    client.clean_up().await;
}

#[tokio::test]
async fn oidcc_ensure_client_assertion_with_iss_aud_succeeds() {
    let bench = bench().await;
    let client = register(&bench, CODE).await;
    let case = &client.case;
    let answer = case.authorize(&case.request()).await.answer();

    let assertion = case.assertion(case.issuer());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", answer.get("code").unwrap()),
        ("redirect_uri", &case.party.redirect_uri),
    ];
    let tokens = case.token_with_assertion(&fields, assertion).await;

    crate::checks::token::check(&tokens);
    client.clean_up().await;
}

/// Behind a proxy that speaks https, the client's own address is https too.
#[tokio::test]
async fn oidcc_server_registers_at_an_https_address() {
    let app = TestApp::start_registering(RegistrationMode::Open).await;
    let app = app.behind_https().await;
    let address = format!("{}/application/o/register/", app.url);
    let metadata = json!({ "redirect_uris": ["https://rp.example.org/callback"] });

    let answer = app.call(app.http.post(address).json(&metadata)).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let document = answer.json();
    let own = document["registration_client_uri"].as_str().unwrap();
    assert!(own.starts_with("https://id.example.org/"), "{own}");
    // It asked for nothing else, so it has a secret, and that says when it ends.
    assert!(document["client_secret"].is_string());
    assert!(document["client_secret_expires_at"].is_i64());
}
