//! Connecting a workspace: the credentials are tried, sealed and never shown again.

use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::trail::Line;
use gantry_accounts::{Error, Refusal};
use gantry_core::Secret;
use gantry_core::audit::Event;
use gantry_core::client::{ClientRowId, Template};
use gantry_core::seal::Purpose;
use gantry_core::workspace::{SyncSettings, Workspace};
use gantry_store::{audit, chat_endings, chat_links, chat_tasks, config_version, workspaces};

use crate::rest::{Credentials, RestClient, RestError};
use crate::workspaces::{Workspaces, site_of};

/// What an administrator enters.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// The chat's id of the service account.
    pub service_user_id: String,
    /// The service account's personal access token; `None` keeps the present one.
    pub token: Option<Secret>,
    /// The secret with which login tokens are made; `None` keeps the present one.
    pub secret: Option<Secret>,
}

/// Why a workspace was not connected.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The act is not possible, or the database broke down.
    #[error(transparent)]
    Act(#[from] Error),
    /// The workspace did not take the credentials, or did not answer.
    #[error(transparent)]
    Chat(#[from] RestError),
    /// The token is somebody else's than the id says.
    #[error("the token belongs to {0}, not to the account with this id")]
    OtherAccount(String),
}

impl From<Refusal> for ConnectError {
    fn from(refusal: Refusal) -> Self {
        Self::Act(refusal.into())
    }
}

impl Workspaces {
    /// Connects a workspace, or changes its connection, once the chat has taken the credentials.
    ///
    /// # Errors
    /// Credentials that the chat does not take, or an application that is no workspace.
    pub async fn connect(
        &self,
        by: &Administrator,
        client: &CachedClient,
        new: NewConnection,
    ) -> Result<Workspace, ConnectError> {
        if client.client.settings.template != Template::RocketChat {
            return Err(Refusal::Settings("this application is no Rocket.Chat workspace").into());
        }
        let id = client.client.id;
        // Kept secrets are for the address they were entered for, and only there are they opened.
        let opened = self.open(id).await?;
        let sync = self.connection(id).await?.map(|it| it.sync);
        let kept = opened.as_ref().map(|it| it.token.clone());
        let Some(token) = new.token.or(kept) else {
            return Err(Refusal::Settings("the personal access token is missing").into());
        };
        let secret = new.secret.or_else(|| opened.and_then(|it| it.secret));
        let site = site_of(client).map_err(Error::from)?;
        let credentials = Credentials {
            user_id: new.service_user_id.clone(),
            token: token.clone(),
        };
        let env = self.accounts.env();
        let rest = RestClient::new(self.outbound.clone(), &site, credentials, env.clone());
        let me = rest.me().await?;
        if me.id != new.service_user_id {
            return Err(ConnectError::OtherAccount(me.username));
        }
        let version = rest.version().await?;
        let key = self.accounts.master_key();
        let seal = |purpose, secret: &Secret| {
            let bytes = secret.expose().as_bytes();
            key.seal(purpose, id.as_uuid(), bytes).map_err(Error::from)
        };
        let workspace = Workspace {
            client_id: id,
            site: site.to_string(),
            service_user_id: new.service_user_id,
            sealed_token: seal(Purpose::WorkspaceToken, &token)?,
            sealed_secret: secret
                .map(|secret| seal(Purpose::WorkspaceSecret, &secret))
                .transpose()?,
            version: version.to_string(),
            sync: sync.unwrap_or_default(),
            reconcile_at: env.now(),
            updated_at: env.now(),
        };
        self.write(by, &workspace).await?;
        Ok(workspace)
    }

    /// Sets what is kept in step in a workspace; everybody there is brought in step with it.
    ///
    /// # Errors
    /// A workspace that is not connected.
    pub async fn set_sync(
        &self,
        by: &Administrator,
        client: ClientRowId,
        sync: SyncSettings,
    ) -> Result<(), Error> {
        let mut line = Line::by(by, Event::WorkspaceChanged);
        line.client_id = Some(client);
        "roles and rooms".clone_into(&mut line.detail);
        let act = (client, sync, line.entry(self.accounts.env()));
        let written = self
            .accounts
            .store()
            .write(act, |tx, (client, sync, entry)| {
                Box::pin(async move {
                    config_version::bump(tx).await?;
                    if !workspaces::set_sync(tx, *client, sync, entry.at).await? {
                        return Ok(false);
                    }
                    chat_endings::follow_everybody(tx, *client, entry.at).await?;
                    audit::insert(tx, entry).await?;
                    Ok(true)
                })
            });
        if !written.await? {
            return Err(Refusal::Settings("this workspace is not connected").into());
        }
        self.see_change().await
    }

    async fn write(&self, by: &Administrator, workspace: &Workspace) -> Result<(), Error> {
        let mut line = Line::by(by, Event::WorkspaceChanged);
        line.client_id = Some(workspace.client_id);
        "connected".clone_into(&mut line.detail);
        let act = (workspace.clone(), line.entry(self.accounts.env()));
        let written = self.accounts.store().write(act, |tx, (workspace, entry)| {
            Box::pin(async move {
                config_version::bump(tx).await?;
                let former = workspaces::by_client(tx, workspace.client_id).await?;
                if former.is_some_and(|former| former.site != workspace.site) {
                    // Tokens of the former place are sent to no other.
                    chat_tasks::forget_tokens(tx, workspace.client_id).await?;
                }
                workspaces::put(tx, workspace).await?;
                chat_tasks::resume(tx, workspace.client_id, workspace.updated_at).await?;
                chat_links::retry(tx, workspace.client_id).await?;
                audit::insert(tx, entry).await
            })
        });
        written.await?;
        self.see_change().await
    }

    /// Forgets the credentials of a workspace; who is who there stays known. `false` if there were
    /// none.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn disconnect(&self, by: &Administrator, client: ClientRowId) -> Result<bool, Error> {
        let mut line = Line::by(by, Event::WorkspaceChanged);
        line.client_id = Some(client);
        "disconnected".clone_into(&mut line.detail);
        let act = (client, line.entry(self.accounts.env()));
        let deleted = self.accounts.store().write(act, |tx, (client, entry)| {
            Box::pin(async move {
                config_version::bump(tx).await?;
                chat_endings::of_workspace(tx, *client, entry.at).await?;
                let deleted = workspaces::delete(tx, *client).await?;
                if deleted {
                    audit::insert(tx, entry).await?;
                }
                Ok(deleted)
            })
        });
        let deleted = deleted.await?;
        self.see_change().await?;
        Ok(deleted)
    }

    /// The own cache of clients knows at once what was changed.
    async fn see_change(&self) -> Result<(), Error> {
        let mut conn = self.accounts.store().read().await?;
        self.accounts
            .client_cache()
            .check_version(&mut conn)
            .await?;
        Ok(())
    }
}
