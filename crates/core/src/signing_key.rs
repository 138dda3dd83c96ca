//! Keys that sign ID tokens, as their rows have them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::Id;
use crate::invalid::Invalid;

/// A key's row id.
pub type SigningKeyId = Id<SigningKey>;

/// A signing key at rest.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// Row id, bound into the seal.
    pub id: SigningKeyId,
    /// RFC 7638 thumbprint: the `kid` header.
    pub kid: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// PKCS#8, sealed under the master key.
    pub sealed: Vec<u8>,
    /// From then on it signs.
    pub active_from: Timestamp,
    /// From then on it is no longer published.
    pub retired_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// RFC 7518 §3.1 and RFC 8037 §3.1. <https://www.rfc-editor.org/rfc/rfc7518#section-3.1>
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every application understands.
    #[default]
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256.
    Es256,
    /// ECDSA on P-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    /// Every algorithm, the default first.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// Those that have a key from the first start; a key for another is made when a client is set
    /// to it.
    pub const ALWAYS: [Self; 2] = [Self::Rs256, Self::Es256];

    /// The `alg` header's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl FromStr for SigningAlgorithm {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str() == text)
            .ok_or(Invalid::new(
                "signing algorithm",
                "is RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or EdDSA",
            ))
    }
}

impl TryFrom<String> for SigningAlgorithm {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<SigningAlgorithm> for String {
    fn from(algorithm: SigningAlgorithm) -> Self {
        algorithm.as_str().to_owned()
    }
}

impl fmt::Display for SigningAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
