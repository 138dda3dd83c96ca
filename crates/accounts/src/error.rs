//! Why an act did not happen.

use gantry_core::password::HashingFailed;
use gantry_core::seal::SealError;
use gantry_core::{Invalid, Seconds};
use gantry_store::StoreError;
use thiserror::Error;

/// An act that did not happen; nothing of it was written.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The act is not possible as it was asked for.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too much is waiting; the same act may succeed in a moment.
    #[error("too busy")]
    Busy,
    /// The database did not answer.
    #[error("storage failed")]
    Store(#[source] StoreError),
    /// The password hashing engine failed.
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    /// No key can sign, or the signing engine failed.
    #[error("the signing engine failed")]
    Signing,
    /// A stored secret does not open, or the sealing engine failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What an act was refused for. Pages translate [`Refusal::code`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A value does not fit its grammar.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The user name is, or once was, somebody else's.
    #[error("the user name is, or once was, somebody else's")]
    UsernameTaken,
    /// The address is, or once was, somebody else's.
    #[error("the e-mail address is, or once was, somebody else's")]
    EmailTaken,
    /// A group of that name exists.
    #[error("a group of that name exists")]
    GroupTaken,
    /// A client with that client id or slug exists.
    #[error("a client with that client_id or slug exists")]
    ClientTaken,
    /// There is nothing by that name.
    #[error("there is no {what} {name}")]
    Unknown {
        /// `user`, `group`, `client`, …
        what: &'static str,
        /// What was asked for.
        name: String,
    },
    /// The person has a role that whoever acts does not hold.
    #[error("the person has a role in the administration; only an administrator may do that")]
    BeyondRole,
    /// Without this person nobody could administer Gantry.
    #[error("this is the last administrator who can sign in")]
    LastAdministrator,
    /// The current password that was given is wrong.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Too many wrong passwords; none is heard before this time has passed.
    #[error("too many attempts; wait {} seconds", .0.as_i64())]
    SlowDown(Seconds),
    /// A claim that would harm the application; with the reason.
    #[error("the claim {claim} would harm this application: {reason}")]
    HarmfulClaim {
        /// The claim's name.
        claim: String,
        /// Why, in words.
        reason: String,
    },
    /// A client setting that contradicts another.
    #[error("{0}")]
    Settings(&'static str),
    /// The link was used, has run out, or never was one.
    #[error("the link was used or has run out")]
    LinkOver,
    /// Somebody else changed the same thing meanwhile.
    #[error("somebody else changed this meanwhile; look again and repeat")]
    Changed,
}

impl Refusal {
    /// A stable word for pages, scripts and the trail.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_value",
            Self::UsernameTaken => "username_taken",
            Self::EmailTaken => "email_taken",
            Self::GroupTaken => "group_taken",
            Self::ClientTaken => "client_taken",
            Self::Unknown { .. } => "unknown",
            Self::BeyondRole => "beyond_role",
            Self::LastAdministrator => "last_administrator",
            Self::WrongPassword => "wrong_password",
            Self::SlowDown(_) => "too_many_attempts",
            Self::HarmfulClaim { .. } => "harmful_claim",
            Self::Settings(_) => "contradictory_settings",
            Self::LinkOver => "link_over",
            Self::Changed => "changed_meanwhile",
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Conflict => Self::Refused(Refusal::Changed),
            other => Self::Store(other),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(Refusal::Invalid(invalid))
    }
}
