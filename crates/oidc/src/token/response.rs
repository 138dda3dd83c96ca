//! The successful answer of the token endpoint.

use gantry_core::Secret;
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
    /// What was granted.
    pub scope: String,
}

/// A secret on its way to its owner: the one kind that can be serialized.
#[derive(Debug)]
pub struct Disclosed(pub Secret);

impl Serialize for Disclosed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}
