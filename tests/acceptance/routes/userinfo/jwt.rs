//! Signed and encrypted answers of userinfo.

use gantry_core::client::{ClientSettings, ContentEncryption, Encryption, KeyManagement};
use gantry_core::jwe::ReadingKey;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{Answer, AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::well_known::id_token::{claims, is_signed_by};
use crate::well_known::jwks::key_set;

async fn set_up(change: impl FnOnce(&mut ClientSettings)) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    let client = app.add_client("App", settings).await;
    (app, client)
}

/// The answer for somebody whose request came with a nonce.
async fn userinfo(app: &TestApp, client: &RocketChatClient) -> Answer {
    let request = AuthorizeRequest::legacy(client).with("nonce", "n-0S6");
    let token = app
        .redeem(client, &app.code(&request, "alice").await)
        .await
        .json();
    app.userinfo(token["access_token"].as_str().unwrap()).await
}

#[tokio::test]
async fn a_signed_answer_names_issuer_and_client_and_no_nonce() {
    for algorithm in [
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Es256,
        SigningAlgorithm::EdDsa,
    ] {
        let (app, client) =
            set_up(|settings| settings.tokens.userinfo_signing_alg = Some(algorithm)).await;

        let answer = userinfo(&app, &client).await;

        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/jwt");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(is_signed_by(&answer.body, &key_set(&app).await));
        let claims = claims(&answer.body);
        assert_eq!(claims["iss"], app.url);
        assert_eq!(claims["aud"], client.id.as_str());
        assert_eq!(claims["preferred_username"], "alice");
        assert!(claims["sub"].is_string());
        assert!(claims.get("nonce").is_none(), "{claims}");
    }
}

#[tokio::test]
async fn an_encrypted_answer_is_read_by_the_client_alone() {
    for alg in KeyManagement::ALL {
        for enc in ContentEncryption::ALL {
            let key = ReadingKey::generate(alg);
            let (app, client) = set_up(|settings| {
                settings.keys.jwks = Some(json!({ "keys": [key.public_jwk("k1")] }));
                settings.tokens.userinfo_encryption = Some(Encryption { alg, enc });
            })
            .await;

            let answer = userinfo(&app, &client).await;

            assert_eq!(answer.header("content-type"), "application/jwt");
            let (header, text) = key.read(&answer.body).unwrap();
            let claims: Value = serde_json::from_slice(&text).unwrap();
            assert_eq!((&header["kid"], header.get("cty")), (&json!("k1"), None));
            assert_eq!(claims["preferred_username"], "alice");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_both_is_signed_first() {
    let key = ReadingKey::generate(KeyManagement::EcdhEs);
    let (app, client) = set_up(|settings| {
        settings.keys.jwks = Some(json!({ "keys": [key.public_jwk("k1")] }));
        settings.tokens.userinfo_signing_alg = Some(SigningAlgorithm::Rs256);
        settings.tokens.userinfo_encryption = Some(Encryption {
            alg: KeyManagement::EcdhEs,
            enc: ContentEncryption::A256Gcm,
        });
    })
    .await;

    let answer = userinfo(&app, &client).await;

    let (header, signed) = key.read(&answer.body).unwrap();
    let signed = String::from_utf8(signed).unwrap();
    assert_eq!(header["cty"], "JWT");
    assert!(is_signed_by(&signed, &key_set(&app).await));
    assert_eq!(claims(&signed)["aud"], client.id.as_str());
}

#[tokio::test]
async fn claims_that_cannot_be_encrypted_are_not_sent_at_all() {
    let (app, client) = set_up(|settings| {
        settings.keys.jwks_uri = Some("http://127.0.0.1:9/nobody-is-here".to_owned());
        settings.tokens.userinfo_encryption = Some(Encryption {
            alg: KeyManagement::RsaOaep256,
            enc: ContentEncryption::A128CbcHs256,
        });
    })
    .await;

    let answer = userinfo(&app, &client).await;

    assert_eq!(answer.status_and_error(), "503 temporarily_unavailable");
    assert!(!answer.body.contains("alice"), "{}", answer.body);
}
