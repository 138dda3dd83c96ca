//! Metadata that cannot be registered: RFC 7591 §3.2.2.

use serde_json::{Value, json};

use super::{key_set, metadata, open, register, with};

async fn all_are(error: &str, further: &[Value]) {
    let app = open().await;
    for further in further {
        let answer = register(&app, &with(further)).await;

        assert_eq!(
            answer.status_and_error(),
            format!("400 {error}"),
            "{further}"
        );
        let description = answer.json()["error_description"].to_string();
        assert!(
            description.is_ascii() && !description.contains('\\'),
            "{description}"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let refused = "client_added metadata_refused".to_owned();
    assert!(app.trail().await.contains(&refused));
}

#[tokio::test]
async fn redirect_uris_are_exact_and_safe() {
    all_are(
        "invalid_redirect_uri",
        &[
            json!({ "redirect_uris": ["https://wiki.example.org/cb#part"] }),
            json!({ "redirect_uris": ["http://wiki.example.org/cb"] }),
            json!({ "redirect_uris": ["javascript:alert(1)"] }),
            json!({ "redirect_uris": ["https://wiki.example.org/*", "nowhere"] }),
            json!({ "redirect_uris": ["org.example.wiki:/cb"] }),
            json!({ "redirect_uris": ["https://a;sandbox/cb"] }),
            json!({ "redirect_uris": ["https://*.example.org/cb"] }),
        ],
    )
    .await;
}

#[tokio::test]
async fn grants_and_response_types_belong_together() {
    all_are(
        "invalid_client_metadata",
        &[
            json!({ "redirect_uris": [] }),
            json!({ "response_types": ["id_token"], "grant_types": ["authorization_code"] }),
            json!({ "response_types": ["code"], "grant_types": ["implicit"] }),
            json!({ "response_types": ["token"] }),
            json!({ "grant_types": ["password"] }),
            json!({ "grant_types": ["authorization_code", "client_credentials"] }),
            json!({ "grant_types":
                ["authorization_code", "urn:ietf:params:oauth:grant-type:token-exchange"] }),
            json!({ "grant_types":
                ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"] }),
        ],
    )
    .await;
}

#[tokio::test]
async fn keys_are_public_and_come_one_way() {
    let secret = json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0" }] });
    let private =
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "d": "ZA" }] });
    all_are(
        "invalid_client_metadata",
        &[
            json!({ "jwks": key_set(), "jwks_uri": "https://wiki.example.org/keys" }),
            json!({ "jwks": secret }),
            json!({ "jwks": private }),
            json!({ "jwks": { "keys": [] } }),
            json!({ "jwks": "keys" }),
            json!({ "jwks_uri": "http://wiki.example.org/keys" }),
            json!({ "token_endpoint_auth_method": "private_key_jwt" }),
            json!({ "id_token_encrypted_response_alg": "RSA-OAEP-256" }),
            json!({ "id_token_encrypted_response_alg": "ECDH-ES", "jwks": key_set() }),
            json!({ "id_token_encrypted_response_enc": "A128GCM", "jwks": key_set() }),
            json!({ "require_signed_request_object": true }),
        ],
    )
    .await;
}

#[tokio::test]
async fn algorithms_and_methods_are_those_that_discovery_lists() {
    all_are(
        "invalid_client_metadata",
        &[
            json!({ "id_token_signed_response_alg": "none" }),
            json!({ "id_token_signed_response_alg": "HS256" }),
            json!({ "userinfo_signed_response_alg": "none" }),
            json!({ "request_object_signing_alg": "none" }),
            json!({ "request_object_encryption_alg": "RSA-OAEP-256" }),
            json!({ "userinfo_encrypted_response_alg": "RSA1_5", "jwks": key_set() }),
            json!({ "token_endpoint_auth_method": "tls_client_auth" }),
            json!({ "token_endpoint_auth_method": "client_secret_jwt",
                "token_endpoint_auth_signing_alg": "RS256" }),
            json!({ "subject_type": "private" }),
            json!({ "application_type": "desktop" }),
        ],
    )
    .await;
}

#[tokio::test]
async fn addresses_are_encrypted_and_where_they_belong() {
    all_are(
        "invalid_client_metadata",
        &[
            json!({ "initiate_login_uri": "http://wiki.example.org/start" }),
            json!({ "initiate_login_uri": "http://127.0.0.1/start" }),
            json!({ "logo_uri": "http://wiki.example.org/logo.png" }),
            json!({ "policy_uri": "javascript:alert(1)" }),
            json!({ "tos_uri": "terms" }),
            json!({ "logo_uri": "https://a;sandbox/logo.png" }),
            json!({ "logo_uri": "https://a,b/logo.png" }),
            json!({ "policy_uri": "https://*.example.org/policy" }),
            json!({ "post_logout_redirect_uris": ["https://a;sandbox/"] }),
            json!({ "client_uri": "https://user:word@wiki.example.org/" }),
            json!({ "frontchannel_logout_uri": "https://other.example.org/out" }),
            json!({ "backchannel_logout_uri": "https://wiki.example.org/out#part" }),
            json!({ "request_uris": ["http://wiki.example.org/request"] }),
            json!({ "post_logout_redirect_uris": ["http://wiki.example.org/"] }),
            json!({ "subject_type": "pairwise",
                "redirect_uris": ["https://a.example.org/", "https://b.example.org/"] }),
        ],
    )
    .await;
}

#[tokio::test]
async fn members_have_their_types_and_their_measure() {
    all_are(
        "invalid_client_metadata",
        &[
            json!({ "client_name": 7 }),
            json!({ "client_name": "n".repeat(129) }),
            json!({ "client_name": "two\nlines\u{7}" }),
            json!({ "contacts": "admin@example.org" }),
            json!({ "contacts": vec!["admin@example.org"; 21] }),
            json!({ "default_max_age": "3600" }),
            json!({ "default_max_age": -1 }),
            json!({ "scope": "unheard-of" }),
            json!({ "software_statement": "e30.e30.e30" }),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let app = open().await;
    let address = format!("{}/application/o/register/", app.url);
    for body in [
        "",
        "[]",
        "client_name=Wiki",
        "{\"client_name\":\"a\",\"client_name\":\"b\"}",
    ] {
        let answer = app.call(app.http.post(&address).body(body)).await;

        assert_eq!(
            answer.status_and_error(),
            "400 invalid_client_metadata",
            "{body}"
        );
    }
    let long = with(&json!({ "software_id": "x".repeat(70_000) }));
    assert_eq!(register(&app, &long).await.status, 413);
    assert_eq!(register(&app, &metadata()).await.status, 201);
}
