//! The key set: public halves only, the same everywhere, each named by its thumbprint.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::Digest;
use gantry_core::client::{ClientSettings, IssuerMode};
use gantry_test_support::TestApp;
use insta::{Settings, assert_json_snapshot};
use serde_json::{Value, json};

pub(crate) async fn key_set(app: &TestApp) -> Vec<Value> {
    let page = app.visitor().get("/.well-known/jwks.json").await;
    assert_eq!(page.status, 200);
    page.json()["keys"].as_array().unwrap().clone()
}

/// RFC 7638 §3. <https://www.rfc-editor.org/rfc/rfc7638#section-3>
fn thumbprint(key: &Value) -> String {
    let members = match key["kty"].as_str().unwrap() {
        "RSA" => json!({ "e": key["e"], "kty": key["kty"], "n": key["n"] }),
        "EC" => json!({ "crv": key["crv"], "kty": key["kty"], "x": key["x"], "y": key["y"] }),
        _ => json!({ "crv": key["crv"], "kty": key["kty"], "x": key["x"] }),
    };
    URL_SAFE_NO_PAD.encode(Digest::of(members.to_string().as_bytes()).as_bytes())
}

#[tokio::test]
async fn the_key_set_has_a_public_key_of_each_kind_that_everybody_understands() {
    let app = TestApp::start().await;
    let mut keys = key_set(&app).await;
    keys.sort_by_key(|key| key["alg"].to_string());

    for key in &keys {
        assert_eq!(key["kid"], thumbprint(key), "{key}");
    }
    let redacted: Vec<Value> = keys.iter().map(without_numbers).collect();
    let mut sorted = Settings::clone_current();
    sorted.set_sort_maps(true);
    let _sorted = sorted.bind_to_scope();
    assert_json_snapshot!(redacted, @r#"
    [
      {
        "alg": "ES256",
        "crv": "P-256",
        "kid": "43 characters",
        "kty": "EC",
        "use": "sig",
        "x": "43 characters",
        "y": "43 characters"
      },
      {
        "alg": "RS256",
        "e": "AQAB",
        "kid": "43 characters",
        "kty": "RSA",
        "n": "342 characters",
        "use": "sig"
      }
    ]
    "#);
}

/// The key with the length of each number instead of the number.
fn without_numbers(key: &Value) -> Value {
    let members = key.as_object().unwrap().iter().map(|(name, value)| {
        let length = value.as_str().unwrap().len();
        let value = if length > 40 {
            json!(format!("{length} characters"))
        } else {
            value.clone()
        };
        (name.clone(), value)
    });
    Value::Object(members.collect())
}

#[tokio::test]
async fn every_address_of_the_key_set_has_the_same_keys() {
    let app = TestApp::start().await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        issuer: IssuerMode::PerClient,
        ..ClientSettings::default()
    };
    let slug = app.add_client("Wiki", settings).await.client.slug;
    let expected = json!({ "keys": key_set(&app).await });

    for path in [
        "/.well-known/jwks.json/".to_owned(),
        format!("/application/o/{slug}/jwks"),
        format!("/application/o/{slug}/jwks/"),
    ] {
        let page = app.visitor().get(&path).await;

        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "application/json");
        assert_eq!(page.header("cache-control"), "public, max-age=300");
        assert_eq!(page.json(), expected, "{path}");
    }
}

#[tokio::test]
async fn two_servers_on_one_database_have_the_same_keys() {
    let app = TestApp::start().await;
    let second = app.second_node().await;

    assert_eq!(key_set(&app).await, key_set(&second).await);
}
