//! Mail: what one is made of, who carries it, and why it was not taken.
//!
//! [`Address`] and [`HeaderText`] cannot hold a line break, so that nothing that somebody typed
//! becomes a header or another recipient. `smtp` is the way over the network.

mod smtp;
mod trouble;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

use thiserror::Error;

pub use smtp::SmtpMailer;

/// An address that mail can have on its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

impl FromStr for Address {
    type Err = MailError;

    fn from_str(text: &str) -> Result<Self, MailError> {
        if text.chars().any(char::is_control) {
            return Err(MailError::Unfit("an address has no control characters"));
        }
        text.parse()
            .map(Self)
            .map_err(|_| MailError::Unfit("this is no mail address"))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One line of text for a header.
///
/// ```
/// use gantry_outbound::mail::HeaderText;
///
/// assert!("Your new password".parse::<HeaderText>().is_ok());
/// assert!("Hello\r\nBcc: everybody@example.org".parse::<HeaderText>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderText(String);

impl FromStr for HeaderText {
    type Err = MailError;

    fn from_str(text: &str) -> Result<Self, MailError> {
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if text.is_empty() || text.len() > 900 || text.chars().any(breaks) {
            return Err(MailError::Unfit("a header is one line of text"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A mail as it leaves.
#[derive(Clone)]
pub struct OutgoingMail {
    /// What the sender is called.
    pub from_name: HeaderText,
    /// The sender's address.
    pub from: Address,
    /// The one recipient.
    pub to: Address,
    /// The subject.
    pub subject: HeaderText,
    /// The text for readers without HTML.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The same at every attempt, so that a mail taken twice is shown once.
    pub message_id: HeaderText,
}

/// Mails hold links that open accounts: none is printed.
impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutgoingMail(***)")
    }
}

/// How the connection to a relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// RFC 3207: a greeting, then TLS or nothing.
    /// <https://www.rfc-editor.org/rfc/rfc3207>
    StartTls,
    /// Not at all.
    None,
}

/// Whom a mail is handed to.
#[derive(Clone)]
pub struct Relay {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// User name and password, if it asks for them.
    pub login: Option<(String, String)>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({}:{})", self.host, self.port)
    }
}

/// Why a mail was not handed over; never with anything of its text, nor of the server's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    /// A part of it cannot be in a mail.
    #[error("{0}")]
    Unfit(&'static str),
    /// The relay will not take it later either; with the code of its answer.
    #[error("the mail server refused the mail: {0}")]
    Refused(String),
    /// It may go through later.
    #[error("the mail server did not take the mail: {0}")]
    Later(String),
}

/// The future of a mail being handed over.
pub type Handover<'m> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'm>>;

/// Hands mails over. Tests put one of their own here.
pub trait Mailer: Send + Sync {
    /// Hands one mail to a relay; `Ok` means that the relay answers for it from now on.
    fn send<'m>(&'m self, relay: &'m Relay, mail: &'m OutgoingMail) -> Handover<'m>;
}

#[cfg(test)]
mod tests {
    use super::{Address, HeaderText};

    #[test]
    fn nothing_typed_becomes_a_header_of_its_own() {
        for text in [
            "a\r\nBcc: b@example.org",
            "a\nb",
            "a\rb",
            "a\0b",
            "a\u{2028}b",
            "a\u{85}b",
            "",
        ] {
            assert!(text.parse::<HeaderText>().is_err(), "{text:?}");
        }
        for text in [
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "a@example.org>\r\nRCPT TO:<b@example.org",
            "Alice <a@example.org>",
            "a b@example.org",
            "@example.org",
            "a@",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn plain_addresses_are_taken() {
        for text in ["a@example.org", "a.b+c@mail.example.org", "root@localhost"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }
}
