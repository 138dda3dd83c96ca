//! ID tokens, verified with nothing but the published key set.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, EcdsaVerificationAlgorithm,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::client::{ClientSettings, IssuerMode};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::Value;

use crate::well_known::jwks::key_set;

fn part(token: &str, number: usize) -> Value {
    let part = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// What a token says, unverified.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// What a token's header says, unverified.
pub(crate) fn header(token: &str) -> Value {
    part(token, 0)
}

/// The key by which a token says it was signed.
pub(crate) fn kid(token: &str) -> String {
    part(token, 0)["kid"].as_str().unwrap().to_owned()
}

/// Whether a key of the set made the signature, by the key's algorithm and never the token's.
pub(crate) fn is_signed_by(token: &str, keys: &[Value]) -> bool {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let header = part(token, 0);
    let Some(key) = keys.iter().find(|key| key["kid"] == header["kid"]) else {
        return false;
    };
    assert_eq!(key["alg"], header["alg"]);
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let message = message.as_bytes();
    let rsa = |parameters: &'static RsaParameters| {
        let (n, e) = (number("n"), number("e"));
        let key = RsaPublicKeyComponents { n, e };
        key.verify(parameters, message, &signature).is_ok()
    };
    let ec = |curve: &'static EcdsaVerificationAlgorithm| {
        let point = [vec![4], number("x"), number("y")].concat();
        let key = UnparsedPublicKey::new(curve, point);
        key.verify(message, &signature).is_ok()
    };
    match key["alg"].as_str().unwrap() {
        "RS256" => rsa(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => rsa(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => rsa(&RSA_PKCS1_2048_8192_SHA512),
        "PS256" => rsa(&RSA_PSS_2048_8192_SHA256),
        "PS384" => rsa(&RSA_PSS_2048_8192_SHA384),
        "PS512" => rsa(&RSA_PSS_2048_8192_SHA512),
        "ES256" => ec(&ECDSA_P256_SHA256_FIXED),
        "ES384" => ec(&ECDSA_P384_SHA384_FIXED),
        "EdDSA" => UnparsedPublicKey::new(&ED25519, number("x"))
            .verify(message, &signature)
            .is_ok(),
        other => panic!("unexpected algorithm {other}"),
    }
}

pub(crate) async fn id_token(app: &TestApp, client: &RocketChatClient) -> String {
    let request = AuthorizeRequest::legacy(client).with("nonce", "n-0S6");
    let answer = app.redeem(client, &app.code(&request, "alice").await).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["id_token"].as_str().unwrap().to_owned()
}

pub(crate) async fn client_with(
    app: &TestApp,
    id_token_alg: SigningAlgorithm,
    issuer: IssuerMode,
) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        id_token_alg,
        issuer,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

#[tokio::test]
async fn an_id_token_of_every_algorithm_and_issuer_verifies() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let fixed = "https://auth.example.org/application/o/wiki/";

    for algorithm in SigningAlgorithm::ALL {
        for mode in [
            IssuerMode::Global,
            IssuerMode::PerClient,
            IssuerMode::Fixed(fixed.to_owned()),
        ] {
            let client = client_with(&app, algorithm, mode.clone()).await;
            let issuer = match mode {
                IssuerMode::Global => app.url.clone(),
                IssuerMode::PerClient => {
                    format!("{}/application/o/{}/", app.url, client.client.slug)
                }
                IssuerMode::Fixed(issuer) => issuer,
            };

            let token = id_token(&app, &client).await;

            let keys = key_set(&app).await;
            assert!(is_signed_by(&token, &keys), "{algorithm}: {token}");
            assert_eq!(part(&token, 0)["alg"], algorithm.as_str());
            assert_eq!(part(&token, 0)["typ"], "JWT");
            let claims = claims(&token);
            assert_eq!(claims["iss"], issuer);
            assert_eq!(claims["aud"], client.id.as_str());
            assert_eq!(claims["sub"], alice.subject.as_str());
            assert_eq!(claims["nonce"], "n-0S6");
        }
    }
}

#[tokio::test]
async fn a_token_that_was_changed_does_not_verify() {
    let app = TestApp::start().await;
    app.add_user("alice").await;

    for algorithm in SigningAlgorithm::ALL {
        let client = client_with(&app, algorithm, IssuerMode::Global).await;
        let token = id_token(&app, &client).await;
        let keys = key_set(&app).await;
        let mut changed = claims(&token);
        changed["sub"] = Value::from("somebody else");
        let parts: Vec<&str> = token.split('.').collect();
        let changed = URL_SAFE_NO_PAD.encode(changed.to_string());

        assert!(!is_signed_by(
            &format!("{}.{changed}.{}", parts[0], parts[2]),
            &keys
        ));
    }
}

#[tokio::test]
async fn an_id_token_has_the_times_and_members_that_it_must_have_and_no_others() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    let client = client_with(&app, SigningAlgorithm::Rs256, IssuerMode::Global).await;

    let claims = claims(&id_token(&app, &client).await);

    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    let expected = [
        "acr",
        "amr",
        "aud",
        "auth_time",
        "exp",
        "iat",
        "iss",
        "nonce",
        "sid",
        "sub",
    ];
    assert_eq!(names, expected);
    let (issued, now) = (
        claims["iat"].as_i64().unwrap(),
        app.accounts.env().now().as_i64(),
    );
    assert!((now - 30..=now).contains(&issued), "{issued} {now}");
    assert_eq!(claims["exp"].as_i64(), Some(issued + 3600));
    assert!(claims["auth_time"].as_i64().unwrap() <= issued);
}
