//! The two ways by which people come from Gantry into Rocket.Chat.

use std::fmt;
use std::str::FromStr;

use crate::settings::RocketChatVersion;

/// A way into Rocket.Chat.
///
/// ```
/// use gantry_rocketchat::settings::{Door, RocketChatVersion};
///
/// let nine = RocketChatVersion::parse("9.0.0").unwrap();
/// assert_eq!(Door::fitting(nine, None), Door::Iframe);
/// assert_eq!(Door::fitting(nine, Some(true)), Door::CustomOAuth);
/// assert_eq!("oauth".parse(), Ok(Door::CustomOAuth));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// A button of its own on the login page: a custom OAuth service.
    CustomOAuth,
    /// Gantry's page in place of the login form: iframe mode.
    Iframe,
}

/// The text names no door.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no way into Rocket.Chat; there are oauth and iframe")]
pub struct DoorError(String);

impl Door {
    /// Both, the first choice first.
    pub const ALL: [Self; 2] = [Self::CustomOAuth, Self::Iframe];

    /// The door to take: custom OAuth, but iframe mode where that needs a licence which nobody is
    /// known to have.
    #[must_use]
    pub fn fitting(version: RocketChatVersion, licensed: Option<bool>) -> Self {
        if version.needs_licence_for_custom_oauth() && licensed != Some(true) {
            Self::Iframe
        } else {
            Self::CustomOAuth
        }
    }

    /// Its name in commands and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CustomOAuth => "oauth",
            Self::Iframe => "iframe",
        }
    }
}

impl FromStr for Door {
    type Err = DoorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut doors = Self::ALL.into_iter();
        doors
            .find(|door| door.word() == text)
            .ok_or_else(|| DoorError(text.to_owned()))
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
