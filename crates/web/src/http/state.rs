//! What every handler shares.

use std::fmt;
use std::sync::Arc;

use gantry_accounts::Accounts;
use gantry_accounts::factors::PasskeyDoor;
use gantry_oidc::Provider;
use gantry_rocketchat::workspaces::Workspaces;

use crate::http::client_address::Network;

/// Renders the metrics of this process as text.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// The provider and what an operator sets for the pages. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The protocol, and through it people, clients and sessions.
    pub provider: Provider,
    /// Rocket.Chat workspaces: asked what they say of themselves, and told who came and went.
    pub workspaces: Workspaces,
    /// What the operator calls this place.
    pub brand_name: Arc<str>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[Network]>,
    /// Whether the public URL is https: cookies get `Secure` and the prefix `__Host-`.
    pub secure_cookies: bool,
    /// What `/metrics` answers with; without it that address does not exist.
    pub metrics: Option<MetricsText>,
}

impl AppState {
    /// People, clients and sessions.
    #[must_use]
    pub const fn accounts(&self) -> &Accounts {
        self.provider.accounts()
    }

    /// What passkeys are bound to; there are none where the public URL has no name.
    #[must_use]
    pub fn passkey_door(&self) -> Option<PasskeyDoor> {
        PasskeyDoor::of(self.provider.public_url(), &self.brand_name)
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppState")
    }
}
