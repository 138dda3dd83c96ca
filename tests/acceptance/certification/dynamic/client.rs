//! A client that registers itself: <https://openid.net/specs/openid-connect-registration-1_0.html>

use gantry_core::signing_key::SigningAlgorithm;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{Answer, ApplicationKey, TestApp};
use serde_json::{Value, json};
use url::Url;

use crate::bench::{Bench, Case, Party};
use crate::checks::json_error;
use crate::variant::{Method, Variant};

/// A run of a module with the answer to the registration.
pub(crate) struct Registered<'a> {
    pub(crate) case: Case<'a>,
    pub(crate) document: Value,
}

/// A server where everybody may register clients.
pub(crate) async fn bench() -> Bench {
    Bench::on(TestApp::start_registering(RegistrationMode::Open).await).await
}

/// What the suite sends unless a module says otherwise.
fn metadata(bench: &Bench, variant: Variant, key: &ApplicationKey) -> Value {
    let mut grants = Vec::new();
    if variant.has("code") {
        grants.push("authorization_code");
    }
    if variant.has("id_token") || variant.has("token") {
        grants.push("implicit");
    }
    json!({
        "client_name": "Conformance",
        "grant_types": grants,
        "jwks": key.jwks(),
        "token_endpoint_auth_method": "private_key_jwt",
        "response_types": [variant.response_type],
        "redirect_uris": [bench.site.address("/callback")],
        "contacts": ["certification@example.org"],
    })
}

/// Sends a registration; the change may need the key.
async fn send(
    bench: &Bench,
    variant: Variant,
    change: impl FnOnce(&mut Value, &ApplicationKey),
) -> (Answer, Value, ApplicationKey) {
    let key = ApplicationKey::generate(SigningAlgorithm::Rs256);
    let mut metadata = metadata(bench, variant, &key);
    change(&mut metadata, &key);
    let request = bench.app.http.post(bench.endpoint("registration_endpoint"));
    let answer = bench.app.call(request.json(&metadata)).await;
    (answer, metadata, key)
}

/// Registers a client that nothing is special about.
pub(crate) async fn register(bench: &Bench, variant: Variant) -> Registered<'_> {
    register_with(bench, variant, |_, _| {}).await
}

/// The same with some members changed.
pub(crate) async fn register_with(
    bench: &Bench,
    variant: Variant,
    change: impl FnOnce(&mut Value, &ApplicationKey),
) -> Registered<'_> {
    let variant = variant.with(Method::PrivateKeyJwt);
    let (answer, sent, key) = send(bench, variant, change).await;
    let document = check(bench, &answer);
    let party = Party {
        id: document["client_id"].as_str().unwrap().to_owned(),
        secret: String::new(),
        redirect_uri: sent["redirect_uris"][0].as_str().unwrap().to_owned(),
        method: variant.method,
        key: Some(key),
        signed_userinfo: sent.get("userinfo_signed_response_alg").is_some(),
    };
    Registered {
        case: bench.case_of(variant, party),
        document,
    }
}

/// A registration that must be refused with one of these errors.
pub(crate) async fn is_refused(
    bench: &Bench,
    variant: Variant,
    change: impl FnOnce(&mut Value, &ApplicationKey),
    errors: &[&str],
) {
    let (answer, ..) = send(bench, variant, change).await;

    assert_eq!(answer.status, 400, "{}", answer.body);
    json_error(&answer, errors);
}

/// Registration §3.2. <https://openid.net/specs/openid-connect-registration-1_0.html#RegistrationResponse>
fn check(bench: &Bench, answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    let document = answer.json();
    assert_eq!(document.get("error"), None);
    if document.get("client_secret").is_some() {
        assert!(document["client_secret_expires_at"].is_i64(), "{document}");
    }
    assert!(document["registration_access_token"].is_string());
    let address = document["registration_client_uri"].as_str().unwrap();
    assert!(Url::parse(address).is_ok() && address.starts_with(&bench.app.url));
    document
}

impl Registered<'_> {
    /// What the client's own address says: RFC 7592 §2.1.
    /// <https://www.rfc-editor.org/rfc/rfc7592#section-2.1>
    pub(crate) async fn read(&self) -> Value {
        let http = &self.case.bench.app.http;
        let request = http.get(self.address()).bearer_auth(self.token());
        let answer = self.case.bench.app.call(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let content_type = answer.header("content-type");
        assert!(content_type.starts_with("application/json"), "{answer:?}");
        answer.json()
    }

    /// What the suite does after each module.
    pub(crate) async fn clean_up(self) {
        let http = &self.case.bench.app.http;
        let request = http.delete(self.address()).bearer_auth(self.token());
        let answer = self.case.bench.app.call(request).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }

    fn address(&self) -> &str {
        self.document["registration_client_uri"].as_str().unwrap()
    }

    fn token(&self) -> &str {
        self.document["registration_access_token"].as_str().unwrap()
    }
}
