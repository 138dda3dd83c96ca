//! Tokens with which programs use the administration.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::id::Id;
use crate::invalid::Invalid;
use crate::role::Role;
use crate::user::UserId;

/// A token's row id.
pub type ApiTokenId = Id<ApiToken>;

/// What a token may be used for, at most; its person's role is the other limit.
///
/// ```
/// use gantry_core::api_token::ApiScope;
///
/// assert_eq!("people".parse(), Ok(ApiScope::People));
/// assert!("root".parse::<ApiScope>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiScope {
    /// Seeing everything, changing nothing.
    Read,
    /// Helping people who have no role.
    People,
    /// Everything.
    Everything,
}

impl ApiScope {
    /// Every scope, the smallest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::People, Self::Everything];

    /// The word in requests, forms and rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::People => "people",
            Self::Everything => "everything",
        }
    }

    /// The role without which nobody can give this to a token.
    #[must_use]
    pub const fn needs(self) -> Role {
        match self {
            Self::Read => Role::Auditor,
            Self::People => Role::Helpdesk,
            Self::Everything => Role::Administrator,
        }
    }
}

impl FromStr for ApiScope {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or(Invalid::new("scope", "is read, people or everything"))
    }
}

impl fmt::Display for ApiScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One or more scopes.
///
/// ```
/// use gantry_core::api_token::{ApiScope, ApiScopes};
///
/// let scopes: ApiScopes = "people read".parse().unwrap();
/// assert_eq!(scopes.strongest(), ApiScope::People);
/// assert_eq!(scopes.to_string(), "read people");
/// assert!("".parse::<ApiScopes>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiScopes(BTreeSet<ApiScope>);

impl ApiScopes {
    /// These scopes.
    ///
    /// # Errors
    /// None at all.
    pub fn of(scopes: impl IntoIterator<Item = ApiScope>) -> Result<Self, Invalid> {
        let scopes: BTreeSet<ApiScope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return Err(Invalid::new(
                "scopes",
                "are one or more of read, people and everything",
            ));
        }
        Ok(Self(scopes))
    }

    /// The one that holds all others: each scope holds the smaller ones.
    #[must_use]
    pub fn strongest(&self) -> ApiScope {
        self.0.last().copied().unwrap_or(ApiScope::Read)
    }

    /// Each of them, the smallest first.
    pub fn iter(&self) -> impl Iterator<Item = ApiScope> + '_ {
        self.0.iter().copied()
    }
}

impl FromStr for ApiScopes {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let scopes: Result<Vec<ApiScope>, Invalid> =
            text.split_ascii_whitespace().map(str::parse).collect();
        Self::of(scopes?)
    }
}

impl fmt::Display for ApiScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(ApiScope::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

/// A token of a person with a role; only its digest is kept.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Row id.
    pub id: ApiTokenId,
    /// SHA-256 of its secret part.
    pub digest: Digest,
    /// What its owner calls it.
    pub name: String,
    /// The owner, whose role it never exceeds.
    pub user_id: UserId,
    /// What it may be used for, at most.
    pub scopes: ApiScopes,
    /// The token it was made with: it ends with that one, and makes none itself.
    pub made_with: Option<ApiTokenId>,
    /// When it was last used, to within a few minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
}

impl ApiToken {
    /// Whether it was neither ended nor has run out.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}
