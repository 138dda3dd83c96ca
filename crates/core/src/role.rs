//! What a person may do in the administration.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

/// A role beyond that of a person who signs in.
///
/// ```
/// use gantry_core::role::Role;
///
/// assert_eq!("helpdesk".parse(), Ok(Role::Helpdesk));
/// assert!("root".parse::<Role>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads everything, changes nothing.
    Auditor,
    /// Resets, unlocks and invites people who have no role.
    Helpdesk,
    /// Does everything.
    Administrator,
}

impl Role {
    /// Every role, the weakest first.
    pub const ALL: [Self; 3] = [Self::Auditor, Self::Helpdesk, Self::Administrator];

    /// The word in commands, forms and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Helpdesk => "helpdesk",
            Self::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(Invalid::new(
                "role",
                "is administrator, helpdesk or auditor",
            ))
    }
}
