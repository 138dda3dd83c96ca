//! The two ends that the settings connect.

use std::fmt;

use url::Url;

use crate::settings::{RocketChatVersion, ServiceName};

/// Stands where the client secret goes when it is not known: only its digest is kept.
pub const SECRET_PLACEHOLDER: &str = "<the client secret>";

/// One registered Rocket.Chat as its administrator needs to know it.
#[derive(Clone)]
pub struct Connection {
    /// The name of the service in Rocket.Chat.
    pub service: ServiceName,
    /// The text of the login button.
    pub label: String,
    /// Gantry's public address.
    pub public_url: Url,
    /// The client id.
    pub client_id: String,
    /// The client secret, known only right after it was made.
    pub client_secret: Option<String>,
    /// Rocket.Chat's version.
    pub version: RocketChatVersion,
}

impl Connection {
    /// What Rocket.Chat calls "URL": the common beginning of the three paths.
    #[must_use]
    pub fn base(&self) -> String {
        let mut base = self.public_url.clone();
        base.set_query(None);
        base.set_fragment(None);
        format!("{}/application/o", base.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("service", &self.service)
            .field("label", &self.label)
            .field("public_url", &self.public_url.as_str())
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "***"))
            .field("version", &self.version)
            .finish()
    }
}
