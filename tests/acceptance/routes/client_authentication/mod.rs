//! Every way in which a client proves who it is, at the token endpoint.
//!
//! [`methods`]: which client may use which. [`assertions`]: what one must say; [`audience`]: for
//! whom; [`once`]: not twice. [`fetched_keys`]: `jwks_uri`. [`keyed`]: `client_secret_jwt`.

mod assertions;
mod audience;
mod fetched_keys;
mod keyed;
mod methods;
mod once;

use gantry_core::client::{AuthenticationMethod, ClientSettings};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{ApplicationKey, Page, RocketChatClient, TestApp};
use serde_json::{Value, json};

/// RFC 7523 §2.2.
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// No code could be this: whoever hears this was recognised as the client.
pub(crate) const RECOGNISED: &str = "400 invalid_grant";
pub(crate) const STRANGER: &str = "401 invalid_client";

/// A client of a running server, with a key of its own.
pub(crate) struct Keyed {
    pub(crate) app: TestApp,
    pub(crate) client: RocketChatClient,
    pub(crate) key: ApplicationKey,
}

impl Keyed {
    /// With its key set by value.
    pub(crate) async fn start() -> Self {
        Self::start_with(SigningAlgorithm::Es256, |_| {}).await
    }

    pub(crate) async fn start_with(
        algorithm: SigningAlgorithm,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Self {
        let app = TestApp::start().await;
        let key = ApplicationKey::generate(algorithm);
        let client = add(&app, |settings| {
            settings.authentication.method = AuthenticationMethod::PrivateKeyJwt;
            settings.keys.jwks = Some(key.jwks());
            change(settings);
        })
        .await;
        Self { app, client, key }
    }

    /// What an honest assertion says.
    pub(crate) fn claims(&self) -> Value {
        claims(&self.app, &self.client.id)
    }

    /// The same with one claim changed; `null` takes it away.
    pub(crate) fn claims_with(&self, name: &str, value: Value) -> Value {
        with(self.claims(), name, value)
    }

    /// What the token endpoint says to an assertion of these claims.
    pub(crate) async fn say(&self, claims: &Value) -> String {
        let answer = present(&self.app, &self.key.sign(claims)).await;
        answer.status_and_error()
    }
}

/// A client at `https://app.example.org/cb`.
pub(crate) async fn add(
    app: &TestApp,
    change: impl FnOnce(&mut ClientSettings),
) -> RocketChatClient {
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/cb".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    app.add_client("App", settings).await
}

pub(crate) fn claims(app: &TestApp, client_id: &str) -> Value {
    let now = app.accounts.env().now().as_i64();
    let id: gantry_core::Id<()> = app.accounts.env().id();
    json!({
        "iss": client_id,
        "sub": client_id,
        "aud": app.url,
        "jti": id.to_string(),
        "iat": now,
        "exp": now + 60,
    })
}

pub(crate) fn with(mut claims: Value, name: &str, value: Value) -> Value {
    let members = claims.as_object_mut().unwrap();
    members.insert(name.to_owned(), value);
    members.retain(|_, value| !value.is_null());
    claims
}

/// A token request with an assertion, for a code that does not exist.
pub(crate) async fn present(app: &TestApp, assertion: &str) -> Page {
    present_beside(app, assertion, &[]).await
}

pub(crate) async fn present_beside(
    app: &TestApp,
    assertion: &str,
    further: &[(&str, &str)],
) -> Page {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", "unknown"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ];
    fields.extend_from_slice(further);
    app.token(&fields).await
}
