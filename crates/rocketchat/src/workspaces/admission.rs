//! Who may come into a workspace: the same rule as at the button.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Client;
use gantry_core::methods::Assurance;
use gantry_core::user::User;
use gantry_store::chat_accounts;
use gantry_store::sessions::LiveSession;

use crate::workspaces::account::is_of_other_name;
use crate::workspaces::{Obstacle, Workspaces};

impl Workspaces {
    /// What keeps a session out as far as it is known here, without asking the chat.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn obstacle(
        &self,
        live: &LiveSession,
        client: &CachedClient,
    ) -> Result<Option<Obstacle>, Error> {
        if client.client.disabled || !client.connected {
            return Ok(Some(Obstacle::NotConnected));
        }
        let hindrance = self.accounts.hindrance(&client.client, live).await?;
        if hindrance.is_some() {
            let proof = self.accounts.proof_to_enter(&client.client, live).await?;
            return Ok(Some(
                proof.map_or(Obstacle::NotAllowed, Obstacle::ProveMore),
            ));
        }
        if self.accounts.lacks_factor(live).await? {
            return Ok(Some(Obstacle::ProveMore(Assurance::TwoFactors)));
        }
        let age = self
            .accounts
            .env()
            .now()
            .since(live.session.authenticated_at);
        let most = client.client.settings.default_max_age;
        if most.is_some_and(|most| age > most) {
            return Ok(Some(Obstacle::Reauthenticate));
        }
        let mut conn = self.accounts.store().read().await?;
        let account = chat_accounts::find(&mut conn, client.client.id, live.user.id).await?;
        let account = account.filter(|account| !is_of_other_name(account, &live.user));
        let problem = account.and_then(|account| account.problem);
        Ok(problem.as_deref().and_then(Obstacle::lasting))
    }

    /// Whether the account of somebody who entered stays as it is.
    pub(crate) async fn may_stay(&self, client: &Client, user: &User) -> Result<bool, Error> {
        self.accounts.may_stay(client, user.id).await
    }
}
