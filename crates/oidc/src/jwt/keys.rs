//! Which key may check which algorithm.

use gantry_core::Secret;
use gantry_core::signing_key::SigningAlgorithm;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};

/// RFC 7518 §3.2: a key as long as the digest at least. <https://www.rfc-editor.org/rfc/rfc7518#section-3.2>
const SHORTEST_SECRET: usize = 32;

/// A key that a token may be checked with.
#[derive(Debug, Clone)]
pub enum Key {
    /// A public key of a client.
    Public(Box<Jwk>),
    /// A secret shared with a client.
    Shared(Secret),
}

/// The library's name of an algorithm.
#[must_use]
pub const fn algorithm(ours: SigningAlgorithm) -> Algorithm {
    match ours {
        SigningAlgorithm::Rs256 => Algorithm::RS256,
        SigningAlgorithm::Rs384 => Algorithm::RS384,
        SigningAlgorithm::Rs512 => Algorithm::RS512,
        SigningAlgorithm::Ps256 => Algorithm::PS256,
        SigningAlgorithm::Ps384 => Algorithm::PS384,
        SigningAlgorithm::Ps512 => Algorithm::PS512,
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::Es384 => Algorithm::ES384,
        SigningAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

impl Key {
    /// A public key.
    #[must_use]
    pub fn of(jwk: Jwk) -> Self {
        Self::Public(Box::new(jwk))
    }

    pub(super) fn kid(&self) -> Option<&str> {
        match self {
            Self::Public(jwk) => jwk.common.key_id.as_deref(),
            Self::Shared(_) => None,
        }
    }

    /// RFC 8725 §3.1: each key is for the algorithms of its kind, and for one alone if it says so.
    /// A shared secret that stands in a public key set is no key.
    /// <https://www.rfc-editor.org/rfc/rfc8725#section-3.1>
    pub(super) fn fits(&self, wanted: Algorithm) -> bool {
        let jwk = match self {
            Self::Public(jwk) => jwk,
            Self::Shared(secret) => {
                let length = secret.expose().len();
                return wanted == Algorithm::HS256 && length >= SHORTEST_SECRET;
            }
        };
        let common = &jwk.common;
        let signs = matches!(common.public_key_use, None | Some(PublicKeyUse::Signature));
        let named = common
            .key_algorithm
            .is_none_or(|named| named == KeyAlgorithm::from(wanted));
        signs && named && is_of_kind(&jwk.algorithm, wanted)
    }

    pub(super) fn decoding(&self) -> Option<DecodingKey> {
        match self {
            Self::Public(jwk) => DecodingKey::from_jwk(jwk).ok(),
            Self::Shared(secret) => Some(DecodingKey::from_secret(secret.expose().as_bytes())),
        }
    }
}

/// RFC 7518 §6.1 and RFC 8037 §2. <https://www.rfc-editor.org/rfc/rfc7518#section-6.1>
fn is_of_kind(parameters: &AlgorithmParameters, wanted: Algorithm) -> bool {
    match parameters {
        AlgorithmParameters::RSA(_) => matches!(
            wanted,
            Algorithm::RS256
                | Algorithm::RS384
                | Algorithm::RS512
                | Algorithm::PS256
                | Algorithm::PS384
                | Algorithm::PS512
        ),
        AlgorithmParameters::EllipticCurve(key) => matches!(
            (&key.curve, wanted),
            (EllipticCurve::P256, Algorithm::ES256) | (EllipticCurve::P384, Algorithm::ES384)
        ),
        AlgorithmParameters::OctetKeyPair(key) => {
            key.curve == EllipticCurve::Ed25519 && wanted == Algorithm::EdDSA
        }
        _ => false,
    }
}
