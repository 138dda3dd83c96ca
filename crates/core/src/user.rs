//! People.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::claim_name::ClaimName;
use crate::clock::Timestamp;
use crate::email::Email;
use crate::env::Env;
use crate::id::Id;
use crate::invalid::Invalid;
use crate::profile::Profile;
use crate::role::Role;
use crate::username::Username;

/// A person's row id.
pub type UserId = Id<User>;

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Row id, never shown to applications.
    pub id: UserId,
    /// What applications know the person by, for ever.
    pub subject: Subject,
    /// Unique ignoring case.
    pub username: Username,
    /// At most one address, unique.
    pub email: Option<Email>,
    /// Whether somebody proved or vouched for the address.
    pub email_verified: bool,
    /// Full name.
    pub name: DisplayName,
    /// The other standard claims.
    pub profile: Profile,
    /// What an administrator noted, for claims of their own.
    pub attributes: BTreeMap<ClaimName, String>,
    /// What the person may do in the administration.
    pub role: Option<Role>,
    /// Signs in with a second factor only.
    pub factor_demanded: bool,
    /// May not sign in, and holds no working token.
    pub disabled: bool,
    /// Chosen language of the pages.
    pub language: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When a claim last changed.
    pub updated_at: Timestamp,
    /// When the person last signed in.
    pub signed_in_at: Option<Timestamp>,
}

impl User {
    /// Whether the person may do everything.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.role == Some(Role::Administrator)
    }
}

/// The `sub` claim: random, immutable, never given to anybody else.
/// OpenID Connect Core §2. <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// A new subject of 128 random bits.
    #[must_use]
    pub fn generate(env: &Env) -> Self {
        let random: [u8; 16] = env.random();
        Self(uuid::Uuid::from_bytes(random).simple().to_string())
    }

    /// The claim's value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Subject {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // OpenID Connect Core §2: at most 255 ASCII characters.
        if (1..=255).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "subject",
                "has 1 to 255 ASCII characters without spaces",
            ))
        }
    }
}

/// A person's full name.
///
/// ```
/// use gantry_core::user::DisplayName;
///
/// assert_eq!(" Zoë  Quinn ".parse::<DisplayName>().unwrap().as_str(), "Zoë Quinn");
/// assert!("  ".parse::<DisplayName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DisplayName(String);

impl DisplayName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisplayName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text))
        } else {
            Err(Invalid::new("name", "has 1 to 128 characters"))
        }
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
