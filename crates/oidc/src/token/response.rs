//! The successful answer of the token endpoint.

use gantry_core::{Seconds, Secret};
use serde::{Serialize, Serializer};

/// RFC 6749 §5.1 and OpenID Connect Core §3.1.3.3.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>
#[derive(Debug, Serialize)]
pub struct TokenResponse {
    /// For userinfo.
    pub access_token: Disclosed,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// For further access tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Disclosed>,
    /// Who signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted; a client for itself is granted no scope.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// RFC 8693 §2.2.1: what an exchange gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
}

impl TokenResponse {
    /// An access token and nothing else.
    pub(crate) fn new(access_token: Secret, lifetime: Seconds, scope: String) -> Self {
        Self {
            access_token: Disclosed(access_token),
            token_type: "Bearer",
            expires_in: lifetime.as_i64(),
            refresh_token: None,
            id_token: None,
            scope,
            issued_token_type: None,
        }
    }
}

/// A secret on its way to its owner: the one kind that can be serialized.
#[derive(Debug)]
pub struct Disclosed(pub Secret);

impl Serialize for Disclosed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}
