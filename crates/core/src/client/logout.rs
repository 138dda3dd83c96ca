//! How a client hears of sign-outs.

use serde::{Deserialize, Serialize};

/// OpenID Connect Back-Channel Logout §2.2 and Front-Channel Logout §2.
/// <https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRegistration>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogoutSettings {
    /// Where logout tokens are posted.
    pub backchannel_uri: Option<String>,
    /// It needs `sid` in the logout token.
    pub backchannel_session_required: bool,
    /// What the signing-out browser loads in a frame.
    pub frontchannel_uri: Option<String>,
    /// It needs `iss` and `sid` in that address.
    pub frontchannel_session_required: bool,
}

impl LogoutSettings {
    /// Whether its sign-ins have to be remembered for the sake of the sign-out.
    #[must_use]
    pub const fn hears_of_sign_outs(&self) -> bool {
        self.backchannel_uri.is_some() || self.frontchannel_uri.is_some()
    }
}
