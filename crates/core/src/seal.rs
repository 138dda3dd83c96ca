//! Sealing of secrets at rest under the master key.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::digest::Digest;
use crate::env::Env;
use crate::invalid::Invalid;
use crate::secret::Secret;

const KEY_ID_BYTES: usize = 4;

/// What a sealed value is for. Bound into the seal, so that values cannot be swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The private half of a signing key.
    SigningKey,
    /// The tokens in page forms.
    FormToken,
    /// The cookie that tells a browser which a person used before.
    Device,
    /// The token of a workspace's service account.
    WorkspaceToken,
    /// The secret with which a workspace makes login tokens.
    WorkspaceSecret,
    /// A person's login token at a workspace.
    ChatToken,
    /// A client's secret, where the protocol needs its text.
    ClientSecret,
    /// The names under which sectors know people.
    PairwiseSubject,
    /// The seed of one-time passwords.
    TotpSeed,
    /// A mail that waits to be sent.
    Mail,
    /// The password of the mail server.
    MailPassword,
    /// The marks of what is asked for and must not be guessed, such as recovery codes.
    Mark,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SigningKey => "signing-key",
            Self::FormToken => "form-token",
            Self::Device => "device",
            Self::WorkspaceToken => "workspace-token",
            Self::WorkspaceSecret => "workspace-secret",
            Self::ChatToken => "chat-token",
            Self::ClientSecret => "client-secret",
            Self::PairwiseSubject => "pairwise-subject",
            Self::TotpSeed => "totp-seed",
            Self::Mail => "mail",
            Self::MailPassword => "mail-password",
            Self::Mark => "mark",
        }
    }
}

/// A sealed value that does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// It was sealed under another master key.
    #[error("sealed under another master key")]
    OtherMasterKey,
    /// It was changed, moved to another row, or is not a sealed value.
    #[error("the sealed value was changed or belongs to another row")]
    Broken,
    /// The engine refused to work.
    #[error("the encryption engine failed")]
    Engine,
}

/// The key under which every stored secret is sealed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// A new random key.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        Self(env.random())
    }

    /// The text to keep in a file: base64 of 32 bytes.
    #[must_use]
    pub fn encode(&self) -> Secret {
        Secret::new(STANDARD.encode(self.0))
    }

    /// A short text that tells keys apart without telling the key.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.key_id()))
    }

    /// Encrypts; the row id and the purpose are needed again to open.
    ///
    /// # Errors
    /// Only if the engine fails.
    pub fn seal(&self, purpose: Purpose, row: Uuid, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.cipher(purpose)?;
        let mut sealed = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(bound(purpose, row)), &mut sealed)
            .map_err(|_| SealError::Engine)?;
        let mut blob = self.key_id().to_vec();
        blob.extend_from_slice(nonce.as_ref());
        blob.append(&mut sealed);
        Ok(blob)
    }

    /// Decrypts what [`MasterKey::seal`] made for the same row and purpose.
    ///
    /// # Errors
    /// Another master key, another row, or changed bytes.
    pub fn open(&self, purpose: Purpose, row: Uuid, blob: &[u8]) -> Result<Vec<u8>, SealError> {
        let (key_id, rest) = blob
            .split_at_checked(KEY_ID_BYTES)
            .ok_or(SealError::Broken)?;
        if key_id != self.key_id() {
            return Err(SealError::OtherMasterKey);
        }
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN).ok_or(SealError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Broken)?;
        let mut buffer = sealed.to_vec();
        let plain = self
            .cipher(purpose)?
            .open_in_place(nonce, Aad::from(bound(purpose, row)), &mut buffer)
            .map_err(|_| SealError::Broken)?;
        Ok(plain.to_vec())
    }

    /// A keyed digest for values that are recomputed rather than stored, such as form tokens.
    ///
    /// # Errors
    /// Only if the engine fails.
    pub fn keyed_digest(&self, purpose: Purpose, message: &[u8]) -> Result<Digest, SealError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive(purpose)?);
        let tag = hmac::sign(&key, message);
        Digest::from_slice(tag.as_ref()).map_err(|_| SealError::Engine)
    }

    fn cipher(&self, purpose: Purpose) -> Result<RandomizedNonceKey, SealError> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.derive(purpose)?).map_err(|_| SealError::Engine)
    }

    fn derive(&self, purpose: Purpose) -> Result<[u8; 32], SealError> {
        let mut key = [0; 32];
        Salt::new(HKDF_SHA256, b"gantry master key")
            .extract(&self.0)
            .expand(&[purpose.as_str().as_bytes()], HKDF_SHA256)
            .and_then(|output| output.fill(&mut key))
            .map_err(|_| SealError::Engine)?;
        Ok(key)
    }

    /// The first bytes of a digest of the key: tells keys apart without telling the key.
    fn key_id(&self) -> [u8; KEY_ID_BYTES] {
        let [a, b, c, d, ..] = *Digest::of(&self.0).as_bytes();
        [a, b, c, d]
    }
}

fn bound(purpose: Purpose, row: Uuid) -> Vec<u8> {
    let mut data = purpose.as_str().as_bytes().to_vec();
    data.extend_from_slice(row.as_bytes());
    data
}

impl FromStr for MasterKey {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let rule = Invalid::new("master key", "is 32 bytes in base64");
        let bytes = STANDARD.decode(text.trim()).map_err(|_| rule)?;
        <[u8; 32]>::try_from(bytes.as_slice())
            .map(Self)
            .map_err(|_| rule)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_for_its_row_purpose_and_key() {
        let env = Env::system();
        let key = MasterKey::generate(&env);
        let (row, other): (crate::Id<()>, crate::Id<()>) = (env.id(), env.id());

        let blob = key
            .seal(Purpose::SigningKey, row.as_uuid(), b"private")
            .unwrap();

        let open =
            |key: &MasterKey, purpose, row: crate::Id<()>| key.open(purpose, row.as_uuid(), &blob);
        assert_eq!(open(&key, Purpose::SigningKey, row).unwrap(), b"private");
        assert_eq!(
            open(&key, Purpose::SigningKey, other),
            Err(SealError::Broken)
        );
        assert_eq!(open(&key, Purpose::FormToken, row), Err(SealError::Broken));
        let stranger = MasterKey::generate(&env);
        assert_ne!(stranger.id(), key.id());
        assert_eq!(
            open(&stranger, Purpose::SigningKey, row),
            Err(SealError::OtherMasterKey)
        );
    }
}
