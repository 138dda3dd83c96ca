//! What people are shown of a client.

use serde::{Deserialize, Serialize};

/// OpenID Connect Registration §2. Each address is `https`, or `http` on loopback.
/// <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Presentation {
    /// Its home page.
    pub client_uri: Option<String>,
    /// Its picture, on the login and consent pages.
    pub logo_uri: Option<String>,
    /// How it uses what it learns.
    pub policy_uri: Option<String>,
    /// Its terms of service.
    pub tos_uri: Option<String>,
    /// People responsible for it.
    pub contacts: Vec<String>,
    /// The public name of the picture that an administrator uploaded, shown instead of `logo_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The colour of buttons and links on its login and consent pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// Where a sign-in can be started by somebody else.
    pub initiate_login_uri: Option<String>,
}
