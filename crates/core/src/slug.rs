//! The short name of a client in URLs and commands.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, text_value};

/// Path segments beside which a client's own would be hidden: of the protocol, Rocket.Chat's
/// iframe mode and the administration.
const RESERVED: [&str; 16] = [
    "authorize",
    "token",
    "userinfo",
    "introspect",
    "revoke",
    "device",
    "par",
    "register",
    "end-session",
    "check-session",
    "launch",
    "jwks",
    "api",
    "login",
    "redirect",
    "new",
];

const RULE: Invalid = Invalid::new(
    "slug",
    "has 1 to 64 characters a to z, 0 to 9 and hyphen, and is not a reserved word such as token",
);

/// A client's name in URLs.
///
/// ```
/// use gantry_core::slug::Slug;
///
/// assert!("team-chat".parse::<Slug>().is_ok());
/// assert!("authorize".parse::<Slug>().is_err());
/// assert_eq!(Slug::from_name("Team Chat!").as_str(), "team-chat");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A slug made of a display name: `Team Chat!` becomes `team-chat`.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for character in name.chars().flat_map(char::to_lowercase) {
            if character.is_ascii_alphanumeric() {
                slug.push(character);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= 48 {
                break;
            }
        }
        let slug = slug.trim_matches('-');
        slug.parse()
            .unwrap_or_else(|_| Self(format!("app-{slug}").trim_end_matches('-').to_owned()))
    }

    /// The same slug with a number, for names that are taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }
}

impl FromStr for Slug {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=64).contains(&text.len())
            && text.chars().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !RESERVED.contains(&text);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(Slug);
