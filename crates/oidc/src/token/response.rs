//! The successful answer of the token endpoint.

use gantry_core::Secret;
use serde::{Serialize, Serializer};

/// RFC 6749 §5.1 and OpenID Connect Core §3.1.3.3.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>
#[derive(Debug, Serialize)]
pub struct TokenResponse {
    /// For userinfo.
    #[serde(serialize_with = "expose")]
    pub access_token: Secret,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// For further access tokens.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "expose_some"
    )]
    pub refresh_token: Option<Secret>,
    /// Who signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What was granted.
    pub scope: String,
}

fn expose<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

fn expose_some<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => expose(secret, serializer),
        None => serializer.serialize_none(),
    }
}
