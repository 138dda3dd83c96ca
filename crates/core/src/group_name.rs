//! The name of a group, as applications receive it in `groups`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "group name",
    "has 1 to 128 characters, without control characters and without a space at either end",
);

/// A group's name; unique ignoring case, delivered as it is written.
///
/// ```
/// use gantry_core::group_name::GroupName;
///
/// assert!("Team Höhle".parse::<GroupName>().is_ok());
/// assert!(" staff".parse::<GroupName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupName(String);

impl GroupName {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is compared.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for GroupName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=128).contains(&text.chars().count())
            && !text.chars().any(char::is_control)
            && text.trim() == text;
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(GroupName);
