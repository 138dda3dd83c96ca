//! The discovery document: what is really there, derived from what the provider does.

use gantry_core::client::{Client, GrantType};
use gantry_core::scope::Scope;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::{Value, json};

use crate::provider::Provider;

/// Whose document is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Issuer<'a> {
    /// The public URL.
    Global,
    /// One client's own issuer.
    Client(&'a Client),
}

/// The claims that userinfo can give.
const CLAIMS: [&str; 26] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "sid",
    "amr",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "groups",
];

impl Provider {
    /// OpenID Connect Discovery §3 and RFC 8414 §2: one document serves both.
    /// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
    #[must_use]
    pub fn discovery(&self, issuer: Issuer<'_>) -> Value {
        let at = |path: &str| format!("{}/application/o/{path}", self.public_url());
        let (issuer, jwks_uri, end_session, algorithms) = match issuer {
            Issuer::Global => (
                self.public_url().to_owned(),
                format!("{}/.well-known/jwks.json", self.public_url()),
                at("end-session/"),
                SigningAlgorithm::ALL.to_vec(),
            ),
            Issuer::Client(client) => (
                self.issuer(client),
                at(&format!("{}/jwks/", client.slug)),
                at(&format!("{}/end-session/", client.slug)),
                vec![client.settings.id_token_alg],
            ),
        };
        let algorithms: Vec<&str> = algorithms
            .into_iter()
            .map(SigningAlgorithm::as_str)
            .collect();
        let scopes: Vec<&str> = Scope::ALL.into_iter().map(Scope::as_str).collect();
        let mut claims = CLAIMS.to_vec();
        claims.extend(["phone_number", "phone_number_verified", "address"]);
        json!({
            "issuer": issuer,
            "authorization_endpoint": at("authorize/"),
            "token_endpoint": at("token/"),
            "userinfo_endpoint": at("userinfo/"),
            "end_session_endpoint": end_session,
            "jwks_uri": jwks_uri,
            "scopes_supported": scopes,
            "claims_supported": claims,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported":
                [GrantType::AuthorizationCode.as_str(), GrantType::RefreshToken.as_str()],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": algorithms,
            "token_endpoint_auth_methods_supported":
                ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "consent"],
            "ui_locales_supported": ["en", "de"],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        })
    }
}
