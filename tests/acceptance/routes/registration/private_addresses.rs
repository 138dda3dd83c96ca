//! A server that may call private addresses for applications beside it does not do so for
//! applications that registered themselves.

use gantry_core::client::{AuthenticationMethod, ClientSettings};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{Application, ApplicationKey, TestApp};
use serde_json::{Value, json};

use super::{open, register, registered, text, with};

/// Presents an assertion by which a client gets a code wrong, once it is known.
async fn redeem(app: &TestApp, id: &str, key: &ApplicationKey) -> String {
    let issuer = app.provider.public_url();
    let now = app.accounts.env().now().as_i64();
    let assertion = key.sign(&json!({
        "iss": id, "sub": id, "aud": issuer, "jti": format!("{id} {}", app.url),
        "iat": now, "exp": now + 60,
    }));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "wrong"),
        ("redirect_uri", "https://wiki.example.org/cb"),
        ("client_assertion", &assertion),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
    ];
    let address = format!("{}/application/o/token/", app.url);
    let answer = app.call(app.http.post(address).form(&form)).await;
    answer.status_and_error()
}

#[tokio::test]
async fn addresses_in_this_network_are_not_registered() {
    let app = open().await.guarded().await;
    let site = Application::start().await;
    let uris = json!(["https://wiki.example.org/cb"]);
    let sector = site.publish_json("/sector.json", &uris);
    let by_name = sector.replace("127.0.0.1", "localhost");
    let reached: [Value; 5] = [
        json!({ "sector_identifier_uri": sector }),
        json!({ "sector_identifier_uri": by_name }),
        json!({ "jwks_uri": site.address("/jwks.json") }),
        json!({ "backchannel_logout_uri": site.address("/out") }),
        json!({ "request_uris": [site.address("/request.jwt")] }),
    ];

    for one in &reached {
        let answer = register(&app, &with(one)).await;

        assert_eq!(
            answer.status_and_error(),
            "400 invalid_client_metadata",
            "{one}"
        );
    }
    assert!(site.received("/sector.json").is_empty());
}

#[tokio::test]
async fn keys_of_strangers_in_this_network_are_not_fetched() {
    let bench = open().await;
    let app = bench.guarded().await;
    let site = Application::start().await;
    let key = ApplicationKey::generate(SigningAlgorithm::Es256);
    let jwks = site.publish_json("/jwks.json", &key.jwks());
    let stranger = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": jwks });
    let stranger = registered(&bench, &with(&stranger)).await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/cb".parse().unwrap()],
        ..ClientSettings::default()
    };
    settings.authentication.method = AuthenticationMethod::PrivateKeyJwt;
    settings.keys.jwks_uri = Some(jwks);
    let known = bench.add_client("Known", settings).await;

    let refused = redeem(&app, text(&stranger, "client_id"), &key).await;
    let asked = site.received("/jwks.json").len();
    let heard = redeem(&app, &known.id, &key).await;

    assert_eq!((refused.as_str(), asked), ("401 invalid_client", 0));
    assert_eq!(heard, "400 invalid_grant");
}
