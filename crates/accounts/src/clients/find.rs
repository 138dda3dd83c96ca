//! Looking clients up for pages and commands. The protocol reads
//! [`crate::client_cache::ClientCache`] instead.

use gantry_core::client::{Client, ClientRowId};
use gantry_core::client_id::ClientId;
use gantry_core::slug::Slug;
use gantry_store::clients;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::users::find::MOST;

impl Accounts {
    /// A client by row id.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn client(&self, id: ClientRowId) -> Result<Option<Client>, Error> {
        let mut conn = self.store.read().await?;
        Ok(clients::by_id(&mut conn, id).await?)
    }

    /// A client by its name in URLs and commands.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn client_by_slug(&self, slug: &Slug) -> Result<Option<Client>, Error> {
        let mut conn = self.store.read().await?;
        Ok(clients::by_slug(&mut conn, slug).await?)
    }

    /// A client by the protocol's name for it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn client_by_client_id(&self, id: &ClientId) -> Result<Option<Client>, Error> {
        let mut conn = self.store.read().await?;
        Ok(clients::by_client_id(&mut conn, id).await?)
    }

    /// Clients in the order of their slugs, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_clients(
        &self,
        after: Option<&Slug>,
        limit: i64,
    ) -> Result<Vec<Client>, Error> {
        let after = after.map(Slug::as_str);
        let mut conn = self.store.read().await?;
        Ok(clients::list(&mut conn, after, limit.clamp(1, MOST)).await?)
    }
}
