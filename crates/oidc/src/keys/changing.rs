//! Making keys and ending them, once, however many servers want to.
//!
//! A change is planned with the keys of one `config_version` and written only if that is still the
//! version: whoever was slower looks again and finds nothing left to do.

use std::collections::{BTreeMap, BTreeSet};

use gantry_accounts::permissions::Administrator;
use gantry_accounts::trail::Line;
use gantry_accounts::{Error, Refusal};
use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::seal::Purpose;
use gantry_core::signer::Signer;
use gantry_core::signer::import::ImportedKey;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_store::{StoreError, Tx, config_version, signing_keys};

use super::{LoadedKey, PUBLISHED_AFTER, PUBLISHED_AHEAD, engine_failed};
use crate::provider::Provider;

/// How often a change is planned anew because somebody changed something else meanwhile.
const ATTEMPTS: usize = 30;

/// What happens to the keys of one algorithm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Which one.
    pub(super) algorithm: SigningAlgorithm,
    /// From when on a new key signs; `None` makes none.
    pub(super) active_from: Option<Timestamp>,
    /// When those that are there are no longer published; `None` leaves them alone.
    pub(super) former_end: Option<Timestamp>,
}

impl Step {
    /// A successor, which takes over in an hour or, for a key that leaked, at once. At once means
    /// that the former keys are not to be believed any more.
    pub(super) fn replace(algorithm: SigningAlgorithm, now: Timestamp, immediately: bool) -> Self {
        let (active_from, end) = if immediately {
            (now, now)
        } else {
            let active_from = now.plus(PUBLISHED_AHEAD);
            (active_from, active_from.plus(PUBLISHED_AFTER))
        };
        Self {
            algorithm,
            active_from: Some(active_from),
            former_end: Some(end),
        }
    }

    /// The end without a successor, because no client is set to the algorithm any more.
    pub(super) fn end(algorithm: SigningAlgorithm, now: Timestamp, immediately: bool) -> Self {
        Self {
            active_from: None,
            ..Self::replace(algorithm, now, immediately)
        }
    }

    /// A first key.
    const fn begin(algorithm: SigningAlgorithm, active_from: Timestamp) -> Self {
        Self {
            algorithm,
            active_from: Some(active_from),
            former_end: None,
        }
    }
}

/// New keys that are not in the database yet.
type Fresh = BTreeMap<SigningAlgorithm, SigningKey>;

/// One transaction.
struct Act {
    version: i64,
    steps: Vec<Step>,
    fresh: Fresh,
    lines: Vec<AuditEntry>,
}

impl Provider {
    /// Makes a new key for every algorithm in use. It is published at once and signs one hour
    /// later, or at once if `immediately`, for a key that leaked.
    ///
    /// # Errors
    /// A breakdown of the database or of the engine.
    pub async fn rotate_keys(&self, by: &Administrator, immediately: bool) -> Result<(), Error> {
        self.ensure_keys().await?;
        let used = self.algorithms_in_use().await?;
        let plan = |keys: &[LoadedKey], now| {
            let step = |algorithm: SigningAlgorithm| {
                if used.contains(&algorithm) {
                    Some(Step::replace(algorithm, now, immediately))
                } else {
                    let end = |one: &&LoadedKey| {
                        one.key.algorithm == algorithm
                            && (one.stays() || (immediately && one.is_published(now)))
                    };
                    let found = keys.iter().find(end);
                    found.map(|_| Step::end(algorithm, now, immediately))
                }
            };
            SigningAlgorithm::ALL.into_iter().filter_map(step).collect()
        };
        self.change_keys(by, Fresh::new(), plan).await.map(|_| ())
    }

    /// Takes over a key that was made elsewhere; then the rules of a rotation hold.
    ///
    /// # Errors
    /// The key is known already, or a breakdown of the database.
    pub async fn import_key(
        &self,
        by: &Administrator,
        key: &ImportedKey,
        immediately: bool,
    ) -> Result<String, Error> {
        self.ensure_keys().await?;
        let algorithm = key.algorithm();
        let sealed = self.seal_key(algorithm, key.pkcs8())?;
        let kid = sealed.kid.clone();
        if self.keys().await?.iter().any(|one| one.key.kid == kid) {
            let told = "this key is known already, see `gantry keys list`";
            return Err(Error::Refused(Refusal::Settings(told)));
        }
        let fresh = Fresh::from([(algorithm, sealed)]);
        // The first key of its algorithm has nobody who could sign meanwhile.
        let plan = |keys: &[LoadedKey], now| {
            let first = !keys.iter().any(|one| one.may_sign(algorithm, now));
            vec![Step::replace(algorithm, now, immediately || first)]
        };
        self.change_keys(by, fresh, plan).await?;
        Ok(kid)
    }

