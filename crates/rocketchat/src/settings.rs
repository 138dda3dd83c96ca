//! What an administrator enters on Rocket.Chat's side, for one of its versions.
//!
//! Reading order: `version`, `door` and `service` (what it depends on), `connection` and `bridge`
//! (the two ends, by either door), `setting` (one row), `custom_oauth` (the 30 rows of the
//! service), `iframe` (the rows of iframe mode), `accounts` (the optional rows of the workspace),
//! `server` (what the server itself must be told), then the renderings `form`, `environment` and
//! `rest_calls`.

mod accounts;
mod bridge;
mod connection;
mod custom_oauth;
mod door;
mod environment;
mod form;
mod iframe;
mod rest_calls;
mod server;
mod service;
mod setting;
mod version;

pub use bridge::{Bridge, logout_script};
pub use connection::{Connection, SECRET_PLACEHOLDER};
pub use door::{Door, DoorError};
pub use environment::{NotExpressible, environment, environment_text};
pub use form::form;
pub use iframe::iframe_settings;
pub use rest_calls::{RestCall, curl_text, rest_calls};
pub use server::{CREATE_TOKEN_PLACEHOLDER, ServerVariable};
pub use service::{ServiceName, ServiceNameError};
pub use setting::{Part, Place, Setting, SettingValue, Sheet};
pub use version::{KnownBad, RocketChatVersion, VersionError};

const NEEDS_LICENCE: &str = "From 9.0 custom OAuth works only with a licence that includes \
     oauth-enterprise. Without it take iframe mode.";

/// Everything to enter for custom OAuth: the 30 settings of the service, then the optional ones of
/// the workspace.
#[must_use]
pub fn settings(connection: &Connection) -> Sheet {
    let mut rows = custom_oauth::rows(connection);
    rows.extend(accounts::rows(Door::CustomOAuth, connection.version));
    rows.push(iframe::off());
    let version = connection.version;
    Sheet {
        door: Door::CustomOAuth,
        service: connection.service.clone(),
        version,
        remark: version
            .needs_licence_for_custom_oauth()
            .then_some(NEEDS_LICENCE),
        server: None,
        rows,
    }
}
