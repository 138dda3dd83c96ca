//! Who may come into a workspace: the same rule as at the button.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Client;
use gantry_core::user::User;
use gantry_store::sessions::LiveSession;
use gantry_store::{chat_accounts, memberships};

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
        if !self.may_enter(&client.client, &live.user).await? {
            return Ok(Some(Obstacle::NotAllowed));
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

    /// Members of any of the allowed groups; nobody listed means everyone.
    pub(crate) async fn may_enter(&self, client: &Client, user: &User) -> Result<bool, Error> {
        let allowed = &client.settings.allowed_groups;
        if allowed.is_empty() {
            return Ok(true);
        }
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, user.id).await?;
        Ok(groups.iter().any(|group| allowed.contains(&group.id)))
    }
}
