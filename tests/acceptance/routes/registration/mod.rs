//! `/application/o/register/`: clients that register themselves, and manage that.

mod adopted;
mod changes;
mod doors;
mod manage;
mod policy;
mod private_addresses;
mod refused;
mod register;
mod sectors;

use gantry_oidc::RegistrationMode;
use gantry_test_support::{Answer, TestApp};
use serde_json::{Value, json};

/// A server where everybody may register.
async fn open() -> TestApp {
    TestApp::start_registering(RegistrationMode::Open).await
}

/// What a plain web application says of itself.
fn metadata() -> Value {
    json!({
        "client_name": "Wiki",
        "redirect_uris": ["https://wiki.example.org/cb"],
    })
}

/// The same with further members.
fn with(further: &Value) -> Value {
    let mut all = metadata();
    let members = all.as_object_mut().unwrap();
    members.extend(further.as_object().unwrap().clone());
    all
}

async fn register(app: &TestApp, metadata: &Value) -> Answer {
    let address = format!("{}/application/o/register/", app.url);
    app.call(app.http.post(address).json(metadata)).await
}

/// A registration that succeeds: what the client is told of itself.
async fn registered(app: &TestApp, metadata: &Value) -> Value {
    let answer = register(app, metadata).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

fn text<'a>(document: &'a Value, member: &str) -> &'a str {
    document[member].as_str().unwrap()
}

/// A key for encryption and signatures, public.
fn key_set() -> Value {
    json!({ "keys": [{ "kty": "RSA", "n": "A".repeat(342), "e": "AQAB", "kid": "1" }] })
}
