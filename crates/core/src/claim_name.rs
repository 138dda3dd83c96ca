//! The name of a claim that an administrator configures.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "claim name",
    "has 1 to 64 characters A to Z, a to z, 0 to 9, _ : / - . and is not one that Gantry sets itself",
);

/// Claims that carry the protocol; no setting may replace them.
const PROTOCOL: [&str; 16] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
];

/// A claim's name.
///
/// ```
/// use gantry_core::claim_name::ClaimName;
///
/// assert!("department".parse::<ClaimName>().is_ok());
/// assert!("sub".parse::<ClaimName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimName(String);

impl ClaimName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClaimName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_:/-.$".contains(c);
        let fits = (1..=64).contains(&text.len())
            && text.chars().all(allowed)
            && !PROTOCOL.contains(&text);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(ClaimName);
