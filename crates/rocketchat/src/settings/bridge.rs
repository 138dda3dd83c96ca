//! The two ends of iframe mode: where Rocket.Chat finds Gantry's bridge.

use gantry_core::slug::Slug;
use serde_json::Value;
use url::Url;

use crate::settings::{RocketChatVersion, ServiceName};

/// One registered Rocket.Chat as its administrator needs to know it in iframe mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// Gantry's public address.
    pub public_url: Url,
    /// The workspace's name in Gantry's addresses.
    pub slug: Slug,
    /// The name of the custom OAuth service, which may stay beside.
    pub service: ServiceName,
    /// Rocket.Chat's version.
    pub version: RocketChatVersion,
}

impl Bridge {
    /// What Rocket.Chat calls "Iframe URL".
    #[must_use]
    pub fn login_url(&self) -> String {
        address(&self.public_url, &self.slug, "login")
    }

    /// What Rocket.Chat calls "API URL".
    #[must_use]
    pub fn api_url(&self) -> String {
        address(&self.public_url, &self.slug, "api")
    }
}

/// The script for Rocket.Chat's setting `Custom_Script_On_Logout`: it ends the session at Gantry
/// and goes on to Gantry's page, whatever became of the call. One line, for either door.
///
/// ```
/// use gantry_rocketchat::settings::logout_script;
///
/// let home = "https://id.example.org/".parse().unwrap();
/// let script = logout_script(&home, &"team-chat".parse().unwrap());
/// assert!(script.contains("\"https://id.example.org/rocketchat/team-chat/logout\""));
/// ```
#[must_use]
pub fn logout_script(public_url: &Url, slug: &Slug) -> String {
    let logout = Value::from(address(public_url, slug, "logout"));
    format!(
        "(function () {{ var logout = {logout}; \
         var leave = function () {{ window.location.assign(logout); }}; \
         fetch(logout, {{method: \"POST\", credentials: \"include\", keepalive: true}})\
         .then(leave, leave); }})();"
    )
}

fn address(public_url: &Url, slug: &Slug, page: &str) -> String {
    let mut home = public_url.clone();
    home.set_query(None);
    home.set_fragment(None);
    let home = home.as_str().trim_end_matches('/');
    format!("{home}/rocketchat/{}/{page}", slug.as_str())
}
