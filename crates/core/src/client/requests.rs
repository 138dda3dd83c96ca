//! How a client's authorization requests may come.

use serde::{Deserialize, Serialize};

use crate::signing_key::SigningAlgorithm;

/// OpenID Connect Core §6, RFC 9101 and RFC 9126.
/// <https://openid.net/specs/openid-connect-core-1_0.html#JWTRequests>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestSettings {
    /// The one algorithm of its request objects; `None` means any that fits its key.
    pub object_signing_alg: Option<SigningAlgorithm>,
    /// RFC 9101 §10.5: refuse requests without a request object.
    pub require_object: bool,
    /// RFC 9126 §6: refuse requests that were not pushed.
    pub require_pushed: bool,
    /// Where its request objects may be fetched: exact text, a fragment included.
    pub request_uris: Vec<String>,
}
