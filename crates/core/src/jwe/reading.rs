//! The other side of an encryption, for tests: a key that reads.

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::cipher::{AES_128, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPublicKeyUncompressedBin, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{
    KeyPair, KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::client::{ContentEncryption, KeyManagement};
use crate::jwe::content::{Method, authenticated};
use crate::jwe::recipient::shared_key;

/// A key pair whose owner reads what was encrypted for it.
pub struct ReadingKey {
    pair: Pair,
    public: Value,
}

enum Pair {
    Rsa(OaepPrivateDecryptingKey),
    P256(PrivateKey),
}

impl ReadingKey {
    /// A new pair.
    ///
    /// # Panics
    /// If the engine fails.
    #[must_use]
    #[expect(clippy::unwrap_used, reason = "for tests")]
    pub fn generate(alg: KeyManagement) -> Self {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match alg {
            KeyManagement::RsaOaep256 => {
                let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
                let der = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair).unwrap();
                let reading = PrivateDecryptingKey::from_pkcs8(der.as_ref()).unwrap();
                let n = encode(
                    pair.public_key()
                        .modulus()
                        .big_endian_without_leading_zero(),
                );
                let e = encode(
                    pair.public_key()
                        .exponent()
                        .big_endian_without_leading_zero(),
                );
                Self {
                    pair: Pair::Rsa(OaepPrivateDecryptingKey::new(reading).unwrap()),
                    public: json!({ "kty": "RSA", "n": n, "e": e }),
                }
            }
            KeyManagement::EcdhEs => {
                let pair = PrivateKey::generate(&ECDH_P256).unwrap();
                let public = pair.compute_public_key().unwrap();
                let point: EcPublicKeyUncompressedBin<'_> = public.as_be_bytes().unwrap();
                let (x, y) = point.as_ref().split_at(1).1.split_at(32);
                let (x, y) = (encode(x), encode(y));
                Self {
                    pair: Pair::P256(pair),
                    public: json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }),
                }
            }
        }
    }

    /// The public half, as a client publishes it.
    #[must_use]
    pub fn public_jwk(&self, kid: &str) -> Value {
        let mut jwk = self.public.clone();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), json!(kid));
            members.insert("use".to_owned(), json!("enc"));
        }
        jwk
    }

    /// Header and text, if the token was encrypted for this key and not changed since.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<(Value, Vec<u8>)> {
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, key, iv, ciphertext, tag] = parts.as_slice() else {
            return None;
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header: Value = serde_json::from_slice(&decode(protected)?).ok()?;
        let enc: ContentEncryption = serde_json::from_value(header.get("enc")?.clone()).ok()?;
        let key = self.content_key(&header, enc, &decode(key)?)?;
        let sealed = (decode(iv)?, decode(ciphertext)?, decode(tag)?);
        let text = open(enc, &key, protected.as_bytes(), sealed)?;
        Some((header, text))
    }

    fn content_key(
        &self,
        header: &Value,
        enc: ContentEncryption,
        encrypted: &[u8],
    ) -> Option<Vec<u8>> {
        match (&self.pair, header.get("alg")?.as_str()?) {
            (Pair::Rsa(pair), "RSA-OAEP-256") => {
                let mut output = vec![0; pair.min_output_size()];
                let key = pair.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut output, None);
                key.ok().map(|key| key.to_vec())
            }
            (Pair::P256(pair), "ECDH-ES") if encrypted.is_empty() => {
                let number = |name| {
                    URL_SAFE_NO_PAD
                        .decode(header.get("epk")?.get(name)?.as_str()?)
                        .ok()
                };
                let point = [vec![4], number("x")?, number("y")?].concat();
                let key = shared_key(pair, &point, enc).ok()?;
                Some(key.to_vec())
            }
            _ => None,
        }
    }
}

type Parts = (Vec<u8>, Vec<u8>, Vec<u8>);

fn open(enc: ContentEncryption, key: &[u8], header: &[u8], sealed: Parts) -> Option<Vec<u8>> {
    let (iv, mut ciphertext, tag) = sealed;
    match Method::of(enc) {
        Method::Gcm(algorithm) => {
            let key = LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?);
            let nonce = Nonce::try_assume_unique_for_key(&iv).ok()?;
            ciphertext.extend_from_slice(&tag);
            let text = key.open_in_place(nonce, Aad::from(header), &mut ciphertext);
            text.ok().map(|text| text.to_vec())
        }
        Method::CbcHmac => {
            let (mac_key, cipher_key) = key.split_at_checked(16)?;
            let mac_key = hmac::Key::new(hmac::HMAC_SHA256, mac_key);
            let mac = hmac::sign(&mac_key, &authenticated(header, &iv, &ciphertext).ok()?);
            verify_slices_are_equal(mac.as_ref().get(..16)?, &tag).ok()?;
            let iv = FixedLength::try_from(iv.as_slice()).ok()?;
            let cipher = UnboundCipherKey::new(&AES_128, cipher_key).ok()?;
            let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(cipher).ok()?;
            let text = cipher.decrypt(&mut ciphertext, DecryptionContext::Iv128(iv));
            text.ok().map(|text| text.to_vec())
        }
    }
}
