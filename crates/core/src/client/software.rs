//! What a client's developer says about the program itself.

use serde::{Deserialize, Serialize};

/// OpenID Connect Registration §2: which redirect URIs make sense.
/// <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// On a server or in a browser.
    #[default]
    Web,
    /// On a person's own device.
    Native,
}

impl ApplicationType {
    /// The registration's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Native => "native",
        }
    }
}

/// RFC 7591 §2: names of the program, the same for all of its installations.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-2>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Software {
    /// Where it runs.
    pub application_type: ApplicationType,
    /// Its identifier.
    pub id: Option<String>,
    /// Its version.
    pub version: Option<String>,
}
