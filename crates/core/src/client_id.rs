//! The public name of a client in the protocol.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::env::Env;
use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "client_id",
    "has 1 to 255 characters A to Z, a to z, 0 to 9, - . _ ~",
);

/// A `client_id` of unreserved URL characters only.
///
/// RFC 6749 §2.2 leaves the form open; Rocket.Chat inserts it into URLs without escaping.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-2.2>
///
/// ```
/// use gantry_core::client_id::ClientId;
///
/// assert!("team-chat_1.0~x".parse::<ClientId>().is_ok());
/// assert!("team chat".parse::<ClientId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

impl ClientId {
    /// A new random id of 40 letters and digits.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnopqrstuvwxyz2345678";
        let random: [u8; 40] = env.random();
        let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a');
        Self(random.iter().map(|byte| char::from(letter(byte))).collect())
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClientId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        let fits = (1..=255).contains(&text.len()) && text.chars().all(allowed);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(ClientId);
