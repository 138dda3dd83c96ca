//! Signing keys: made at the first start, rotated by command, published before they sign.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use gantry_accounts::Error;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::seal::Purpose;
use gantry_core::signer::Signer;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_core::{Seconds, Timestamp};
use gantry_store::{config_version, signing_keys};
use serde_json::{Value, json};

use crate::provider::Provider;

/// How long a new key is published before it signs, so that every cached key set knows it.
pub const PUBLISHED_AHEAD: Seconds = Seconds::hours(1);
/// How long a former key stays published after its successor began to sign.
const PUBLISHED_AFTER: Seconds = Seconds::hours(24);

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
}

impl Provider {
    /// Makes a key for every algorithm that has none.
    ///
    /// # Errors
    /// A breakdown of the database or of the engine.
    pub async fn ensure_keys(&self) -> Result<(), Error> {
        let keys = self.keys().await?;
        for algorithm in SigningAlgorithm::ALWAYS {
            if !keys.iter().any(|loaded| loaded.key.algorithm == algorithm) {
                let now = self.accounts.env().now();
                self.add_key(&Administrator::operator(), algorithm, now)
                    .await?;
            }
        }
        Ok(())
    }

    /// Makes a new key for every algorithm. It is published at once and signs one hour later, or
    /// at once if `immediately`, for a key that leaked.
    ///
    /// # Errors
    /// A breakdown of the database or of the engine.
    pub async fn rotate_keys(&self, by: &Administrator, immediately: bool) -> Result<(), Error> {
        let now = self.accounts.env().now();
        let active_from = if immediately {
            now
        } else {
            now.plus(PUBLISHED_AHEAD)
        };
        for algorithm in SigningAlgorithm::ALL {
            self.add_key(by, algorithm, active_from).await?;
        }
        Ok(())
    }

    async fn add_key(
        &self,
        by: &Administrator,
        algorithm: SigningAlgorithm,
        active_from: Timestamp,
    ) -> Result<(), Error> {
        let env = self.accounts.env();
        let pkcs8 = tokio::task::spawn_blocking(move || Signer::generate(algorithm))
            .await
            .map_err(|_| engine_failed())?
            .map_err(|_| engine_failed())?;
        let signer = Signer::from_pkcs8(algorithm, &pkcs8).map_err(|_| engine_failed())?;
        let id = env.id();
        let key = SigningKey {
            id,
            kid: signer.kid().to_owned(),
            algorithm,
            sealed: self
                .accounts
                .master_key()
                .seal(Purpose::SigningKey, id.as_uuid(), &pkcs8)?,
            active_from,
            retired_at: None,
            created_at: env.now(),
        };
        let mut line = Line::by(by, Event::KeysRotated);
        line.detail = format!("{algorithm} {}", key.kid);
        let retired_at = match active_from.since(env.now()) {
            // At once means that the former keys are not to be believed any more.
            wait if wait <= Seconds::new(0) => active_from,
            _ => active_from.plus(PUBLISHED_AFTER),
        };
        let act = (key, retired_at, line.entry(env));
        let added = self
            .accounts
            .store()
            .write(act, |tx, (key, retired_at, entry)| {
                Box::pin(async move {
                    signing_keys::insert(tx, key).await?;
                    signing_keys::retire_others(tx, key.algorithm, key.id, *retired_at).await?;
                    config_version::bump(tx).await?;
                    gantry_store::audit::insert(tx, entry).await
                })
            });
        Ok(added.await?)
    }

    /// Every key, former ones too, oldest first.
    ///
    /// # Errors
    /// A breakdown of the database, or keys sealed under another master key.
    pub async fn keys(&self) -> Result<Arc<Vec<LoadedKey>>, Error> {
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
        Ok(keys)
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
        let keys = self.known_keys().await?;
        let now = self.accounts.env().now();
        let current = keys
            .iter()
            .filter(|loaded| loaded.may_sign(algorithm, now))
            .max_by_key(|loaded| loaded.key.id);
        let signed = current.map(|loaded| loaded.signer.sign_compact("JWT", claims));
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
}

fn engine_failed() -> Error {
    Error::Signing
}
