//! E-mail addresses, folded to lower case.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "email",
    "looks like name@example.org, in ASCII, at most 254 characters",
);

/// An address in lower case, so that it is the same bytes at every login.
///
/// Rocket.Chat compares addresses with regard to case, so Gantry keeps one spelling.
///
/// ```
/// use gantry_core::email::Email;
///
/// assert_eq!("Alice@Example.ORG".parse::<Email>().unwrap().as_str(), "alice@example.org");
/// assert!("alice".parse::<Email>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(RULE)?;
        let local_fits = (1..=64).contains(&local.len())
            && local
                .chars()
                .all(|c| c.is_ascii_graphic() && !"@,;:<>()[]\\\"".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.');
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if local_fits && text.len() <= 254 && domain.split('.').all(label_fits) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(Email);
