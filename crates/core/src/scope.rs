//! Scopes: what an application may learn.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A scope that Gantry knows. OpenID Connect Core §5.4 and §11.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Makes the request an OpenID Connect request.
    Openid,
    /// Name, user name and the other claims of the profile; `groups` too.
    Profile,
    /// E-mail address.
    Email,
    /// Group names.
    Groups,
    /// Postal address.
    Address,
    /// Telephone number.
    Phone,
    /// A refresh token that outlives the session.
    OfflineAccess,
}

impl Scope {
    /// Every scope, in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::Openid,
        Self::Profile,
        Self::Email,
        Self::Groups,
        Self::Address,
        Self::Phone,
        Self::OfflineAccess,
    ];

    /// The protocol's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Groups => "groups",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::OfflineAccess => "offline_access",
        }
    }
}

/// A set of scopes.
///
/// ```
/// use gantry_core::scope::ScopeSet;
///
/// let scopes = ScopeSet::parse_known("email  openid unheard-of profile");
/// assert_eq!(scopes.to_string(), "openid profile email");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// The scopes that Gantry knows in a space-separated list; others are dropped.
    /// RFC 6749 §3.3: the server may ignore part of the requested scope.
    /// <https://www.rfc-editor.org/rfc/rfc6749#section-3.3>
    #[must_use]
    pub fn parse_known(text: &str) -> Self {
        let known = |word: &str| Scope::ALL.into_iter().find(|scope| scope.as_str() == word);
        Self(text.split(' ').filter_map(known).collect())
    }

    /// Whether a scope is in the set.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether every scope of the other set is in this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.0.is_subset(&self.0)
    }

    /// Whether nothing is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in their fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// The set without one scope.
    #[must_use]
    pub fn without(mut self, scope: Scope) -> Self {
        self.0.remove(&scope);
        self
    }

    /// Both sets together.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}
