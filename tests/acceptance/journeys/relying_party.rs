//! The `openidconnect` crate as the application: it discovers, checks and verifies for itself.

use gantry_core::client::{ClientSettings, GrantType, IssuerMode};
use gantry_core::scope::Scope;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{Finished, RelyingParty, RocketChatClient, TestApp};
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::{OAuth2TokenResponse, TokenResponse};

const SCOPES: [&str; 3] = ["profile", "email", "offline_access"];

/// An application that may refresh and asks nobody for consent.
async fn add_application(
    app: &TestApp,
    change: impl FnOnce(&mut ClientSettings),
) -> RocketChatClient {
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    app.add_client("Wiki", settings).await
}

async fn sign_in(app: &TestApp, party: &RelyingParty, username: &str) -> Finished {
    let pending = party.begin(&SCOPES);
    let visitor = app.visitor();
    let login = visitor.walk(pending.address.as_str()).await.page();
    let arrived = visitor.log_in(&login, username).await.client();
    party.finish(pending, &arrived).await
}

#[tokio::test]
async fn a_sign_in_with_pkce_and_nonce_ends_in_verified_claims() {
    let app = TestApp::start().await;
    let client = add_application(&app, |_| {}).await;
    let alice = app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;

    let done = sign_in(&app, &party, "alice").await;

    assert_eq!(
        done.algorithm,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256
    );
    assert_eq!(done.claims.subject().as_str(), alice.subject.as_str());
    assert_eq!(done.claims.issuer().as_str(), app.url);
    assert_eq!(done.claims.audiences()[0].as_str(), client.id);
    let userinfo = party
        .userinfo(done.tokens.access_token(), done.claims.subject())
        .await;
    assert_eq!(userinfo.preferred_username().unwrap().as_str(), "alice");
    assert_eq!(userinfo.email().unwrap().as_str(), "alice@example.org");
    assert_eq!(userinfo.email_verified(), Some(true));
    assert_eq!(
        userinfo.name().unwrap().get(None).unwrap().as_str(),
        "alice Example"
    );
}

#[tokio::test]
async fn es256_and_eddsa_signatures_verify() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    for (ours, theirs) in [
        (
            SigningAlgorithm::Es256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        ),
        (SigningAlgorithm::EdDsa, CoreJwsSigningAlgorithm::EdDsa),
    ] {
        let client = add_application(&app, |settings| settings.id_token_alg = ours).await;
        // As page and command do after a change; otherwise the first signature makes the key, and
        // an application that fetched the key set before has to fetch it again.
        app.provider.ensure_keys().await.unwrap();
        let party = RelyingParty::discover(&app, &app.url, &client).await;

        let done = sign_in(&app, &party, "alice").await;

        assert_eq!(done.algorithm, theirs);
    }
}

#[tokio::test]
async fn an_issuer_of_its_own_verifies_from_discovery_to_refresh() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| settings.issuer = IssuerMode::PerClient).await;
    app.add_user("alice").await;
    let issuer = format!("{}/application/o/wiki/", app.url);
    let party = RelyingParty::discover(&app, &issuer, &client).await;

    let done = sign_in(&app, &party, "alice").await;
    let refresh_token = done
        .tokens
        .refresh_token()
        .expect("a refresh token")
        .clone();
    let renewed = party.refresh(&refresh_token).await;

    assert_eq!(done.claims.issuer().as_str(), issuer);
    let renewed = party.verified(renewed, None);
    assert_eq!(renewed.claims.issuer().as_str(), issuer);
}

#[tokio::test]
async fn a_refresh_token_gives_new_tokens_for_the_same_person() {
    let app = TestApp::start().await;
    let client = add_application(&app, |_| {}).await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let first = sign_in(&app, &party, "alice").await;

    let refresh_token = first
        .tokens
        .refresh_token()
        .expect("a refresh token")
        .clone();
    let renewed = party.refresh(&refresh_token).await;

    let tokens = renewed.access_token().clone();
    assert_ne!(tokens.secret(), first.tokens.access_token().secret());
    assert_ne!(
        renewed.refresh_token().unwrap().secret(),
        refresh_token.secret()
    );
    party.userinfo(&tokens, first.claims.subject()).await;
    if renewed.id_token().is_some() {
        let renewed = party.verified(renewed, None);
        assert_eq!(renewed.claims.subject(), first.claims.subject());
        assert_eq!(renewed.claims.auth_time(), first.claims.auth_time());
    }
}

#[tokio::test]
async fn a_public_application_signs_in_with_pkce_alone() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| settings.public = true).await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;

    let done = sign_in(&app, &party, "alice").await;

    assert_eq!(done.claims.audiences()[0].as_str(), client.id);
}

#[tokio::test]
async fn without_the_refresh_grant_offline_access_is_dropped() {
    let app = TestApp::start().await;
    let grants = [GrantType::AuthorizationCode];
    let client = add_application(&app, |settings| settings.grants = grants.into()).await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;

    let done = sign_in(&app, &party, "alice").await;

    assert!(done.tokens.refresh_token().is_none());
    let granted = done.tokens.scopes().cloned().unwrap_or_default();
    let offline = Scope::OfflineAccess.as_str();
    assert!(
        granted.iter().all(|scope| scope.as_str() != offline),
        "{granted:?}"
    );
}
