//! The name of a custom OAuth service, by Rocket.Chat's own rule.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// Keys that Rocket.Chat uses itself, as sign-in services or beside them in a user's document.
const TAKEN: [&str; 25] = [
    "apple",
    "cas",
    "cloud",
    "crowd",
    "dolphin",
    "drupal",
    "email",
    "email2fa",
    "emailcode",
    "facebook",
    "github",
    "github_enterprise",
    "gitlab",
    "google",
    "iframe",
    "ldap",
    "linkedin",
    "meteordeveloper",
    "nextcloud",
    "password",
    "resume",
    "saml",
    "totp",
    "twitter",
    "wordpress",
];

const LONGEST: usize = 40;

/// A service name; Rocket.Chat keeps `[a-z0-9_]` of what is typed.
///
/// ```
/// use gantry_rocketchat::settings::ServiceName;
///
/// let name = ServiceName::parse("Team Chat!").unwrap();
/// assert_eq!(name.key(), "teamchat");
/// assert_eq!(name.prefix(), "Accounts_OAuth_Custom-Teamchat");
/// assert!(ServiceName::parse("GitHub").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceName(String);

/// Why a text is no service name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceNameError {
    /// Nothing is left of it.
    #[error("a service name needs a letter or digit")]
    Empty,
    /// Too long for a button and an address.
    #[error("a service name has at most {LONGEST} characters")]
    TooLong,
    /// Rocket.Chat uses the name itself.
    #[error("{0} is a name that Rocket.Chat uses itself")]
    Taken(String),
}

impl ServiceName {
    /// Lower-cases the text and drops what Rocket.Chat drops.
    ///
    /// # Errors
    ///
    /// If no letter or digit is left, too much is left, or the name is one of Rocket.Chat's own.
    pub fn parse(text: &str) -> Result<Self, ServiceNameError> {
        let key = text
            .to_lowercase()
            .chars()
            .filter(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
            .collect::<String>();
        if !key.contains(|letter: char| letter.is_ascii_alphanumeric()) {
            return Err(ServiceNameError::Empty);
        }
        if key.len() > LONGEST {
            return Err(ServiceNameError::TooLong);
        }
        if TAKEN.contains(&key.as_str()) {
            return Err(ServiceNameError::Taken(key));
        }
        Ok(Self(key))
    }

    /// The key in Rocket.Chat's documents and the last part of the callback.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0
    }

    /// The key with a capital first letter, as in the settings' ids.
    #[must_use]
    pub fn capitalised(&self) -> String {
        let mut letters = self.0.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        })
    }

    /// The id of the service's own switch and the beginning of all its settings' ids.
    #[must_use]
    pub fn prefix(&self) -> String {
        format!("Accounts_OAuth_Custom-{}", self.capitalised())
    }

    /// The redirect URI of a workspace; its address may hold a path.
    #[must_use]
    pub fn callback(&self, site: &Url) -> String {
        let mut base = site.clone();
        base.set_query(None);
        base.set_fragment(None);
        format!("{}/_oauth/{}", base.as_str().trim_end_matches('/'), self.0)
    }

    /// The redirect URI when the login style is "Default".
    #[must_use]
    pub fn callback_with_close(&self, site: &Url) -> String {
        self.callback(site) + "?close"
    }
}

impl FromStr for ServiceName {
    type Err = ServiceNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use url::Url;

    use super::{ServiceName, ServiceNameError};

    #[test]
    fn the_callback_is_what_rocketchat_sends() {
        let name = ServiceName::parse("Authentik").unwrap();
        for (site, callback) in [
            (
                "https://rocket.company",
                "https://rocket.company/_oauth/authentik",
            ),
            (
                "https://rocket.company/",
                "https://rocket.company/_oauth/authentik",
            ),
            (
                "http://localhost:3000/chat/?a#b",
                "http://localhost:3000/chat/_oauth/authentik",
            ),
        ] {
            let site = Url::parse(site).unwrap();
            assert_eq!(name.callback(&site), callback);
            assert_eq!(name.callback_with_close(&site), format!("{callback}?close"));
        }
    }

    #[test]
    fn names_without_substance_or_of_rocketchat_are_refused() {
        assert_eq!(ServiceName::parse("__"), Err(ServiceNameError::Empty));
        assert_eq!(ServiceName::parse("日本"), Err(ServiceNameError::Empty));
        assert_eq!(
            ServiceName::parse(&"a".repeat(41)),
            Err(ServiceNameError::TooLong)
        );
        assert_eq!(
            ServiceName::parse("Git-Hub"),
            Err(ServiceNameError::Taken("github".to_owned()))
        );
    }

    proptest! {
        #[test]
        fn a_parsed_name_parses_to_itself(text in any::<String>()) {
            if let Ok(name) = ServiceName::parse(&text) {
                prop_assert_eq!(ServiceName::parse(name.key()), Ok(name));
            }
        }
    }
}
