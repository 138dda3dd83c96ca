//! What a running workspace says of itself, without signing in.
//!
//! `/api/info` names the version, to anonymous callers its first two numbers at least;
//! `/api/v1/settings.oauth` shows every custom service but for its secret.

use gantry_outbound::{JsonAnswer, Outbound, OutboundError};
use serde_json::Value;
use url::Url;

use crate::settings::{Connection, RocketChatVersion, ServiceName};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The version.
    pub version: RocketChatVersion,
    /// The sign-in services that are switched on; `None` if the workspace did not say.
    pub services: Option<Vec<SeenService>>,
}

/// A sign-in service as the workspace shows it to everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenService {
    /// Its name, lower case.
    pub name: String,
    /// The client id entered.
    pub client_id: Option<String>,
    /// "URL".
    pub server_url: Option<String>,
    /// "Authorize Path".
    pub authorize_path: Option<String>,
    /// "Token Path".
    pub token_path: Option<String>,
    /// "Identity Path".
    pub identity_path: Option<String>,
    /// "Scope".
    pub scope: Option<String>,
    /// "Username field".
    pub username_field: Option<String>,
}

/// Something entered in Rocket.Chat that is not what the settings sheet says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The service is not there, or not switched on.
    ServiceAbsent,
    /// A value differs.
    Differs {
        /// What Rocket.Chat's page calls it.
        label: &'static str,
        /// What the sheet says.
        expected: String,
        /// What the workspace has.
        found: String,
    },
}

/// Why nothing could be found out.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The address cannot be asked.
    #[error("{0} is not an address of a workspace")]
    Address(String),
    /// The request failed.
    #[error("Rocket.Chat did not answer at {url}")]
    Request {
        /// What was asked.
        url: String,
        /// Why it failed.
        #[source]
        source: OutboundError,
    },
    /// Somebody answered who is not Rocket.Chat.
    #[error("{url} answered with status {status} and no Rocket.Chat version")]
    NotRocketChat {
        /// What was asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
}

/// Asks a workspace for its version and its sign-in services.
///
/// # Errors
///
/// If it cannot be reached or does not tell a version.
pub async fn probe(outbound: &Outbound, site: &Url) -> Result<Probe, ProbeError> {
    let (url, answer) = ask(outbound, site, "/api/info").await?;
    let version = version_of(&answer.body).ok_or(ProbeError::NotRocketChat {
        url,
        status: answer.status,
    })?;
    let services = match ask(outbound, site, "/api/v1/settings.oauth").await {
        Ok((_, answer)) => services_of(&answer.body),
        Err(_) => None,
    };
    Ok(Probe { version, services })
}

impl Probe {
    /// The service of this name, if it is switched on.
    #[must_use]
    pub fn service(&self, name: &ServiceName) -> Option<&SeenService> {
        let mut services = self.services.iter().flatten();
        services.find(|service| service.name == name.key())
    }

    /// Where the workspace differs from what the sheet for this connection says; `None` if it did
    /// not show its services.
    #[must_use]
    pub fn mismatches(&self, connection: &Connection) -> Option<Vec<Mismatch>> {
        self.services.as_ref()?;
        let Some(seen) = self.service(&connection.service) else {
            return Some(vec![Mismatch::ServiceAbsent]);
        };
        let base = connection.base();
        let compared = [
            ("Id", connection.client_id.as_str(), &seen.client_id),
            ("URL", &base, &seen.server_url),
            ("Authorize Path", "/authorize/", &seen.authorize_path),
            ("Token Path", "/token/", &seen.token_path),
            ("Identity Path", "/userinfo/", &seen.identity_path),
            ("Username field", "preferred_username", &seen.username_field),
        ];
        Some(compared.into_iter().filter_map(differs).collect())
    }
}

/// A value the workspace does not show is not held against it.
fn differs((label, expected, found): (&'static str, &str, &Option<String>)) -> Option<Mismatch> {
    let found = found.as_deref().filter(|found| *found != expected)?;
    Some(Mismatch::Differs {
        label,
        expected: expected.to_owned(),
        found: found.to_owned(),
    })
}

async fn ask(
    outbound: &Outbound,
    site: &Url,
    path: &str,
) -> Result<(String, JsonAnswer), ProbeError> {
    let mut base = site.clone();
    base.set_query(None);
    base.set_fragment(None);
    let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
    let parsed = Url::parse(&url).map_err(|_| ProbeError::Address(site.to_string()))?;
    match outbound.get_json(&parsed).await {
        Ok(answer) => Ok((url, answer)),
        Err(source) => Err(ProbeError::Request { url, source }),
    }
}

/// Newer servers answer `version`, older ones `info.version`.
fn version_of(body: &Value) -> Option<RocketChatVersion> {
    let text = body
        .get("version")
        .or_else(|| body.pointer("/info/version"))?
        .as_str()?;
    RocketChatVersion::parse(text).ok()
}

fn services_of(body: &Value) -> Option<Vec<SeenService>> {
    Some(
        body.get("services")?
            .as_array()?
            .iter()
            .filter_map(service_of)
            .collect(),
    )
}

fn service_of(row: &Value) -> Option<SeenService> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    Some(SeenService {
        name: text("service").or_else(|| text("name"))?,
        client_id: text("clientId"),
        server_url: text("serverURL"),
        authorize_path: text("authorizePath"),
        token_path: text("tokenPath"),
        identity_path: text("identityPath"),
        scope: text("scope"),
        username_field: text("usernameField"),
    })
}
