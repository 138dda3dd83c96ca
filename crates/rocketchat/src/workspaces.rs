//! Connected workspaces: who is let in by the iframe bridge, and what is told to the chat.
//!
//! Reading order: `connect` (credentials), `admission` (who may come in), `login_token` and `mint` (the
//! token a browser is given), `account` (the account it is for), `task` and `endings` (what the queue
//! does), `sync` (accounts that follow people), `learn` and `links` (who is who), `reconcile` and
//! `check` (is all this sound), `entrance` (where "my applications" opens one).

mod account;
mod admission;
mod avatar;
mod bridge;
mod check;
mod connect;
mod endings;
mod entrance;
mod flights;
mod learn;
mod links;
mod login_token;
mod mint;
mod obstacle;
mod preview;
mod reconcile;
mod roles;
mod rooms;
pub mod same_site;
mod sync;
mod task;

use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::{Accounts, Error};
use gantry_core::client::ClientRowId;
use gantry_core::seal::Purpose;
use gantry_core::workspace::Workspace;
use gantry_core::{Invalid, Secret};
use gantry_outbound::Outbound;
use gantry_store::workspaces;
use url::Url;

pub use check::{Finding, Level, Report};
pub use connect::{ConnectError, NewConnection};
pub use links::{Link, LinkError};
pub use login_token::LoginToken;
pub use obstacle::{Answer, Obstacle};
pub use preview::ChatPreview;
pub use task::Done;

use crate::rest::{Credentials, RestClient};
use crate::settings::RocketChatVersion;
use entrance::Entrances;
use flights::Flights;

/// Everything that is done with connected workspaces. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workspaces {
    accounts: Accounts,
    outbound: Outbound,
    flights: Flights,
    entrances: Entrances,
}

/// A connection with its secrets opened.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The connection as stored.
    pub(crate) workspace: Workspace,
    /// Speaks for the service account.
    pub(crate) rest: RestClient,
    /// The service account's token.
    pub(crate) token: Secret,
    /// The secret with which login tokens are made.
    pub(crate) secret: Option<Secret>,
    /// The version that the workspace told last.
    pub(crate) version: RocketChatVersion,
}

impl Workspaces {
    /// Puts the parts together.
    #[must_use]
    pub fn new(accounts: Accounts, outbound: Outbound) -> Self {
        Self {
            accounts,
            outbound,
            flights: Flights::default(),
            entrances: Entrances::default(),
        }
    }

    /// People, clients and sessions.
    #[must_use]
    pub const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Asks workspaces.
    #[must_use]
    pub const fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// The connection of a client, if it is a connected workspace.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn connection(&self, client: ClientRowId) -> Result<Option<Workspace>, Error> {
        let mut conn = self.accounts.store().read().await?;
        Ok(workspaces::by_client(&mut conn, client).await?)
    }

    /// The connection with its secrets opened; `None` if there is none.
    pub(crate) async fn open(&self, client: ClientRowId) -> Result<Option<Opened>, Error> {
        let Some(cached) = self.accounts.client_cache().by_id(client).await? else {
            return Ok(None);
        };
        let Some(workspace) = self.connection(client).await? else {
            return Ok(None);
        };
        let site = site_of(&cached)?;
        if workspace.site != site.as_str() {
            // The address was changed since: the credentials belong to another place.
            return Ok(None);
        }
        let row = client.as_uuid();
        let key = self.accounts.master_key();
        let token = key.open(Purpose::WorkspaceToken, row, &workspace.sealed_token)?;
        let secret = workspace.sealed_secret.as_ref();
        let secret = secret
            .map(|sealed| key.open(Purpose::WorkspaceSecret, row, sealed))
            .transpose()?;
        let token = text(token)?;
        let credentials = Credentials {
            user_id: workspace.service_user_id.clone(),
            token: token.clone(),
        };
        let env = self.accounts.env().clone();
        let rest = RestClient::new(self.outbound.clone(), &site, credentials, env);
        Ok(Some(Opened {
            rest,
            token,
            secret: secret.map(text).transpose()?,
            version: RocketChatVersion::parse(&workspace.version).unwrap_or_default(),
            workspace,
        }))
    }
}

/// What was sealed was text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<Secret, Error> {
    let text = String::from_utf8(bytes);
    let rule = Invalid::new("sealed secret", "is text");
    Ok(Secret::new(text.map_err(|_| Error::from(rule))?))
}

/// The address of a workspace.
pub(crate) fn site_of(client: &CachedClient) -> Result<Url, Invalid> {
    let url = client.client.settings.rocketchat_url.as_deref();
    let url = url.and_then(|url| Url::parse(url).ok());
    url.ok_or(Invalid::new("application", "is a Rocket.Chat workspace"))
}
