//! Versions of Rocket.Chat and what depends on them.

use std::fmt;
use std::str::FromStr;

/// A version; servers tell anonymous callers only the first two numbers.
///
/// ```
/// use gantry_rocketchat::settings::RocketChatVersion;
///
/// let version = RocketChatVersion::parse("9.0.0-rc.1").unwrap();
/// assert!(version.needs_licence_for_custom_oauth());
/// assert!(RocketChatVersion::parse("latest").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RocketChatVersion {
    major: u16,
    minor: u16,
    patch: Option<u16>,
}

/// The text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Rocket.Chat version such as 8.4.0 or 8.4")]
pub struct VersionError(String);

/// A version in which signing in is broken on Rocket.Chat's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownBad {
    /// The key of the text that explains it.
    pub key: &'static str,
    /// The versions meant.
    pub versions: &'static str,
    /// What goes wrong, in English.
    pub reason: &'static str,
    /// False if the third number is unknown and a later one of the line is sound.
    pub certain: bool,
}

const FORM_BODY: KnownBad = KnownBad {
    key: "rocketchat-bad-6-3",
    versions: "6.3.0",
    reason: "it sends the token request's parameters in the address; update to 6.3.1 or later",
    certain: true,
};

const REDIRECT_STYLE: KnownBad = KnownBad {
    key: "rocketchat-bad-6-4",
    versions: "6.4.0 to 6.4.4",
    reason: "the login style Redirect loses the login, mostly in Firefox; update, or use Popup",
    certain: true,
};

const PRIVATE_ADDRESSES: KnownBad = KnownBad {
    key: "rocketchat-bad-8-2",
    versions: "8.2.0",
    reason: "it refuses to call a provider on a private address; update to a later 8.x",
    certain: true,
};

impl Default for RocketChatVersion {
    /// The version of our compose file: the 8 line, which needs no licence.
    fn default() -> Self {
        Self {
            major: 8,
            minor: 4,
            patch: Some(0),
        }
    }
}

impl RocketChatVersion {
    /// Reads `8.4`, `8.4.0` or `8.7.0-rc.0`.
    ///
    /// # Errors
    ///
    /// If the text does not begin with two or three numbers.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let refused = || VersionError(text.to_owned());
        let trimmed = text.trim().trim_start_matches('v');
        let numbers = trimmed.split(['-', '+']).next().unwrap_or_default();
        let numbers = numbers
            .split('.')
            .map(|number| number.parse::<u16>().map_err(|_| refused()))
            .collect::<Result<Vec<_>, _>>()?;
        match numbers.as_slice() {
            [major, minor] => Ok(Self {
                major: *major,
                minor: *minor,
                patch: None,
            }),
            [major, minor, patch] => Ok(Self {
                major: *major,
                minor: *minor,
                patch: Some(*patch),
            }),
            _ => Err(refused()),
        }
    }

    /// Whether this is the given line or a later one.
    #[must_use]
    pub fn is_at_least(self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// From 9.0 custom OAuth works only with a licence that includes `oauth-enterprise`.
    #[must_use]
    pub fn needs_licence_for_custom_oauth(self) -> bool {
        self.is_at_least(9, 0)
    }

    /// 8.9 announces to unlicensed workspaces what 9.0 will do.
    #[must_use]
    pub fn announces_licence_for_custom_oauth(self) -> bool {
        self.is_at_least(8, 9) && !self.needs_licence_for_custom_oauth()
    }

    /// From 8.0 `users.createToken` takes a shared secret; before, a switch of the server allows it.
    #[must_use]
    pub fn takes_create_token_secret(self) -> bool {
        self.is_at_least(8, 0)
    }

    /// Whether the workspace can be switched to the server-side engine with PKCE.
    #[must_use]
    pub fn has_modern_flow_switch(self) -> bool {
        self.is_at_least(8, 5) && !self.is_at_least(9, 0)
    }

    /// Whether several settings can be saved by one call.
    #[must_use]
    pub fn saves_settings_in_bulk(self) -> bool {
        self.is_at_least(8, 6)
    }

    /// Whether "Merge users from distinct services" exists.
    #[must_use]
    pub fn merges_distinct_services(self) -> bool {
        self.is_at_least(6, 0)
    }

    /// Whether "Roles to Sync" exists.
    #[must_use]
    pub fn syncs_listed_roles(self) -> bool {
        self.is_at_least(4, 0)
    }

    /// Whether a custom service can be added over REST.
    #[must_use]
    pub fn adds_service_over_rest(self) -> bool {
        self.is_at_least(3, 4)
    }

    /// The defect of this version, if it is one in which signing in is broken.
    #[must_use]
    pub fn known_bad(self) -> Option<KnownBad> {
        let (defect, last) = match (self.major, self.minor) {
            (6, 3) => (FORM_BODY, 0),
            (6, 4) => (REDIRECT_STYLE, 4),
            (8, 2) => (PRIVATE_ADDRESSES, 0),
            _ => return None,
        };
        match self.patch {
            Some(patch) if patch > last => None,
            patch => Some(KnownBad {
                certain: patch.is_some(),
                ..defect
            }),
        }
    }
}

impl FromStr for RocketChatVersion {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for RocketChatVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.patch.map_or(Ok(()), |patch| write!(f, ".{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::RocketChatVersion;

    fn version(text: &str) -> RocketChatVersion {
        RocketChatVersion::parse(text).unwrap()
    }

    #[test]
    fn versions_are_read_as_servers_write_them() {
        for (text, shown) in [
            ("8.4", "8.4"),
            ("8.4.0", "8.4.0"),
            ("v8.7.0-rc.0", "8.7.0"),
            (" 6.13.1+b ", "6.13.1"),
        ] {
            assert_eq!(version(text).to_string(), shown);
        }
        for text in ["", "8", "latest", "8.x", "8.4.0.1", "-8.4", "99999.1"] {
            assert!(RocketChatVersion::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_licence_is_needed_from_nine_and_announced_before() {
        assert!(!version("8.9.0").needs_licence_for_custom_oauth());
        assert!(version("8.9.0").announces_licence_for_custom_oauth());
        assert!(version("9.0").needs_licence_for_custom_oauth());
        assert!(version("10.1.0").needs_licence_for_custom_oauth());
    }

    #[test]
    fn broken_versions_are_known_and_their_successors_are_not() {
        for text in ["6.3.0", "6.4.0", "6.4.4", "8.2.0"] {
            assert!(
                version(text).known_bad().is_some_and(|bad| bad.certain),
                "{text}"
            );
        }
        for text in ["6.3.1", "6.4.5", "8.2.1", "8.3", "5.4.0"] {
            assert_eq!(version(text).known_bad(), None, "{text}");
        }
    }

    #[test]
    fn without_the_third_number_a_bad_line_is_only_suspected() {
        assert!(version("8.2").known_bad().is_some_and(|bad| !bad.certain));
    }
}
