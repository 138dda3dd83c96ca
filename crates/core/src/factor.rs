//! Second factors: one-time passwords, passkeys, and what a browser was asked to do with them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::id::Id;
use crate::invalid::{Invalid, text_value};
use crate::user::UserId;

const RULE: Invalid = Invalid::new("name", "has 1 to 64 characters");

/// What a person calls a factor.
///
/// ```
/// use gantry_core::factor::FactorName;
///
/// assert_eq!(" My  phone ".parse::<FactorName>().unwrap().as_str(), "My phone");
/// assert!(" ".parse::<FactorName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactorName(String);

impl FactorName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactorName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text)) } else { Err(RULE) }
    }
}

text_value!(FactorName);

/// An application on the phone that makes one-time passwords: RFC 6238.
#[derive(Debug, Clone)]
pub struct TotpFactor {
    /// Row id.
    pub id: Id<TotpFactor>,
    /// Whose it is.
    pub user_id: UserId,
    /// What the person calls it.
    pub name: FactorName,
    /// The seed, sealed.
    pub sealed: Vec<u8>,
    /// The last step that was accepted: RFC 6238 §5.2.
    pub last_step: i64,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was confirmed.
    pub created_at: Timestamp,
}

/// A passkey.
#[derive(Debug, Clone)]
pub struct PasskeyFactor {
    /// Row id.
    pub id: Id<PasskeyFactor>,
    /// Whose it is.
    pub user_id: UserId,
    /// What the browser calls it.
    pub credential: Vec<u8>,
    /// What the person calls it.
    pub name: FactorName,
    /// The public key and what is known of it, as text.
    pub passkey: String,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// What a browser was asked to do, once and soon.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// Row id.
    pub id: Id<Ceremony>,
    /// What it was asked.
    pub kind: CeremonyKind,
    /// About whom, if that was known.
    pub user_id: Option<UserId>,
    /// The session or the pending sign-in that it belongs to.
    pub bound_to: Option<Uuid>,
    /// What is needed to judge the answer.
    pub state: String,
    /// After this it is forgotten.
    pub expires_at: Timestamp,
}

/// What a browser can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyKind {
    /// To make a passkey.
    AddPasskey,
    /// To show a passkey of a known person.
    ShowPasskey,
    /// To show a passkey of anybody.
    SignIn,
    /// To confirm a one-time password of a new seed.
    AddTotp,
}

impl CeremonyKind {
    const ALL: [Self; 4] = [
        Self::AddPasskey,
        Self::ShowPasskey,
        Self::SignIn,
        Self::AddTotp,
    ];

    /// The word in rows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddPasskey => "add_passkey",
            Self::ShowPasskey => "show_passkey",
            Self::SignIn => "sign_in",
            Self::AddTotp => "add_totp",
        }
    }
}

impl FromStr for CeremonyKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or(Invalid::new("ceremony", "is of a kind that is known"))
    }
}
