//! The hashes by which an ID token vouches for what is sent beside it.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA384, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::signing_key::SigningAlgorithm;

/// OpenID Connect Core §3.3.2.11: the left half of the hash that the ID token's algorithm uses,
/// base64url. <https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken>
///
/// ```
/// use gantry_core::half_hash::half_hash;
/// use gantry_core::signing_key::SigningAlgorithm;
///
/// let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
/// assert_eq!(half_hash(SigningAlgorithm::Rs256, code), "LDktKdoQak3Pk0cnXxCltA");
/// ```
#[must_use]
pub fn half_hash(algorithm: SigningAlgorithm, text: &str) -> String {
    let hash = digest(hash_of(algorithm), text.as_bytes());
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

/// RFC 8032 §5.1: Ed25519 uses SHA-512. <https://www.rfc-editor.org/rfc/rfc8032#section-5.1>
const fn hash_of(algorithm: SigningAlgorithm) -> &'static Algorithm {
    match algorithm {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 | SigningAlgorithm::Es256 => &SHA256,
        SigningAlgorithm::Rs384 | SigningAlgorithm::Ps384 | SigningAlgorithm::Es384 => &SHA384,
        SigningAlgorithm::Rs512 | SigningAlgorithm::Ps512 | SigningAlgorithm::EdDsa => &SHA512,
    }
}

#[cfg(test)]
mod tests {
    use super::half_hash;
    use crate::signing_key::SigningAlgorithm;

    #[test]
    fn the_hash_is_as_long_as_the_algorithm_says() {
        let length =
            |algorithm| half_hash(algorithm, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y").len();

        assert_eq!(length(SigningAlgorithm::Es256), 22);
        assert_eq!(length(SigningAlgorithm::Es384), 32);
        assert_eq!(length(SigningAlgorithm::EdDsa), 43);
    }
}
