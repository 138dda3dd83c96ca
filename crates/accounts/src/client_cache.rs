//! Clients with their secrets, kept in memory until somebody changes one.
//!
//! Every process compares the database's `config_version` with the one its entries were read at;
//! a command beside a running server is a second process even on SQLite.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use gantry_core::client::{Client, ClientRowId, ClientSecret, Template};
use gantry_core::client_id::ClientId;
use gantry_core::slug::Slug;
use gantry_store::{Conn, Store, StoreError, client_secrets, clients, config_version, workspaces};

/// A client and its secrets.
#[derive(Debug)]
pub struct CachedClient {
    /// The client.
    pub client: Client,
    /// Its secrets, expired ones too.
    pub secrets: Vec<ClientSecret>,
    /// It is a Rocket.Chat workspace that is connected.
    pub connected: bool,
}

#[derive(Default)]
struct Entries {
    version: i64,
    by_client_id: HashMap<ClientId, Arc<CachedClient>>,
    by_id: HashMap<ClientRowId, Arc<CachedClient>>,
    by_slug: HashMap<Slug, Arc<CachedClient>>,
}

/// The cache. Only clients that exist are kept.
pub struct ClientCache {
    store: Store,
    entries: RwLock<Entries>,
}

impl ClientCache {
    /// An empty cache.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            entries: RwLock::default(),
        }
    }

    /// Tells the cache which version a query has just seen; older entries are forgotten.
    pub fn note_version(&self, version: i64) {
        let current = self
            .entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .version;
        if current < version {
            let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
            // A slower reader must not bring back what a faster one saw end.
            if entries.version < version {
                *entries = Entries {
                    version,
                    ..Entries::default()
                };
            }
        }
    }

    /// The version last seen.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .version
    }

    /// Reads the version, for requests that make no other query first.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn check_version(&self, conn: &mut Conn) -> Result<i64, StoreError> {
        let version = config_version::current(conn).await?;
        self.note_version(version);
        Ok(version)
    }

    /// A client by the protocol's name.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn by_client_id(
        &self,
        id: &ClientId,
    ) -> Result<Option<Arc<CachedClient>>, StoreError> {
        let known = self.look(|entries| entries.by_client_id.get(id).cloned());
        if known.is_some() {
            return Ok(known);
        }
        let mut conn = self.store.read().await?;
        let version = config_version::current(&mut conn).await?;
        let client = clients::by_client_id(&mut conn, id).await?;
        self.keep(&mut conn, version, client).await
    }

    /// A client by its name in URLs.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn by_slug(&self, slug: &Slug) -> Result<Option<Arc<CachedClient>>, StoreError> {
        let known = self.look(|entries| entries.by_slug.get(slug).cloned());
        if known.is_some() {
            return Ok(known);
        }
        let mut conn = self.store.read().await?;
        let version = config_version::current(&mut conn).await?;
        let client = clients::by_slug(&mut conn, slug).await?;
        self.keep(&mut conn, version, client).await
    }

    /// A client by row id.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn by_id(&self, id: ClientRowId) -> Result<Option<Arc<CachedClient>>, StoreError> {
        let known = self.look(|entries| entries.by_id.get(&id).cloned());
        if known.is_some() {
            return Ok(known);
        }
        let mut conn = self.store.read().await?;
        let version = config_version::current(&mut conn).await?;
        let client = clients::by_id(&mut conn, id).await?;
        self.keep(&mut conn, version, client).await
    }

    fn look(
        &self,
        find: impl FnOnce(&Entries) -> Option<Arc<CachedClient>>,
    ) -> Option<Arc<CachedClient>> {
        find(&self.entries.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn keep(
        &self,
        conn: &mut Conn,
        version: i64,
        client: Option<Client>,
    ) -> Result<Option<Arc<CachedClient>>, StoreError> {
        let Some(client) = client else {
            return Ok(None);
        };
        let secrets = client_secrets::of_client(conn, client.id).await?;
        let connected = client.settings.template == Template::RocketChat
            && workspaces::by_client(conn, client.id).await?.is_some();
        let cached = Arc::new(CachedClient {
            client,
            secrets,
            connected,
        });
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        // An entry read before a change must not outlive it.
        if entries.version == version {
            let client = &cached.client;
            entries
                .by_client_id
                .insert(client.client_id.clone(), Arc::clone(&cached));
            entries.by_id.insert(client.id, Arc::clone(&cached));
            entries
                .by_slug
                .insert(client.slug.clone(), Arc::clone(&cached));
        }
        Ok(Some(cached))
    }
}

impl fmt::Debug for ClientCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCache")
    }
}
