//! Device codes, and the short codes that people type for them: RFC 8628.
//! <https://www.rfc-editor.org/rfc/rfc8628>

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::access::Entry;
use crate::authorization::Requested;
use crate::client::ClientRowId;
use crate::clock::{Seconds, Timestamp};
use crate::correlation::Correlation;
use crate::env::Env;
use crate::id::Id;
use crate::invalid::Invalid;
use crate::methods::Methods;
use crate::scope::ScopeSet;
use crate::session::SessionId;
use crate::user::UserId;

/// A device code's row id.
pub type DeviceCodeId = Id<DeviceCode>;

/// RFC 8628 §6.1: no vowels, so that no code is a word, and nothing that looks like a digit.
/// <https://www.rfc-editor.org/rfc/rfc8628#section-6.1>
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LETTERS: usize = 8;

/// What a person types for a device: `WDJB-MJHT`.
///
/// ```
/// use gantry_core::device_code::UserCode;
///
/// let code: UserCode = " wdjbmjht".parse().expect("written in any way");
/// assert_eq!(code.to_string(), "WDJB-MJHT");
/// assert!("WDJB-MJHA".parse::<UserCode>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A random one of about 25 thousand million.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        let mut letters = String::with_capacity(LETTERS);
        while letters.len() < LETTERS {
            let [byte] = env.random();
            // 240 is the largest multiple of 20 in a byte: every letter is equally likely.
            if byte < 240
                && let Some(letter) = ALPHABET.get(usize::from(byte % 20))
            {
                letters.push(char::from(*letter));
            }
        }
        Self(letters)
    }

    /// The letters alone, for the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserCode {
    type Err = Invalid;

    /// Case, spaces and dashes do not matter.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let rule = Invalid::new("code", "has eight letters, such as WDJB-MJHT");
        let letters: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-\u{2010}\u{2011}\u{2013}\u{2014}_.".contains(*c))
            .map(|c| c.to_ascii_uppercase())
            .take(LETTERS + 1)
            .collect();
        let known = |c: char| ALPHABET.iter().any(|letter| char::from(*letter) == c);
        if letters.len() == LETTERS && letters.chars().all(known) {
            Ok(Self(letters))
        } else {
            Err(rule)
        }
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(LETTERS / 2).unwrap_or_default();
        write!(f, "{first}-{second}")
    }
}

/// What a device asked for, as its row has it.
#[derive(Debug, Clone)]
pub struct DeviceCode {
    /// Row id.
    pub id: DeviceCodeId,
    /// What the person types.
    pub user_code: UserCode,
    /// Who asks.
    pub client_id: ClientRowId,
    /// What the client wants to learn.
    pub scopes: ScopeSet,
    /// What was asked for beside scopes.
    pub requested: Requested,
    /// The trail's code.
    pub correlation: Correlation,
    /// How long the device has to wait between two questions.
    pub pause: Seconds,
    /// After this it is forgotten.
    pub expires_at: Timestamp,
}

/// That a person allowed it.
#[derive(Debug, Clone, Copy)]
pub struct DeviceApproval {
    /// The id of the approval: what is issued is as old as this.
    pub id: Uuid,
    /// Who allowed it.
    pub user_id: UserId,
    /// In which session.
    pub session_id: SessionId,
    /// When the password was checked.
    pub authenticated_at: Timestamp,
    /// How the person proved who it is.
    pub methods: Methods,
    /// Where and when the person came in.
    pub entry: Entry,
}

/// What became of a device code.
#[derive(Debug, Clone, Copy)]
pub enum DeviceAnswer {
    /// Nobody has answered.
    Pending,
    /// A person said no, or it is worth nothing any more.
    Denied,
    /// A person allowed it, and session, account and consent still stand behind that.
    Approved(DeviceApproval),
    /// A person had allowed it, but that no longer stands.
    Ended(DeviceApproval),
    /// It was redeemed.
    Redeemed(DeviceApproval),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn every_code_is_read_back_however_it_is_typed() {
        let env = Env::system();
        for _ in 0..200 {
            let code = UserCode::generate(&env);
            let typed = format!(
                " {} ",
                code.to_string().to_lowercase().replace('-', " \u{2013}")
            );

            assert_eq!(code.to_string().len(), 9);
            assert_eq!(typed.parse(), Ok(code));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _read = text.parse::<UserCode>();
        }
    }
}
