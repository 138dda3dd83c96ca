//! Why an act did not happen.

use gantry_core::password::HashingFailed;
use gantry_core::seal::SealError;
use gantry_core::{Invalid, Seconds};
use gantry_store::StoreError;
use thiserror::Error;

use crate::images::PictureFlaw;
use crate::users::PasswordFlaw;

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
    /// The group would be within itself.
    #[error("the group would be within itself")]
    GroupCircle,
    /// Groups would be within each other more than eight deep.
    #[error("groups would be within each other more than eight deep")]
    GroupTooDeep,
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
    /// A new password that is too easily guessed.
    #[error(transparent)]
    WeakPassword(#[from] PasswordFlaw),
    /// An upload of which no picture can be made.
    #[error(transparent)]
    Picture(#[from] PictureFlaw),
    /// A colour that could hardly be seen; with the nearest one that can.
    #[error("a button of this colour could hardly be seen; {0} can")]
    PaleAccent(String),
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
    /// A document with problems; each in words.
    #[error("{}", .0.join("; "))]
    Document(Vec<String>),
    /// A second factor that was wrong.
    #[error("the code or the passkey is not the right one")]
    WrongFactor,
    /// The sign-in or the question took too long, was answered before, or belongs elsewhere.
    #[error("this took too long, or was done already; begin again")]
    SignInOver,
    /// The act asks for a proof of the last five minutes.
    #[error("prove once more that it is you")]
    ProveFirst,
    /// Without this factor the person could not sign in any more.
    #[error("a second factor is demanded, and this is the last one")]
    LastFactor,
    /// The passkey is an account's already.
    #[error("this passkey was added before")]
    PasskeyTaken,
    /// The link was used, has run out, or never was one.
    #[error("the link was used or has run out")]
    LinkOver,
    /// The link was used before.
    #[error("the link was used before")]
    LinkUsed,
    /// The link has run out.
    #[error("the link has run out")]
    LinkExpired,
    /// Somebody of the helpdesk chose the password, so it proves too little.
    #[error("the helpdesk chose this password; set one by a link in a mail first")]
    PasswordLent,
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
            Self::GroupCircle => "group_circle",
            Self::GroupTooDeep => "group_too_deep",
            Self::ClientTaken => "client_taken",
            Self::Unknown { .. } => "unknown",
            Self::BeyondRole => "beyond_role",
            Self::LastAdministrator => "last_administrator",
            Self::WrongPassword => "wrong_password",
            Self::WeakPassword(_) => "weak_password",
            Self::Picture(_) => "bad_picture",
            Self::PaleAccent(_) => "pale_accent",
            Self::SlowDown(_) => "too_many_attempts",
            Self::HarmfulClaim { .. } => "harmful_claim",
            Self::Settings(_) => "contradictory_settings",
            Self::Document(_) => "invalid_document",
            Self::WrongFactor => "wrong_factor",
            Self::SignInOver => "sign_in_over",
            Self::ProveFirst => "prove_first",
            Self::LastFactor => "last_factor",
            Self::PasskeyTaken => "passkey_taken",
            Self::LinkOver => "link_over",
            Self::LinkUsed => "link_used",
            Self::LinkExpired => "link_expired",
            Self::PasswordLent => "password_lent",
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
