//! Signing keys: made when they are needed, published before they sign, replaced on a schedule.

mod changing;
mod schedule;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use gantry_accounts::Error;
use gantry_core::client::Client;
use gantry_core::seal::Purpose;
use gantry_core::signer::Signer;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_core::{Seconds, Timestamp};
use gantry_store::{clients, signing_keys};
use serde_json::{Value, json};

use crate::keys::changing::will_last;
use crate::provider::Provider;

/// How long a new key is published before it signs, so that every cached key set knows it.
pub const PUBLISHED_AHEAD: Seconds = Seconds::hours(1);
/// How long a former key stays published after its successor began to sign.
const PUBLISHED_AFTER: Seconds = Seconds::hours(24);
/// How many clients are read at a time.
const CLIENTS: i64 = 500;

/// A key ready to sign.
pub struct LoadedKey {
    /// Its row.
    pub key: SigningKey,
    /// The parsed key.
    pub signer: Signer,
}

impl LoadedKey {
    /// Whether it is listed in the published key set.
    #[must_use]
    pub fn is_published(&self, now: Timestamp) -> bool {
        self.key.retired_at.is_none_or(|retired| retired > now)
    }

    /// Whether it has no end yet: there is no younger one that replaces it.
    #[must_use]
    pub const fn stays(&self) -> bool {
        self.key.retired_at.is_none()
    }

    fn may_sign(&self, algorithm: SigningAlgorithm, now: Timestamp) -> bool {
        self.key.algorithm == algorithm && self.key.active_from <= now && self.is_published(now)
    }
}

impl fmt::Debug for LoadedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.signer.fmt(f)
    }
}

/// The keys of one `config_version`.
#[derive(Debug, Default)]
pub(crate) struct KeyRing {
    loaded: RwLock<(i64, Arc<Vec<LoadedKey>>)>,
    /// The version for which every client was looked through.
    ensured: AtomicI64,
}

impl Provider {
    /// Every key, former ones too, oldest first.
    ///
    /// # Errors
    /// A breakdown of the database, or keys sealed under another master key.
    pub async fn keys(&self) -> Result<Arc<Vec<LoadedKey>>, Error> {
        Ok(self.keys_of_version().await?.1)
    }

    /// The keys, and the version before which none of them was changed.
    async fn keys_of_version(&self) -> Result<(i64, Arc<Vec<LoadedKey>>), Error> {
        let mut conn = self.accounts.store().read().await?;
        let version = self
            .accounts
            .client_cache()
            .check_version(&mut conn)
            .await?;
        let stored = signing_keys::all(&mut conn).await?;
        drop(conn);
        let mut loaded = Vec::new();
        for key in stored {
            let row = key.id.as_uuid();
            let pkcs8 = self
                .accounts
                .master_key()
                .open(Purpose::SigningKey, row, &key.sealed)?;
            let signer = Signer::from_pkcs8(key.algorithm, &pkcs8).map_err(|_| engine_failed())?;
            loaded.push(LoadedKey { key, signer });
        }
        let keys = Arc::new(loaded);
        let fresh = (version, Arc::clone(&keys));
        *self
            .keys
            .loaded
            .write()
            .unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok((version, keys))
    }

    /// The keys of the version last seen, read again only after a change.
    pub(crate) async fn known_keys(&self) -> Result<Arc<Vec<LoadedKey>>, Error> {
        let version = self.accounts.client_cache().version();
        let known = {
            let loaded = self
                .keys
                .loaded
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            (loaded.0 == version && version != 0).then(|| Arc::clone(&loaded.1))
        };
        match known {
            Some(keys) => Ok(keys),
            None => self.keys().await,
        }
    }

    /// Signs claims with the current key of an algorithm.
    pub(crate) async fn sign(
        &self,
        algorithm: SigningAlgorithm,
        claims: &Value,
    ) -> Result<String, Error> {
        self.sign_as("JWT", algorithm, claims).await
    }

    /// The same for a token of another type, which its header names.
    pub(crate) async fn sign_as(
        &self,
        typ: &str,
        algorithm: SigningAlgorithm,
        claims: &Value,
    ) -> Result<String, Error> {
        let mut keys = self.known_keys().await?;
        let now = self.accounts.env().now();
        let signs = keys.iter().any(|one| one.may_sign(algorithm, now));
        if !signs || !will_last(&keys, algorithm) {
            self.make_missing(&BTreeSet::from([algorithm])).await?;
            keys = self.keys().await?;
        }
        let current = keys
            .iter()
            .filter(|loaded| loaded.may_sign(algorithm, now))
            .max_by_key(|loaded| loaded.key.id);
        let signed = current.map(|loaded| loaded.signer.sign_compact(typ, claims));
        signed.and_then(Result::ok).ok_or_else(engine_failed)
    }

    /// RFC 7517 §5: the published key set. <https://www.rfc-editor.org/rfc/rfc7517#section-5>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn jwks(&self) -> Result<Value, Error> {
        let mut conn = self.accounts.store().read().await?;
        self.accounts
            .client_cache()
            .check_version(&mut conn)
            .await?;
        drop(conn);
        let now = self.accounts.env().now();
        let keys = self.known_keys().await?;
        let published = keys.iter().filter(|loaded| loaded.is_published(now));
        let jwks: Vec<&Value> = published.map(|loaded| loaded.signer.jwk()).collect();
        Ok(json!({ "keys": jwks }))
    }

    /// The algorithms that always have a key, and those that a client is set to.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn algorithms_in_use(&self) -> Result<BTreeSet<SigningAlgorithm>, Error> {
        let mut used = BTreeSet::from(SigningAlgorithm::ALWAYS);
        let mut conn = self.accounts.store().read().await?;
        let mut after: Option<String> = None;
        loop {
            let page = clients::list(&mut conn, after.as_deref(), CLIENTS).await?;
            for client in &page {
                used.insert(client.settings.id_token_alg);
                used.extend(client.settings.tokens.userinfo_signing_alg);
            }
            match page.last() {
                Some(last) => after = Some(last.slug.as_str().to_owned()),
                None => return Ok(used),
            }
        }
    }

    /// Makes a key for every algorithm of one client that has none.
    pub(crate) async fn ensure_keys_of(&self, client: &Client) -> Result<(), Error> {
        let settings = &client.settings;
        let mut used = BTreeSet::from([settings.id_token_alg]);
        used.extend(settings.tokens.userinfo_signing_alg);
        self.make_missing(&used).await
    }

    /// Makes a key for every algorithm that is in use and has none.
    ///
    /// # Errors
    /// A breakdown of the database or of the engine.
    pub async fn ensure_keys(&self) -> Result<(), Error> {
        let (version, _) = self.keys_of_version().await?;
        if self.keys.ensured.load(Ordering::Relaxed) != version {
            let used = self.algorithms_in_use().await?;
            self.make_missing(&used).await?;
            self.keys.ensured.store(version, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn engine_failed() -> Error {
    Error::Signing
}
