//! How mail leaves.

use gantry_core::email::Email;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::settings::Section;

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte, usually on port 465.
    #[default]
    Tls,
    /// RFC 3207: TLS after a greeting, usually on port 587; never without.
    /// <https://www.rfc-editor.org/rfc/rfc3207>
    StartTls,
    /// Not at all; only for a server on this machine.
    None,
}

impl MailSecurity {
    /// Every one, the best first.
    pub const ALL: [Self; 3] = [Self::Tls, Self::StartTls, Self::None];

    /// The word in rows and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "start_tls",
            Self::None => "none",
        }
    }
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// The name to log in with, if it asks for one.
    pub username: Option<String>,
    /// The password, sealed.
    pub sealed_password: Option<Vec<u8>>,
}

/// Without a server nothing is sent, and nobody changes the own address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Where mail is handed over.
    pub server: Option<MailServer>,
    /// The sender's address.
    pub from: Option<Email>,
}

impl Mail {
    /// Whether mail can be sent.
    #[must_use]
    pub const fn is_set_up(&self) -> bool {
        self.server.is_some() && self.from.is_some()
    }
}

impl Section for Mail {
    const NAME: &'static str = "mail";

    fn checked(self) -> Result<Self, Refusal> {
        let Some(server) = &self.server else {
            return Ok(self);
        };
        let named = !server.host.is_empty()
            && server.host.len() <= 253
            && server
                .host
                .chars()
                .all(|c| c.is_ascii_graphic() && c != '/' && c != '@');
        if !named || server.port == 0 {
            return Err(Refusal::Settings("a mail server has a name and a port"));
        }
        let here = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(&server.host.as_str());
        if server.security == MailSecurity::None && server.username.is_some() && !here {
            return Err(Refusal::Settings(
                "a password goes over a protected connection only",
            ));
        }
        if self.from.is_none() {
            return Err(Refusal::Settings("mail needs a sender's address"));
        }
        Ok(self)
    }
}
