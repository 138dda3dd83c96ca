//! How a client proves who it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::signing_key::SigningAlgorithm;

/// OpenID Connect Core §9; a public client has none of them.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationMethod {
    /// A secret, in the header or in the body: whichever the application uses.
    #[default]
    Secret,
    /// A secret in the header only.
    ClientSecretBasic,
    /// A secret in the body only.
    ClientSecretPost,
    /// An assertion keyed by the secret.
    ClientSecretJwt,
    /// An assertion signed by the client's own key.
    PrivateKeyJwt,
}

impl AuthenticationMethod {
    /// Every method, the default first.
    pub const ALL: [Self; 5] = [
        Self::Secret,
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// The registration's word; either way of a secret is called `client_secret_basic`, which is
    /// what leaving it out means.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secret | Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Whether a secret is needed at all.
    #[must_use]
    pub const fn has_secret(self) -> bool {
        !matches!(self, Self::PrivateKeyJwt)
    }
}

/// The method and its rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientAuthentication {
    /// Which way.
    pub method: AuthenticationMethod,
    /// The one algorithm that an assertion may be signed with; `None` means any that fits the key.
    pub signing_alg: Option<SigningAlgorithm>,
    /// Accept an assertion only if its one audience is the issuer, as FAPI 2 asks; otherwise the
    /// endpoint's address is good too.
    pub issuer_audience_only: bool,
}

/// A client's public keys: RFC 7591 §2 allows one of the two.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-2>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientKeys {
    /// A key set by value.
    pub jwks: Option<Value>,
    /// Where the key set is.
    pub jwks_uri: Option<String>,
}
