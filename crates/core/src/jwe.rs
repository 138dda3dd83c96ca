//! RFC 7516: compact JSON web encryption for a reader's public key.
//! <https://www.rfc-editor.org/rfc/rfc7516>
//!
//! Gantry only encrypts. Reading is there for tests.

mod content;
#[cfg(any(test, feature = "test-support"))]
mod reading;
mod recipient;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use thiserror::Error;

use crate::client::Encryption;
use crate::jwe::recipient::Recipient;

#[cfg(any(test, feature = "test-support"))]
pub use crate::jwe::reading::ReadingKey;

/// A text that cannot be encrypted for this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JweError {
    /// The key cannot be used, and why.
    #[error("the key for encryption {0}")]
    Key(&'static str),
    /// The engine refused to work.
    #[error("the encryption engine failed")]
    Engine,
}

/// Encrypts for the owner of a public key: RFC 7516 §5.1 and §7.1.
/// <https://www.rfc-editor.org/rfc/rfc7516#section-5.1>
///
/// `cty` is `JWT` if the text is a signed token. The key's `kid`, if it has one, stands in the header.
///
/// # Errors
/// A key that does not fit the algorithm, is weak, or is not on its curve.
pub fn encrypt(
    public_key: &Value,
    encryption: Encryption,
    cty: Option<&str>,
    text: &[u8],
) -> Result<String, JweError> {
    let agreed = Recipient::of(public_key, encryption.alg)?.agree(encryption.enc)?;
    let mut header = json!({
        "alg": encryption.alg.as_str(),
        "enc": encryption.enc.as_str(),
    });
    if let Some(members) = header.as_object_mut() {
        if let Some(kid) = public_key.get("kid").filter(|kid| kid.is_string()) {
            members.insert("kid".to_owned(), kid.clone());
        }
        if let Some(cty) = cty {
            members.insert("cty".to_owned(), json!(cty));
        }
        if let Some(epk) = agreed.ephemeral {
            members.insert("epk".to_owned(), epk);
        }
    }
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let sealed = content::seal(encryption.enc, &agreed.content_key, header.as_bytes(), text)?;
    let parts = [
        header,
        URL_SAFE_NO_PAD.encode(agreed.encrypted_key),
        URL_SAFE_NO_PAD.encode(sealed.iv),
        URL_SAFE_NO_PAD.encode(sealed.ciphertext),
        URL_SAFE_NO_PAD.encode(sealed.tag),
    ];
    Ok(parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{ContentEncryption, KeyManagement};

    #[test]
    fn only_the_owner_of_the_key_reads_what_was_encrypted() {
        for alg in KeyManagement::ALL {
            let key = ReadingKey::generate(alg);
            let stranger = ReadingKey::generate(alg);
            for enc in ContentEncryption::ALL {
                let encryption = Encryption { alg, enc };

                let token =
                    encrypt(&key.public_jwk("k1"), encryption, Some("JWT"), b"a.b.c").unwrap();

                let (header, text) = key.read(&token).unwrap();
                assert_eq!(text, b"a.b.c", "{encryption:?}");
                assert_eq!(header["alg"], alg.as_str());
                assert_eq!(header["enc"], enc.as_str());
                assert_eq!(
                    (&header["kid"], &header["cty"]),
                    (&json!("k1"), &json!("JWT"))
                );
                assert!(stranger.read(&token).is_none(), "{encryption:?}");
            }
        }
    }

    #[test]
    fn every_message_has_its_own_key_and_a_changed_one_is_not_read() {
        for alg in KeyManagement::ALL {
            let key = ReadingKey::generate(alg);
            for enc in ContentEncryption::ALL {
                let encryption = Encryption { alg, enc };
                let jwk = key.public_jwk("k1");

                let one = encrypt(&jwk, encryption, None, b"text").unwrap();
                let two = encrypt(&jwk, encryption, None, b"text").unwrap();

                for (a, b) in one.split('.').zip(two.split('.')).skip(2) {
                    assert_ne!(a, b);
                }
                for part in 0..5 {
                    assert!(key.read(&changed(&one, part)).is_none(), "part {part}");
                }
            }
        }
    }

    fn changed(token: &str, number: usize) -> String {
        let part = |(index, part): (usize, &str)| {
            if index != number {
                return part.to_owned();
            }
            let mut bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
            match bytes.first_mut() {
                Some(byte) => *byte ^= 1,
                None => bytes.push(1),
            }
            URL_SAFE_NO_PAD.encode(bytes)
        };
        let parts: Vec<String> = token.split('.').enumerate().map(part).collect();
        parts.join(".")
    }
}
