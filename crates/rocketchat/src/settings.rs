//! What an administrator enters on Rocket.Chat's side, for one of its versions.
//!
//! Reading order: `version` and `service` (what it depends on), `connection` (the two ends),
//! `setting` (one row), `custom_oauth` (the 30 rows of the service), `accounts` (the optional rows
//! of the workspace), then the renderings `form`, `environment` and `rest_calls`.

mod accounts;
mod connection;
mod custom_oauth;
mod environment;
mod form;
mod rest_calls;
mod service;
mod setting;
mod version;

pub use connection::{Connection, SECRET_PLACEHOLDER};
pub use environment::{NotExpressible, environment, environment_text};
pub use form::form;
pub use rest_calls::{RestCall, curl_text, rest_calls};
pub use service::{ServiceName, ServiceNameError};
pub use setting::{Place, Setting, SettingValue, Sheet};
pub use version::{KnownBad, RocketChatVersion, VersionError};

/// Everything to enter: the 30 settings of the service, then the optional ones of the workspace.
#[must_use]
pub fn settings(connection: &Connection) -> Sheet {
    let mut rows = custom_oauth::rows(connection);
    rows.extend(accounts::rows(connection.version));
    Sheet {
        service: connection.service.clone(),
        version: connection.version,
        rows,
    }
}