    /// Makes keys for those of the algorithms that have none, or none that stays.
    pub(super) async fn make_missing(
        &self,
        algorithms: &BTreeSet<SigningAlgorithm>,
    ) -> Result<(), Error> {
        let plan = |keys: &[LoadedKey], now: Timestamp| {
            let step = |algorithm: &SigningAlgorithm| {
                let signs = keys.iter().any(|one| one.may_sign(*algorithm, now));
                match (signs, will_last(keys, *algorithm)) {
                    (true, true) => None,
                    (true, false) => Some(Step::begin(*algorithm, now.plus(PUBLISHED_AHEAD))),
                    (false, _) => Some(Step::begin(*algorithm, now)),
                }
            };
            algorithms.iter().filter_map(step).collect()
        };
        let by = Administrator::operator();
        self.change_keys(&by, Fresh::new(), plan).await.map(|_| ())
    }

    /// Does what `plan` says about the keys as they are; tells how many steps that were.
    pub(super) async fn change_keys(
        &self,
        by: &Administrator,
        mut fresh: Fresh,
        plan: impl Fn(&[LoadedKey], Timestamp) -> Vec<Step>,
    ) -> Result<usize, Error> {
        for _ in 0..ATTEMPTS {
            let (version, keys) = self.keys_of_version().await?;
            let now = self.accounts.env().now();
            let steps = plan(&keys, now);
            if steps.is_empty() {
                return Ok(0);
            }
            let count = steps.len();
            self.make_fresh(&steps, &mut fresh).await?;
            let lines = self.lines(by, &steps, &fresh);
            let act = Act {
                version,
                steps,
                fresh: fresh.clone(),
                lines,
            };
            let written = self
                .accounts
                .store()
                .write(act, |tx, act| Box::pin(async move { write(tx, act).await }));
            if written.await? {
                return Ok(count);
            }
        }
        Err(Error::Busy)
    }

    /// Keys that were made for an attempt that came too late are used for the next one.
    async fn make_fresh(&self, steps: &[Step], fresh: &mut Fresh) -> Result<(), Error> {
        for step in steps {
            let Some(active_from) = step.active_from else {
                continue;
            };
            let algorithm = step.algorithm;
            let mut key = if let Some(key) = fresh.remove(&algorithm) {
                key
            } else {
                let made = tokio::task::spawn_blocking(move || Signer::generate(algorithm));
                let pkcs8 = made.await.map_err(|_| engine_failed())?;
                self.seal_key(algorithm, &pkcs8.map_err(|_| engine_failed())?)?
            };
            key.active_from = active_from;
            fresh.insert(algorithm, key);
        }
        Ok(())
    }

    fn seal_key(&self, algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<SigningKey, Error> {
        let env = self.accounts.env();
        let signer = Signer::from_pkcs8(algorithm, pkcs8).map_err(|_| engine_failed())?;
        let id = env.id();
        let master_key = self.accounts.master_key();
        Ok(SigningKey {
            id,
            kid: signer.kid().to_owned(),
            algorithm,
            sealed: master_key.seal(Purpose::SigningKey, id.as_uuid(), pkcs8)?,
            active_from: env.now(),
            retired_at: None,
            created_at: env.now(),
        })
    }

    fn lines(&self, by: &Administrator, steps: &[Step], fresh: &Fresh) -> Vec<AuditEntry> {
        let line = |step: &Step| {
            let mut line = Line::by(by, Event::KeysRotated);
            let kid = fresh.get(&step.algorithm).map(|key| key.kid.as_str());
            line.detail = match (step.active_from, kid) {
                (Some(_), Some(kid)) => format!("{} {kid}", step.algorithm),
                _ => format!("{} ends", step.algorithm),
            };
            line.entry(self.accounts.env())
        };
        steps.iter().map(line).collect()
    }
}

/// Whether there is a key of the algorithm that has no end yet.
pub(super) fn will_last(keys: &[LoadedKey], algorithm: SigningAlgorithm) -> bool {
    keys.iter()
        .any(|one| one.key.algorithm == algorithm && one.stays())
}

async fn write(tx: &mut Tx, act: &Act) -> Result<bool, StoreError> {
    if !config_version::bump_from(tx, act.version).await? {
        return Ok(false);
    }
    for step in &act.steps {
        if let Some(end) = step.former_end {
            signing_keys::retire(tx, step.algorithm, end).await?;
        }
        let made = step.active_from.and(act.fresh.get(&step.algorithm));
        if let Some(key) = made {
            signing_keys::insert(tx, key).await?;
        }
    }
    for line in &act.lines {
        gantry_store::audit::insert(tx, line).await?;
    }
    Ok(true)
}
