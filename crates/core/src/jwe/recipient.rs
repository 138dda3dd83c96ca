//! RFC 7518 §4: how the content key gets to the reader.
//! <https://www.rfc-editor.org/rfc/rfc7518#section-4>

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsBigEndian, EcPublicKeyUncompressedBin};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey, PublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::client::{ContentEncryption, KeyManagement};
use crate::jwe::JweError;
use crate::jwe::content::key_len;

/// Shorter RSA keys are weak, longer ones only slow us down.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A reader's public key.
pub(super) enum Recipient {
    Rsa(OaepPublicEncryptingKey),
    /// An uncompressed point: SEC 1 §2.3.3.
    P256(Vec<u8>),
}

/// What a message is encrypted with, and what the reader needs to find it out.
pub(super) struct Agreed {
    pub(super) content_key: Zeroizing<Vec<u8>>,
    pub(super) encrypted_key: Vec<u8>,
    pub(super) ephemeral: Option<Value>,
}

impl Recipient {
    /// Reads a public JWK: RFC 7518 §6. <https://www.rfc-editor.org/rfc/rfc7518#section-6>
    pub(super) fn of(jwk: &Value, alg: KeyManagement) -> Result<Self, JweError> {
        let kind = jwk.get("kty").and_then(Value::as_str).unwrap_or_default();
        match alg {
            KeyManagement::RsaOaep256 if kind == "RSA" => rsa(jwk).map(Self::Rsa),
            KeyManagement::RsaOaep256 => Err(JweError::Key("is not an RSA key")),
            KeyManagement::EcdhEs if kind == "EC" => p256(jwk).map(Self::P256),
            KeyManagement::EcdhEs => Err(JweError::Key("is not a key on an elliptic curve")),
        }
    }

    /// A fresh content key for one message.
    pub(super) fn agree(&self, enc: ContentEncryption) -> Result<Agreed, JweError> {
        match self {
            Self::Rsa(key) => oaep(key, enc),
            Self::P256(point) => ecdh(point, enc),
        }
    }
}

fn rsa(jwk: &Value) -> Result<OaepPublicEncryptingKey, JweError> {
    let (n, e) = (number(jwk, "n")?, number(jwk, "e")?);
    if !RSA_BYTES.contains(&n.len()) || (n.len() == *RSA_BYTES.start() && n.first() < Some(&0x80)) {
        return Err(JweError::Key("has fewer than 2048 or more than 8192 bits"));
    }
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte % 2 == 1);
    if !odd(&n) || !odd(&e) || e == [1] || e.len() > 4 {
        return Err(JweError::Key("has an impossible modulus or exponent"));
    }
    let key: Result<PublicEncryptingKey, _> = PublicKeyComponents { n, e }.try_into();
    key.and_then(OaepPublicEncryptingKey::new)
        .map_err(|_| JweError::Key("is not an RSA key that can be used"))
}

fn p256(jwk: &Value) -> Result<Vec<u8>, JweError> {
    if jwk.get("crv").and_then(Value::as_str) != Some("P-256") {
        return Err(JweError::Key("is not on the curve P-256"));
    }
    let (x, y) = (coordinate(jwk, "x")?, coordinate(jwk, "y")?);
    Ok([&[4], x.as_slice(), y.as_slice()].concat())
}

/// RFC 7518 §6.2.1.2: both coordinates have the full length.
fn coordinate(jwk: &Value, name: &str) -> Result<Vec<u8>, JweError> {
    let bytes = member(jwk, name)?;
    if bytes.len() == 32 {
        Ok(bytes)
    } else {
        Err(JweError::Key("has a coordinate of another length"))
    }
}

/// A number without the zeros that some put before it.
fn number(jwk: &Value, name: &str) -> Result<Vec<u8>, JweError> {
    let bytes = member(jwk, name)?;
    Ok(bytes.into_iter().skip_while(|byte| *byte == 0).collect())
}

fn member(jwk: &Value, name: &str) -> Result<Vec<u8>, JweError> {
    jwk.get(name)
        .and_then(Value::as_str)
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .ok_or(JweError::Key("lacks a member or has a broken one"))
}

/// RFC 7518 §4.3. <https://www.rfc-editor.org/rfc/rfc7518#section-4.3>
fn oaep(key: &OaepPublicEncryptingKey, enc: ContentEncryption) -> Result<Agreed, JweError> {
    let mut content_key = Zeroizing::new(vec![0; key_len(enc)]);
    rand::fill(&mut content_key).map_err(|_| JweError::Engine)?;
    let mut encrypted = vec![0; key.ciphertext_size()];
    let encrypted_key = key
        .encrypt(&OAEP_SHA256_MGF1SHA256, &content_key, &mut encrypted, None)
        .map_err(|_| JweError::Engine)?
        .to_vec();
    Ok(Agreed {
        content_key,
        encrypted_key,
        ephemeral: None,
    })
}

