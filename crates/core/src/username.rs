//! The name a person signs in with.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "username",
    "has 1 to 64 characters: letters a to z, digits, dot, hyphen and underscore, at least one letter or digit",
);

/// A user name of `[0-9A-Za-z._-]`, unique ignoring case.
///
/// The alphabet is the one in which Rocket.Chat can mention a person; without `@` a user name is
/// never mistaken for an e-mail address.
///
/// ```
/// use gantry_core::username::Username;
///
/// assert_eq!("Alice.B".parse::<Username>().map(|name| name.folded()), Ok("alice.b".to_owned()));
/// assert!("alice@example.org".parse::<Username>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is compared: lower case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for Username {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let fits = (1..=64).contains(&text.len())
            && text.chars().all(allowed)
            && text.chars().any(|c| c.is_ascii_alphanumeric());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(Username);
