//! Mail: letters are written with the act that asks for them and handed over behind it.
//!
//! [`Letter`] is what a page wrote; `outbox` seals it into a row of the same write and hands over
//! what is due; `links` are the one-time links in letters; `server` is what an administrator sets
//! and sees.

pub(crate) mod links;
pub(crate) mod outbox;
mod round;
pub(crate) mod server;

use gantry_core::Secret;
use gantry_core::email::Email;
use gantry_core::user::User;

pub use crate::mail::outbox::MailInOutbox;
pub use crate::mail::server::{NewMailPassword, NewMailServer, TestMail};

/// A letter in the language of its reader.
#[derive(Clone)]
pub struct Letter {
    /// What the sender is called.
    pub sender: String,
    /// The subject, one line.
    pub subject: String,
    /// For readers without HTML.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Letters hold links that open accounts: none is printed.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(***)")
    }
}

/// Whom a letter is for.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    /// What to call the person, if that is known.
    pub name: Option<String>,
    /// The name to sign in with, if there is one.
    pub username: Option<String>,
    /// The language that the person chose.
    pub language: Option<String>,
}

impl From<&User> for Reader {
    fn from(user: &User) -> Self {
        Self {
            name: Some(user.name.to_string()),
            username: Some(user.username.to_string()),
            language: user.language.clone(),
        }
    }
}

/// What a letter says. Whoever writes it makes the link out of the token and the public URL.
#[derive(Debug, Clone)]
pub enum Occasion {
    /// The way to a new password.
    Recovery(Secret),
    /// Is this address yours?
    Address {
        /// The link's token.
        token: Secret,
        /// The address in question.
        email: Email,
    },
    /// To the old address: there is another one now.
    AddressChanged,
    /// The password is another one now.
    PasswordChanged,
    /// Come and make an account.
    Invitation {
        /// The link's token.
        token: Secret,
        /// Who invites, if it was a person.
        inviter: Option<String>,
        /// The application to land in.
        application: Option<String>,
    },
    /// Does mail arrive?
    Test,
}

/// Writes letters: the pages' part of an act that sends mail.
pub type Writer<'w> = &'w (dyn Fn(&Reader, &Occasion) -> Letter + Send + Sync);
