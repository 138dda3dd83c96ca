//! Calls of the application to token and userinfo endpoint.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_test_support::Answer;
use reqwest::RequestBuilder;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use crate::bench::{Case, random};
use crate::variant::Method;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Case<'_> {
    /// A token request, authenticated as the variant has it.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let assertion = || self.assertion(self.bench.endpoint("token_endpoint"));
        let of_client = match self.party.method {
            Method::Basic => Vec::new(),
            Method::Post => vec![
                ("client_id", self.party.id.clone()),
                ("client_secret", self.party.secret.clone()),
            ],
            Method::PrivateKeyJwt => vec![
                ("client_assertion_type", JWT_BEARER.to_owned()),
                ("client_assertion", assertion()),
            ],
        };
        self.token_with(fields, &of_client).await
    }

    /// A token request with this assertion.
    pub(crate) async fn token_with_assertion(
        &self,
        fields: &[(&str, &str)],
        assertion: String,
    ) -> Answer {
        let of_client = [
            ("client_assertion_type", JWT_BEARER.to_owned()),
            ("client_assertion", assertion),
        ];
        self.token_with(fields, &of_client).await
    }

    async fn token_with(&self, fields: &[(&str, &str)], of_client: &[(&str, String)]) -> Answer {
        let mut form = fields.to_vec();
        form.extend(
            of_client
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
        );
        let request = self
            .bench
            .app
            .http
            .post(self.bench.endpoint("token_endpoint"));
        let request = if self.party.method == Method::Basic {
            request.header("authorization", self.basic())
        } else {
            request
        };
        self.bench.app.call(request.form(&form)).await
    }

    /// RFC 6749 §2.3.1: both halves are form-urlencoded first.
    /// <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
    fn basic(&self) -> String {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!(
            "{}:{}",
            encoded(&self.party.id),
            encoded(&self.party.secret)
        );
        format!("Basic {}", STANDARD.encode(pair))
    }

    /// RFC 7523 §3: a proof of who it is, for this audience.
    /// <https://www.rfc-editor.org/rfc/rfc7523#section-3>
    pub(crate) fn assertion(&self, audience: &str) -> String {
        let now = self.now();
        let key = self.party.key.as_ref().expect("a key of the client");
        key.sign(&json!({
            "iss": self.party.id,
            "sub": self.party.id,
            "aud": audience,
            "jti": random(20),
            "iat": now,
            "exp": now + 60,
        }))
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&self, code: &str) -> Answer {
        self.redeem_with(code, &[]).await
    }

    /// The same with further fields.
    pub(crate) async fn redeem_with(&self, code: &str, further: &[(&str, &str)]) -> Answer {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.party.redirect_uri),
        ];
        fields.extend_from_slice(further);
        self.token(&fields).await
    }

    /// Userinfo by GET with a header.
    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        let request = self.bench.app.http.get(self.userinfo_endpoint());
        self.call(request.bearer_auth(access_token)).await
    }

    /// Userinfo by POST with a header.
    pub(crate) async fn userinfo_by_post(&self, access_token: &str) -> Answer {
        let request = self.bench.app.http.post(self.userinfo_endpoint());
        self.call(request.bearer_auth(access_token)).await
    }

    /// Userinfo by POST with the token in the form.
    pub(crate) async fn userinfo_by_form(&self, access_token: &str) -> Answer {
        let request = self.bench.app.http.post(self.userinfo_endpoint());
        self.call(request.form(&[("access_token", access_token)]))
            .await
    }

    fn userinfo_endpoint(&self) -> &str {
        self.bench.endpoint("userinfo_endpoint")
    }

    async fn call(&self, request: RequestBuilder) -> Answer {
        self.bench.app.call(request).await
    }
}
