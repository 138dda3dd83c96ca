//! RFC 7518 §5: encryption of the content with a key of its own.
//! <https://www.rfc-editor.org/rfc/rfc7518#section-5>

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rand;

use crate::client::ContentEncryption;
use crate::jwe::JweError;

/// RFC 7518 §5.2.2.1: how much of the HMAC is kept.
const TAG_LEN: usize = 16;

/// How the engine does an encryption.
#[derive(Clone, Copy)]
pub(super) enum Method {
    Gcm(&'static Algorithm),
    CbcHmac,
}

impl Method {
    pub(super) const fn of(enc: ContentEncryption) -> Self {
        match enc {
            ContentEncryption::A128Gcm => Self::Gcm(&AES_128_GCM),
            ContentEncryption::A256Gcm => Self::Gcm(&AES_256_GCM),
            ContentEncryption::A128CbcHs256 => Self::CbcHmac,
        }
    }
}

/// How many bytes of key an encryption takes.
pub(super) const fn key_len(enc: ContentEncryption) -> usize {
    match enc {
        ContentEncryption::A128Gcm => 16,
        ContentEncryption::A256Gcm | ContentEncryption::A128CbcHs256 => 32,
    }
}

/// The last three parts of the compact form.
pub(super) struct Sealed {
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// Encrypts under a key that is used for nothing else, and binds the header.
pub(super) fn seal(
    enc: ContentEncryption,
    key: &[u8],
    header: &[u8],
    text: &[u8],
) -> Result<Sealed, JweError> {
    match Method::of(enc) {
        Method::Gcm(algorithm) => seal_gcm(algorithm, key, header, text),
        Method::CbcHmac => {
            let mut iv = [0; 16];
            rand::fill(&mut iv).map_err(|_| JweError::Engine)?;
            seal_cbc(key, iv, header, text)
        }
    }
}

fn seal_gcm(
    algorithm: &'static Algorithm,
    key: &[u8],
    header: &[u8],
    text: &[u8],
) -> Result<Sealed, JweError> {
    let mut iv = [0; 12];
    rand::fill(&mut iv).map_err(|_| JweError::Engine)?;
    let key = UnboundKey::new(algorithm, key).map_err(|_| JweError::Engine)?;
    let mut ciphertext = text.to_vec();
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = LessSafeKey::new(key)
        .seal_in_place_separate_tag(nonce, Aad::from(header), &mut ciphertext)
        .map_err(|_| JweError::Engine)?;
    Ok(Sealed {
        iv: iv.to_vec(),
        ciphertext,
        tag: tag.as_ref().to_vec(),
    })
}

/// RFC 7518 §5.2.2.1: the first half of the key authenticates, the second encrypts.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-5.2.2.1>
fn seal_cbc(key: &[u8], iv: [u8; 16], header: &[u8], text: &[u8]) -> Result<Sealed, JweError> {
    let (mac_key, cipher_key) = key.split_at_checked(16).ok_or(JweError::Engine)?;
    let mut ciphertext = text.to_vec();
    let context = EncryptionContext::Iv128(FixedLength::from(iv));
    UnboundCipherKey::new(&AES_128, cipher_key)
        .and_then(PaddedBlockEncryptingKey::cbc_pkcs7)
        .and_then(|cipher| cipher.less_safe_encrypt(&mut ciphertext, context))
        .map_err(|_| JweError::Engine)?;
    let mac = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, mac_key),
        &authenticated(header, &iv, &ciphertext)?,
    );
    let tag = mac.as_ref().get(..TAG_LEN).ok_or(JweError::Engine)?;
    Ok(Sealed {
        iv: iv.to_vec(),
        ciphertext,
        tag: tag.to_vec(),
    })
}

/// What the HMAC covers: header, vector, ciphertext, and the header's length in bits.
pub(super) fn authenticated(
    header: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Vec<u8>, JweError> {
    let bits = u64::try_from(header.len())
        .ok()
        .and_then(|length| length.checked_mul(8))
        .ok_or(JweError::Engine)?;
    Ok([header, iv, ciphertext, &bits.to_be_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex
            .chars()
            .filter_map(|c| c.to_digit(16))
            .map(|digit| u8::try_from(digit).unwrap())
            .collect();
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit))
            .collect()
    }

    #[test]
    fn a128cbc_hs256_is_what_rfc_7518_appendix_b_1_says() {
        let key: Vec<u8> = (0..32).collect();
        let iv = bytes("1a f3 8c 2d c2 b9 6f fd d8 66 94 09 23 41 bc 04");
        let text = b"A cipher system must not be required to be secret, and it must be able to \
                     fall into the hands of the enemy without inconvenience";
        let header = b"The second principle of Auguste Kerckhoffs";

        let sealed = seal_cbc(&key, iv.try_into().unwrap(), header, text).unwrap();

        let expected = "
            c8 0e df a3 2d df 39 d5 ef 00 c0 b4 68 83 42 79 a2 e4 6a 1b 80 49 f7 92 f7 6b fe 54
            b9 03 a9 c9 a9 4a c9 b4 7a d2 65 5c 5f 10 f9 ae f7 14 27 e2 fc 6f 9b 3f 39 9a 22 14
            89 f1 63 62 c7 03 23 36 09 d4 5a c6 98 64 e3 32 1c f8 29 35 ac 40 96 c8 6e 13 33 14
            c5 40 19 e8 ca 79 80 df a4 b9 cf 1b 38 4c 48 6f 3a 54 c5 10 78 15 8e e5 d7 9d e5 9f
            bd 34 d8 48 b3 d6 95 50 a6 76 46 34 44 27 ad e5 4b 88 51 ff b5 98 f7 f8 00 74 b9 47
            3c 82 e2 db";
        assert_eq!(sealed.ciphertext, bytes(expected));
        assert_eq!(
            sealed.tag,
            bytes("65 2c 3f a3 6b 0a 7c 5b 32 19 fa b3 a3 0b c1 c4")
        );
    }
}