/// RFC 7518 §4.6: direct agreement, no key is sent.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6>
fn ecdh(point: &[u8], enc: ContentEncryption) -> Result<Agreed, JweError> {
    let ours = PrivateKey::generate(&ECDH_P256).map_err(|_| JweError::Engine)?;
    let public: EcPublicKeyUncompressedBin<'_> = ours
        .compute_public_key()
        .and_then(|public| public.as_be_bytes())
        .map_err(|_| JweError::Engine)?;
    let (x, y) = public
        .as_ref()
        .strip_prefix(&[4])
        .and_then(|point| point.split_at_checked(32))
        .ok_or(JweError::Engine)?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let epk = json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) });
    Ok(Agreed {
        content_key: shared_key(&ours, point, enc)?,
        encrypted_key: Vec::new(),
        ephemeral: Some(epk),
    })
}

/// The engine refuses points that are not on the curve.
pub(super) fn shared_key(
    ours: &PrivateKey,
    theirs: &[u8],
    enc: ContentEncryption,
) -> Result<Zeroizing<Vec<u8>>, JweError> {
    let theirs = UnparsedPublicKey::new(&ECDH_P256, theirs);
    let refused = JweError::Key("is not a point on the curve P-256");
    agree(ours, theirs, refused, |secret| {
        concat_kdf(secret, enc, b"", b"")
    })
}

/// RFC 7518 §4.6.2; one round of SHA-256 is enough for every key we need.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.6.2>
fn concat_kdf(
    secret: &[u8],
    enc: ContentEncryption,
    party_u: &[u8],
    party_v: &[u8],
) -> Result<Zeroizing<Vec<u8>>, JweError> {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(&1_u32.to_be_bytes());
    hash.update(secret);
    for info in [enc.as_str().as_bytes(), party_u, party_v] {
        let length = u32::try_from(info.len()).map_err(|_| JweError::Engine)?;
        hash.update(&length.to_be_bytes());
        hash.update(info);
    }
    let length = key_len(enc);
    let bits = u32::try_from(length * 8).map_err(|_| JweError::Engine)?;
    hash.update(&bits.to_be_bytes());
    let output = hash.finish();
    let key = output.as_ref().get(..length).ok_or(JweError::Engine)?;
    Ok(Zeroizing::new(key.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Encryption;
    use crate::jwe::encrypt;

    fn decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    #[test]
    fn agreement_is_what_rfc_7518_appendix_c_says() {
        let alice = decode("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
        let alice = PrivateKey::from_private_key(&ECDH_P256, &alice).unwrap();
        let bob = json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        });
        let point = UnparsedPublicKey::new(&ECDH_P256, p256(&bob).unwrap());

        let key = agree(&alice, point, JweError::Engine, |secret| {
            concat_kdf(secret, ContentEncryption::A128Gcm, b"Alice", b"Bob")
        });

        assert_eq!(*key.unwrap(), decode("VqqN6vgjbSBcIijNcacQGg"));
    }

    fn refusal(alg: KeyManagement, jwk: &Value) -> JweError {
        let enc = ContentEncryption::A128Gcm;
        encrypt(jwk, Encryption { alg, enc }, None, b"text").unwrap_err()
    }

    #[test]
    fn rsa_keys_that_are_weak_or_none_are_refused() {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let modulus = |length: usize| encode(&vec![0xff; length]);
        for jwk in [
            json!({ "kty": "RSA", "n": modulus(128), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": encode(&[&[0; 128][..], &[0xff; 128]].concat()), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": encode(&[&[0x7f][..], &[0xff; 255]].concat()), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": modulus(1025), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": modulus(256), "e": "AQ" }),
            json!({ "kty": "RSA", "n": modulus(256), "e": "" }),
            json!({ "kty": "RSA", "n": modulus(256), "e": "Ag" }),
            json!({ "kty": "RSA", "n": encode(&[0xfe; 256]), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": "***", "e": "AQAB" }),
            json!({ "kty": "RSA", "n": modulus(256) }),
            json!({ "kty": "EC", "crv": "P-256", "x": modulus(32), "y": modulus(32) }),
            json!({ "kty": "oct", "k": modulus(256) }),
            json!("RSA"),
        ] {
            let refused = refusal(KeyManagement::RsaOaep256, &jwk);
            assert!(matches!(refused, JweError::Key(_)), "{jwk}");
        }
    }

    #[test]
    fn points_that_are_not_on_the_curve_are_refused() {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let x = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ";
        let y = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";
        let short = encode(&decode(y)[1..]);
        for jwk in [
            json!({ "kty": "EC", "crv": "P-256", "x": x, "y": x }),
            json!({ "kty": "EC", "crv": "P-256", "x": encode(&[0; 32]), "y": encode(&[0; 32]) }),
            json!({ "kty": "EC", "crv": "P-256", "x": x, "y": short }),
            json!({ "kty": "EC", "crv": "P-256", "x": x }),
            json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y }),
            json!({ "kty": "OKP", "crv": "X25519", "x": x }),
            json!({ "kty": "RSA", "n": x, "e": "AQAB" }),
            json!({}),
        ] {
            let refused = refusal(KeyManagement::EcdhEs, &jwk);
            assert!(matches!(refused, JweError::Key(_)), "{jwk}");
        }
    }
}
