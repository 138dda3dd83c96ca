//! Clients' public keys: by value, or fetched from where the client publishes them.
//!
//! A fetched key set is kept for an hour. A token that names a key which is not in it has it
//! fetched again, at most every thirty seconds for each client, whoever asks and however often.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::{ClientRowId, KeyManagement};
use gantry_core::{Seconds, Timestamp};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use serde_json::Value;
use tokio::sync::Mutex as AsyncMutex;
use url::Url;

use crate::provider::Provider;

/// How long a fetched key set is believed.
const OLDEST: Seconds = Seconds::hours(1);
/// How soon the same address is asked again: less than the minute that others allow us.
const PAUSE: Seconds = Seconds::new(30);
/// The largest key set in bytes.
const LARGEST: usize = 64 * 1024;
/// How many keys of a set are looked at.
const MOST_KEYS: usize = 64;
/// Of how many clients key sets are kept.
const MOST_CLIENTS: usize = 10_000;

/// Why a client's keys cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientKeysFault {
    /// It has registered none.
    None,
    /// Its address does not answer, or not with a key set.
    Unreachable,
}

/// What an address last answered. It may be read while the address is asked again.
#[derive(Default)]
struct Entry {
    fetched: Mutex<Fetched>,
    fetching: AsyncMutex<()>,
}

#[derive(Default)]
struct Fetched {
    uri: String,
    keys: Option<(Timestamp, Arc<[Jwk]>)>,
    tried_at: Option<Timestamp>,
}

/// Fetched key sets, each behind a lock of its own: whoever needs one that is being fetched waits
/// for it, and nobody else does.
#[derive(Default)]
pub(crate) struct FetchedKeys(Mutex<HashMap<ClientRowId, Arc<Entry>>>);

impl Provider {
    /// A client's public keys. With a `kid` that is not among those in memory they are fetched
    /// again, as far as that may be.
    pub(crate) async fn client_keys(
        &self,
        client: &CachedClient,
        kid: Option<&str>,
    ) -> Result<Arc<[Jwk]>, ClientKeysFault> {
        let settings = &client.client.settings.keys;
        if let Some(set) = &settings.jwks {
            return Ok(parsed(set).into());
        }
        let uri = settings.jwks_uri.as_deref().ok_or(ClientKeysFault::None)?;
        let entry = self.fetched_keys.entry(client.client.id);
        let now = self.accounts.env().now();
        // A known key waits for nobody: who names an unknown one may have caused a slow fetch.
        let known = entry.at(uri).believed(now);
        if let Some(keys) = known.filter(|keys| has(keys, kid)) {
            return Ok(keys);
        }
        let _fetching = entry.fetching.lock().await;
        let known = entry.at(uri).believed(now);
        if let Some(keys) = known.as_ref().filter(|keys| has(keys, kid)) {
            return Ok(Arc::clone(keys));
        }
        let may_ask = entry.at(uri).try_now(now);
        if may_ask && let Some(keys) = self.fetch_keys(client.client.id, uri).await {
            let keys: Arc<[Jwk]> = keys.into();
            entry.at(uri).keys = Some((now, Arc::clone(&keys)));
            return Ok(keys);
        }
        known.ok_or(ClientKeysFault::Unreachable)
    }

    /// OpenID Connect Core §10.2: the client's key to encrypt for, as it published it.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#Encryption>
    pub(crate) async fn encryption_key(
        &self,
        client: &CachedClient,
        management: KeyManagement,
    ) -> Result<Option<Value>, ClientKeysFault> {
        let keys = self.client_keys(client, None).await?;
        let fitting = |key: &&Jwk| encrypts(key, management);
        // A key that says that it is for this comes before one that says nothing.
        let best = keys
            .iter()
            .filter(fitting)
            .max_by_key(|key| key.common.public_key_use.is_some());
        Ok(best.and_then(|key| serde_json::to_value(key).ok()))
    }

    async fn fetch_keys(&self, client: ClientRowId, uri: &str) -> Option<Vec<Jwk>> {
        let address = Url::parse(uri).ok()?;
        let accept = "application/jwk-set+json, application/json";
        let outbound = self.outbound_of(client).await;
        let answer = match outbound.get_bytes(&address, accept, LARGEST).await {
            Ok(answer) if answer.status == 200 => answer,
            Ok(answer) => {
                tracing::warn!(status = answer.status, "client_keys_not_found");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, "client_keys_not_fetched");
                return None;
            }
        };
        let set: Value = serde_json::from_slice(&answer.body).ok()?;
        set.get("keys")?.as_array()?;
        Some(parsed(&set))
    }
}

impl Entry {
    /// What is known of this address; of another one nothing is kept.
    fn at(&self, uri: &str) -> MutexGuard<'_, Fetched> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if fetched.uri != uri {
            *fetched = Fetched {
                uri: uri.to_owned(),
                ..Fetched::default()
            };
        }
        fetched
    }
}

impl Fetched {
    fn believed(&self, now: Timestamp) -> Option<Arc<[Jwk]>> {
        let (at, keys) = self.keys.as_ref()?;
        (now.since(*at) < OLDEST).then(|| Arc::clone(keys))
    }

    /// Whether the address may be asked now, which then counts.
    fn try_now(&mut self, now: Timestamp) -> bool {
        let may = self.tried_at.is_none_or(|at| now.since(at) >= PAUSE);
        if may {
            self.tried_at = Some(now);
        }
        may
    }
}

impl FetchedKeys {
    fn entry(&self, client: ClientRowId) -> Arc<Entry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST_CLIENTS && !entries.contains_key(&client) {
            entries.retain(|_, entry| Arc::strong_count(entry) > 1);
        }
        Arc::clone(entries.entry(client).or_default())
    }
}

impl fmt::Debug for FetchedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FetchedKeys")
    }
}

/// RFC 7517 §5: keys that are not understood are passed over.
/// <https://www.rfc-editor.org/rfc/rfc7517#section-5>
fn parsed(set: &Value) -> Vec<Jwk> {
    let keys = set.get("keys").and_then(Value::as_array);
    keys.into_iter()
        .flatten()
        .take(MOST_KEYS)
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect()
}

fn has(keys: &[Jwk], kid: Option<&str>) -> bool {
    kid.is_none_or(|kid| {
        keys.iter()
            .any(|key| key.common.key_id.as_deref() == Some(kid))
    })
}

fn encrypts(key: &Jwk, management: KeyManagement) -> bool {
    let common = &key.common;
    let meant = matches!(common.public_key_use, None | Some(PublicKeyUse::Encryption));
    let (kind, named) = match management {
        KeyManagement::RsaOaep256 => (
            matches!(key.algorithm, AlgorithmParameters::RSA(_)),
            common
                .key_algorithm
                .is_none_or(|named| named == KeyAlgorithm::RSA_OAEP_256),
        ),
        // The library knows no `ECDH-ES`: it reads the word as an unknown algorithm.
        KeyManagement::EcdhEs => (
            matches!(&key.algorithm, AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256),
            common
                .key_algorithm
                .is_none_or(|named| named == KeyAlgorithm::UNKNOWN_ALGORITHM),
        ),
    };
    meant && kind && named
}
