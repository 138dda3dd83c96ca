//! The Rocket.Chat release that the stand-in plays, and what depends on it.

use std::fmt;
use std::str::FromStr;

/// A Rocket.Chat release such as `8.4.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RocketChatVersion {
    major: u16,
    minor: u16,
    patch: u16,
}

/// A text that is not a release number.
#[derive(Debug, thiserror::Error)]
#[error("a Rocket.Chat version looks like 8.4.0, not {0:?}")]
pub struct VersionError(String);

impl RocketChatVersion {
    /// The release with these numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// From 9.0.0 custom OAuth is switched off without the licence module `oauth-enterprise`.
    #[must_use]
    pub fn custom_oauth_needs_licence(self) -> bool {
        self >= Self::new(9, 0, 0)
    }

    /// From 8.0 `users.createToken` wants a secret and a user id; before, a switch in the environment was enough.
    pub(crate) fn create_token_wants_secret(self) -> bool {
        self.major >= 8
    }

    /// 8.0 to 8.6 forgot the permission of `users.createToken`; three of their patches remembered it.
    pub(crate) fn create_token_asks_permission(self) -> bool {
        let first_patch_with_it = match (self.major, self.minor) {
            (8, 0) => 8,
            (8, 2 | 3) => 7,
            (8, 1 | 4..=6) => return false,
            _ => return true,
        };
        self.patch >= first_patch_with_it
    }

    /// From 8.0 roles are named by their ids alone.
    pub(crate) fn role_names_are_gone(self) -> bool {
        self.major >= 8
    }

    /// Whether this is the release with these numbers or a later one.
    pub(crate) fn is_from(self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// The setting `Accounts_OAuth_Use_Modern_Flow` belongs to 8.x; after it the modern engine is the default.
    pub(crate) fn modern_flow_is_default(self) -> bool {
        self >= Self::new(9, 0, 0)
    }

    /// From 8.2 redirects of token and identity calls are followed by hand, repeating method and body.
    pub(crate) fn redirects_repeat_the_request(self) -> bool {
        self >= Self::new(8, 2, 0)
    }

    /// Until 7.5.0 a first login received no roles.
    pub(crate) fn first_login_syncs_roles(self) -> bool {
        self >= Self::new(7, 5, 0)
    }

    /// 6.0 to 6.3.0 put the parameters of the token request into the query.
    pub(crate) fn token_parameters_in_query(self) -> bool {
        (Self::new(6, 0, 0)..=Self::new(6, 3, 0)).contains(&self)
    }

    /// The snapshots between 6.0 and 6.2 left the word `Basic` out of the header.
    pub(crate) fn authorization_without_basic(self) -> bool {
        (Self::new(6, 0, 0)..Self::new(6, 3, 0)).contains(&self)
    }
}

impl Default for RocketChatVersion {
    fn default() -> Self {
        Self::new(8, 4, 0)
    }
}

impl fmt::Display for RocketChatVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for RocketChatVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || VersionError(text.to_owned());
        let numbers = text
            .split('.')
            .map(str::parse)
            .collect::<Result<Vec<u16>, _>>()
            .map_err(|_| refused())?;
        match numbers.as_slice() {
            [major, minor] => Ok(Self::new(*major, *minor, 0)),
            [major, minor, patch] => Ok(Self::new(*major, *minor, *patch)),
            _ => Err(refused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RocketChatVersion;

    #[test]
    fn a_text_becomes_a_release() {
        let version: RocketChatVersion = "8.4".parse().unwrap();

        assert_eq!(version.to_string(), "8.4.0");
    }

    #[test]
    fn only_the_releases_up_to_six_three_zero_send_parameters_in_the_query() {
        assert!(RocketChatVersion::new(6, 3, 0).token_parameters_in_query());
        assert!(!RocketChatVersion::new(6, 3, 1).token_parameters_in_query());
    }
}
