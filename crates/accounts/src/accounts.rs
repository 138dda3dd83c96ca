//! What every act needs, in one value.

use std::fmt;
use std::sync::Arc;

use gantry_core::Env;
use gantry_core::client::Client;
use gantry_core::seal::MasterKey;
use gantry_store::Store;

use crate::client_cache::ClientCache;
use crate::error::Refusal;
use crate::hash_pool::HashPool;
use crate::settings::SettingsCache;
use crate::throttle::{AddressLimits, RequestLimits};
use crate::trail::Trail;
use crate::users::BreachedPasswords;

/// A check of a client's settings that another crate brings: what would harm its application.
pub type ClientRule = fn(&Client) -> Result<(), Refusal>;

/// What an operator or another crate sets.
#[derive(Debug, Clone, Copy)]
pub struct AccountsSettings {
    /// How many passwords are hashed at a time; each takes 19 MiB.
    pub hash_workers: usize,
    /// How many requests are heard.
    pub limits: RequestLimits,
    /// Further checks of clients.
    pub client_rules: &'static [ClientRule],
}

/// Store, clock, hash pool, caches and the trail. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) store: Store,
    pub(crate) env: Env,
    pub(crate) hash_pool: HashPool,
    pub(crate) trail: Trail,
    pub(crate) clients: Arc<ClientCache>,
    pub(crate) settings: Arc<SettingsCache>,
    pub(crate) client_rules: &'static [ClientRule],
    pub(crate) master_key: Arc<MasterKey>,
    pub(crate) addresses: Arc<AddressLimits>,
    pub(crate) breached: Option<Arc<BreachedPasswords>>,
}

impl Accounts {
    /// Puts the parts together and starts the trail's writer.
    #[must_use]
    pub fn new(store: Store, env: Env, master_key: MasterKey, settings: AccountsSettings) -> Self {
        Self {
            hash_pool: HashPool::new(env.clone(), settings.hash_workers),
            trail: Trail::start(store.clone(), env.clone()),
            settings: Arc::default(),
            clients: Arc::new(ClientCache::new(store.clone())),
            addresses: Arc::new(AddressLimits::new(settings.limits)),
            client_rules: settings.client_rules,
            master_key: Arc::new(master_key),
            breached: None,
            store,
            env,
        }
    }

    /// The same, with a list of passwords that nobody may choose.
    #[must_use]
    pub fn with_breached_passwords(mut self, list: BreachedPasswords) -> Self {
        self.breached = Some(Arc::new(list));
        self
    }

    /// Whether there is a list of passwords that nobody may choose.
    #[must_use]
    pub const fn has_breached_passwords(&self) -> bool {
        self.breached.is_some()
    }

    /// The database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Clock and entropy.
    #[must_use]
    pub const fn env(&self) -> &Env {
        &self.env
    }

    /// The key under which secrets are sealed.
    #[must_use]
    pub fn master_key(&self) -> &MasterKey {
        &self.master_key
    }

    /// Clients by id and slug, kept until a change.
    #[must_use]
    pub fn client_cache(&self) -> &ClientCache {
        &self.clients
    }

    /// How many requests of an account or an address are heard.
    #[must_use]
    pub fn limits(&self) -> &AddressLimits {
        &self.addresses
    }

    /// Where steps of sign-ins are written.
    #[must_use]
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Accounts")
    }
}
