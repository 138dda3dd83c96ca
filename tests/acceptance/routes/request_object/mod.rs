//! Authorization requests that come as a signed object: by value, by reference.
//!
//! [`by_value`]: `request`; [`refused`]: what is wrong with one, and where that is told;
//! [`by_reference`]: `request_uri`.

mod by_reference;
mod by_value;
mod refused;

use gantry_core::client::ClientSettings;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{
    ApplicationKey, AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor,
};
use serde_json::{Value, json};

use crate::client_authentication::{add, with};

/// A client that signs its requests, and somebody who is signed in.
pub(crate) struct Signing {
    pub(crate) app: TestApp,
    pub(crate) client: RocketChatClient,
    pub(crate) key: ApplicationKey,
    pub(crate) visitor: Visitor,
}

impl Signing {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut ClientSettings)) -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let visitor = app.visitor();
        visitor.sign_in("alice").await;
        let key = ApplicationKey::generate(SigningAlgorithm::Es256);
        let client = add(&app, |settings| {
            settings.keys.jwks = Some(key.jwks());
            change(settings);
        })
        .await;
        Self {
            app,
            client,
            key,
            visitor,
        }
    }

    /// A whole request, as the claims of an object.
    pub(crate) fn claims(&self) -> Value {
        let now = self.app.accounts.env().now().as_i64();
        json!({
            "iss": self.client.id,
            "aud": self.app.url,
            "iat": now,
            "exp": now + 60,
            "client_id": self.client.id,
            "response_type": "code",
            "redirect_uri": self.client.redirect_uri,
            "scope": "openid",
            "state": "inside",
        })
    }

    /// The same with one claim changed; `null` takes it away.
    pub(crate) fn claims_with(&self, name: &str, value: Value) -> Value {
        with(self.claims(), name, value)
    }

    /// An object and what OAuth asks to stand beside it.
    pub(crate) fn beside(&self, object: &str) -> AuthorizeRequest {
        AuthorizeRequest::legacy(&self.client)
            .without("redirect_uri")
            .without("state")
            .with("request", object)
    }

    pub(crate) fn signed(&self, claims: &Value) -> AuthorizeRequest {
        self.beside(&self.key.sign(claims))
    }

    pub(crate) async fn send(&self, request: &AuthorizeRequest) -> Landing {
        self.visitor.walk(&request.path()).await
    }
}
