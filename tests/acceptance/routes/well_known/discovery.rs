//! The discovery documents, whole: a member that comes or goes is a change that somebody notices.

use gantry_core::client::{Client, ClientSettings, IssuerMode};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{Page, RocketChatClient, TestApp};
use serde_json::{Value, json};

fn expected(url: &str, issuer: &str, own: Option<&Client>) -> Value {
    let (jwks, end_session, algorithms) = match own {
        None => (
            format!("{url}/.well-known/jwks.json"),
            format!("{url}/application/o/end-session/"),
            vec!["RS256", "ES256", "EdDSA"],
        ),
        Some(client) => (
            format!("{url}/application/o/{}/jwks/", client.slug),
            format!("{url}/application/o/{}/end-session/", client.slug),
            vec![client.settings.id_token_alg.as_str()],
        ),
    };
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/application/o/authorize/"),
        "token_endpoint": format!("{url}/application/o/token/"),
        "userinfo_endpoint": format!("{url}/application/o/userinfo/"),
        "end_session_endpoint": end_session,
        "jwks_uri": jwks,
        "scopes_supported":
            ["openid", "profile", "email", "groups", "address", "phone", "offline_access"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "amr", "name",
            "given_name", "family_name", "middle_name", "nickname", "preferred_username",
            "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale",
            "updated_at", "email", "email_verified", "groups", "phone_number",
            "phone_number_verified", "address",
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent"],
        "ui_locales_supported": ["en", "de"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    })
}

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
    let expected = expected(&app.url, &app.url, None);

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
    let expected = expected(&app.url, &issuer, Some(&client.client));

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

        let expected = expected(&app.url, issuer, Some(&client.client));
        assert_document(&app.visitor().get(&path).await, &expected);
    }
}

#[tokio::test]
async fn the_addresses_in_the_document_answer() {
    let app = TestApp::start().await;
    let document = app
        .visitor()
        .get("/.well-known/openid-configuration")
        .await
        .json();

    for (member, status) in [
        ("authorization_endpoint", 400),
        ("token_endpoint", 405),
        ("userinfo_endpoint", 401),
        ("end_session_endpoint", 200),
        ("jwks_uri", 200),
    ] {
        let page = app.visitor().get(document[member].as_str().unwrap()).await;

        assert_eq!(page.status, status, "{member}");
    }
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
