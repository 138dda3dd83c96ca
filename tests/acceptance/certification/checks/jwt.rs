//! Signed tokens, verified with nothing but the published key set.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// One of the first two parts of a token.
pub(crate) fn part(token: &str, number: usize) -> Value {
    assert_eq!(token.split('.').count(), 3, "{token}");
    let part = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The claims of a token that one of these keys signed, found by its `kid`.
pub(crate) fn verified(token: &str, key_set: &Value) -> Value {
    let header = part(token, 0);
    let kid = header["kid"].as_str().expect("a kid in the header");
    let keys = key_set["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == kid);
    let key = key.unwrap_or_else(|| panic!("{kid} is not published"));
    let algorithm = header["alg"].as_str().unwrap();
    if let Some(of_key) = key.get("alg") {
        assert_eq!(of_key, algorithm);
    }
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let good = is_signed(key, algorithm, message.as_bytes(), &signature);
    assert!(good, "the signature does not verify");
    part(token, 1)
}

fn is_signed(key: &Value, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let by_rsa = |parameters: &'static RsaParameters| {
        let key = RsaPublicKeyComponents {
            n: number("n"),
            e: number("e"),
        };
        key.verify(parameters, message, signature).is_ok()
    };
    let by = |algorithm: &'static dyn VerificationAlgorithm, key: Vec<u8>| {
        let key = UnparsedPublicKey::new(algorithm, key);
        key.verify(message, signature).is_ok()
    };
    match algorithm {
        "RS256" => by_rsa(&RSA_PKCS1_2048_8192_SHA256),
        "PS256" => by_rsa(&RSA_PSS_2048_8192_SHA256),
        "ES256" => {
            let point = [vec![4], number("x"), number("y")].concat();
            by(&ECDSA_P256_SHA256_FIXED, point)
        }
        "EdDSA" => by(&ED25519, number("x")),
        other => panic!("unexpected algorithm {other}"),
    }
}

/// Core §3.1.3.6: the left half of the hash, for the algorithms with SHA-256.
/// <https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken>
pub(crate) fn half_hash(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}
