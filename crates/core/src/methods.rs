//! How a person proved who it is, and what that is worth.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

const RULE: Invalid = Invalid::new(
    "methods",
    "are words of password, totp, passkey and recovery_code",
);

/// One proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The password.
    Password,
    /// A one-time password of an application on the phone: RFC 6238.
    Totp,
    /// A passkey whose authenticator verified the person.
    Passkey,
    /// One of the codes kept for a lost factor.
    RecoveryCode,
}

impl Method {
    /// Every proof.
    pub const ALL: [Self; 4] = [
        Self::Password,
        Self::Totp,
        Self::Passkey,
        Self::RecoveryCode,
    ];

    /// The word in rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery_code",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Password => 1,
            Self::Totp => 2,
            Self::Passkey => 4,
            Self::RecoveryCode => 8,
        }
    }
}

/// The proofs of one session. They only grow.
///
/// ```
/// use gantry_core::methods::{Assurance, Method, Methods};
///
/// let methods = Methods::of(Method::Password).with(Method::Totp);
/// assert_eq!(methods.assurance(), Assurance::TwoFactors);
/// assert_eq!(methods.amr(), ["mfa", "otp", "pwd"]);
/// assert_eq!(methods.to_string().parse(), Ok(methods));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// The first proof.
    #[must_use]
    pub const fn of(method: Method) -> Self {
        Self(method.bit())
    }

    /// One more.
    #[must_use]
    pub const fn with(self, method: Method) -> Self {
        Self(self.0 | method.bit())
    }

    /// Whether this is among them.
    #[must_use]
    pub const fn contains(self, method: Method) -> bool {
        self.0 & method.bit() != 0
    }

    /// What they are worth together.
    #[must_use]
    pub const fn assurance(self) -> Assurance {
        if self.contains(Method::Passkey) {
            Assurance::PhishingResistant
        } else if self.0.count_ones() > 1 {
            Assurance::TwoFactors
        } else {
            Assurance::OneFactor
        }
    }

    /// RFC 8176 §2: the `amr` claim, in the order of the alphabet.
    /// <https://www.rfc-editor.org/rfc/rfc8176#section-2>
    #[must_use]
    pub fn amr(self) -> Vec<&'static str> {
        let mut words = BTreeSet::new();
        for method in self.all() {
            match method {
                Method::Password => words.extend(["pwd"]),
                Method::Totp | Method::RecoveryCode => words.extend(["otp"]),
                Method::Passkey => words.extend(["hwk", "user"]),
            }
        }
        if self.assurance() > Assurance::OneFactor {
            words.insert("mfa");
        }
        words.into_iter().collect()
    }

    /// Those of them that are there, in their order.
    fn all(self) -> impl Iterator<Item = Method> {
        Method::ALL
            .into_iter()
            .filter(move |method| self.contains(*method))
    }
}

/// A session of which no more is known.
impl Default for Methods {
    fn default() -> Self {
        Self::of(Method::Password)
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.all().map(Method::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

impl FromStr for Methods {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut all = 0;
        for word in text.split(' ') {
            let method = Method::ALL
                .into_iter()
                .find(|method| method.as_str() == word);
            all |= method.ok_or(RULE)?.bit();
        }
        Ok(Self(all))
    }
}

/// What proofs are worth, the weakest first: the `acr` claim.
/// OpenID Connect Core §2. <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// One proof.
    #[default]
    OneFactor,
    /// Two proofs of different kinds.
    TwoFactors,
    /// A passkey, which cannot be given away on a false page.
    PhishingResistant,
}

impl Assurance {
    /// Every value, the weakest first.
    pub const ALL: [Self; 3] = [Self::OneFactor, Self::TwoFactors, Self::PhishingResistant];

    /// The `acr` claim's value.
    #[must_use]
    pub const fn acr(self) -> &'static str {
        match self {
            Self::OneFactor => "1",
            Self::TwoFactors => "2",
            Self::PhishingResistant => "3",
        }
    }

    /// The value that a claim names.
    #[must_use]
    pub fn from_acr(acr: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.acr() == acr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_counts_for_more_than_a_password_with_a_one_time_password() {
        let passkey = Methods::of(Method::Passkey);
        let both = Methods::of(Method::Password).with(Method::Totp);

        assert!(passkey.assurance() > both.assurance());
        assert_eq!(passkey.amr(), ["hwk", "mfa", "user"]);
    }

    #[test]
    fn the_same_proof_twice_is_one_factor() {
        let twice = Methods::of(Method::Password).with(Method::Password);

        assert_eq!(twice.assurance(), Assurance::OneFactor);
    }

    #[test]
    fn words_that_are_none_are_refused() {
        for text in ["", "password  totp", "pwd", "password,totp"] {
            assert_eq!(text.parse::<Methods>(), Err(RULE), "{text}");
        }
    }
}
