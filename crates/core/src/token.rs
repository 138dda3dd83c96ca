//! Codes, tokens and session cookies: a row id, to be found by, and 256 random bits, to be believed.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroize;

use crate::digest::Digest;
use crate::env::Env;
use crate::id::Id;
use crate::secret::Secret;

const ID_BYTES: usize = 16;
const SECRET_BYTES: usize = 32;

/// An opaque token for one `K`: `base64url(row id ‖ 256 random bits)`, 64 characters.
///
/// ```
/// use gantry_core::Env;
/// use gantry_core::token::Token;
///
/// struct Ticket;
/// let token = Token::<Ticket>::generate(&Env::system());
/// let text = token.encode();
/// let again = Token::<Ticket>::parse(text.expose()).expect("its own text");
/// assert_eq!(again.id(), token.id());
/// assert!(again.digest().matches(&token.digest()));
/// assert!(Token::<Ticket>::parse("short").is_none());
/// ```
pub struct Token<K> {
    id: Id<K>,
    secret: [u8; SECRET_BYTES],
}

impl<K> Token<K> {
    /// A new token with a new row id.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        Self {
            id: env.id(),
            secret: env.random(),
        }
    }

    /// A new secret for a row that exists.
    #[must_use]
    pub fn of(id: Id<K>, env: &Env) -> Self {
        Self {
            id,
            secret: env.random(),
        }
    }

    /// Reads a presented token; `None` if it was never one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; ID_BYTES + SECRET_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        if length != bytes.len() {
            return None;
        }
        let (id, secret) = bytes.split_at(ID_BYTES);
        let token = Self {
            id: Id::from_uuid(Uuid::from_slice(id).ok()?),
            secret: secret.try_into().ok()?,
        };
        bytes.zeroize();
        Some(token)
    }

    /// The row it is stored in.
    #[must_use]
    pub const fn id(&self) -> Id<K> {
        self.id
    }

    /// What the row remembers of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.secret)
    }

    /// The text that its owner gets.
    #[must_use]
    pub fn encode(&self) -> Secret {
        let mut bytes = self.id.as_uuid().as_bytes().to_vec();
        bytes.extend_from_slice(&self.secret);
        let text = URL_SAFE_NO_PAD.encode(&bytes);
        bytes.zeroize();
        Secret::new(text)
    }
}

impl<K> Clone for Token<K> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            secret: self.secret,
        }
    }
}

impl<K> fmt::Debug for Token<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}, ***)", self.id)
    }
}

impl<K> Drop for Token<K> {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}
