//! The discovery documents, whole: a member that comes or goes is a change that somebody notices.

use std::collections::BTreeSet;

use gantry_core::client::{ClientSettings, IssuerMode, ResponseType};
use gantry_core::scope::ScopeSet;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{Page, RocketChatClient, TestApp};
use serde_json::{Value, json};

use super::expected;

async fn client_with(app: &TestApp, issuer: IssuerMode) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        id_token_alg: SigningAlgorithm::Es256,
        issuer,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

fn assert_document(page: &Page, expected: &Value) {
    assert_eq!(page.status, 200, "{}", page.url);
    assert_eq!(page.header("content-type"), "application/json");
    assert_eq!(page.header("cache-control"), "public, max-age=300");
    assert_eq!(page.header("access-control-allow-origin"), "*");
    assert_eq!(&page.json(), expected, "{}", page.url);
}

#[tokio::test]
async fn the_global_issuers_document_is_complete_at_both_names_with_and_without_slash() {
    let app = TestApp::start().await;
    let expected = expected::global(&app.url);

    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/openid-configuration/",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/",
    ] {
        assert_document(&app.visitor().get(path).await, &expected);
    }
}

#[tokio::test]
async fn a_clients_own_issuer_has_its_own_document_at_every_name() {
    let app = TestApp::start().await;
    let client = client_with(&app, IssuerMode::PerClient).await;
    let slug = &client.client.slug;
    let issuer = format!("{}/application/o/{slug}/", app.url);
    let expected = expected::of_client(&app.url, &issuer, &client.client);

    for path in [
        format!("/application/o/{slug}/.well-known/openid-configuration"),
        format!("/application/o/{slug}/.well-known/openid-configuration/"),
        format!("/application/o/{slug}"),
        format!("/application/o/{slug}/"),
        format!("/.well-known/oauth-authorization-server/application/o/{slug}"),
        format!("/.well-known/oauth-authorization-server/application/o/{slug}/"),
    ] {
        assert_document(&app.visitor().get(&path).await, &expected);
    }
}

#[tokio::test]
async fn a_clients_document_names_the_issuer_that_its_id_tokens_name() {
    let app = TestApp::start().await;
    let fixed = "https://auth.example.org/application/o/wiki/";

    for (mode, issuer) in [
        (IssuerMode::Global, app.url.as_str()),
        (IssuerMode::Fixed(fixed.to_owned()), fixed),
    ] {
        let client = client_with(&app, mode).await;
        let path = format!("/application/o/{}/", client.client.slug);

        let expected = expected::of_client(&app.url, issuer, &client.client);
        assert_document(&app.visitor().get(&path).await, &expected);
    }
}

#[tokio::test]
async fn every_endpoint_of_the_document_answers() {
    let app = TestApp::start_registering(RegistrationMode::Open).await;
    let client = client_with(&app, IssuerMode::PerClient).await;
    let own = format!("/application/o/{}/", client.client.slug);
    let mut walked = BTreeSet::new();

    for path in ["/.well-known/openid-configuration", &own] {
        let document = app.visitor().get(path).await.json();
        for (member, address) in document.as_object().unwrap() {
            if member.ends_with("_endpoint") || member == "jwks_uri" {
                let address = address.as_str().unwrap();
                let got = app.call(app.http.get(address)).await.status.as_u16();
                let posted = app.call(app.http.post(address)).await.status.as_u16();

                assert!(got != 404 && posted != 404, "{member}: {got} {posted}");
                assert!(got < 500 && posted < 500, "{member}: {got} {posted}");
                walked.insert(member.clone());
            }
        }
    }
    assert_eq!(walked.len(), 10, "{walked:?}");
}

#[tokio::test]
async fn registration_is_listed_where_somebody_may() {
    for (mode, listed) in [
        (RegistrationMode::Off, false),
        (RegistrationMode::InitialAccessToken, true),
        (RegistrationMode::Open, true),
    ] {
        let app = TestApp::start_registering(mode).await;

        let document = app.visitor().get("/.well-known/openid-configuration").await;

        let found = document.json().get("registration_endpoint").is_some();
        assert_eq!(found, listed, "{mode:?}");
    }
}

#[tokio::test]
async fn a_clients_document_is_narrowed_to_what_it_may_use() {
    let app = TestApp::start().await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        public: true,
        scopes: Some(ScopeSet::parse_known("openid email")),
        response_types: [ResponseType::Code, ResponseType::CodeIdToken].into(),
        ..ClientSettings::default()
    };
    settings.requests.require_pushed = true;
    settings.tokens.userinfo_signing_alg = Some(SigningAlgorithm::Rs256);
    let client = app.add_client("Wiki", settings).await;

    let path = format!("/application/o/{}/", client.client.slug);
    let document = app.visitor().get(&path).await.json();

    assert_eq!(document["scopes_supported"], json!(["openid", "email"]));
    assert_eq!(
        document["response_types_supported"],
        json!(["code", "code id_token"])
    );
    assert_eq!(
        document["grant_types_supported"],
        json!(["authorization_code", "refresh_token", "implicit"])
    );
    assert_eq!(
        document["token_endpoint_auth_methods_supported"],
        json!(["none"])
    );
    assert!(
        document
            .get("introspection_endpoint_auth_methods_supported")
            .is_none()
    );
    assert_eq!(
        document["userinfo_signing_alg_values_supported"],
        json!(["RS256"])
    );
    assert!(
        document
            .get("id_token_encryption_alg_values_supported")
            .is_none()
    );
    assert_eq!(
        document["require_pushed_authorization_requests"],
        json!(true)
    );
}

#[tokio::test]
async fn an_unknown_slug_has_no_documents() {
    let app = TestApp::start().await;

    for path in [
        "/application/o/nobody/",
        "/application/o/nobody/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/application/o/nobody",
        "/application/o/nobody/jwks/",
        "/application/o/No%20Body/",
    ] {
        assert_eq!(app.visitor().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_document_that_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let address = format!("{}/.well-known/openid-configuration", app.url);
    let first = app.call(app.http.get(&address)).await;

    let known = app
        .http
        .get(&address)
        .header("if-none-match", first.header("etag"));
    let known = app.call(known).await;

    assert_eq!(known.status, 304);
    assert_eq!(known.body, "");
}
