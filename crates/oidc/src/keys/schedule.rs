//! Rotation by itself: a successor for every key that is as old as the operator wants it to be.

use gantry_accounts::Error;
use gantry_accounts::permissions::Administrator;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_core::{Seconds, Timestamp};

use super::changing::Step;
use super::{LoadedKey, PUBLISHED_AHEAD};
use crate::provider::Provider;

/// When the next keys are made and begin to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextRotation {
    /// They are published from then on.
    pub published: Timestamp,
    /// They sign from then on.
    pub signs: Timestamp,
}

impl Provider {
    /// Makes the keys that clients were set to meanwhile, and a successor for those that are old
    /// enough; tells how many changed. Several servers may do so at once.
    ///
    /// # Errors
    /// A breakdown of the database or of the engine.
    pub async fn rotate_keys_on_schedule(&self) -> Result<usize, Error> {
        self.ensure_keys().await?;
        let Some(period) = self.settings.key_rotation else {
            return Ok(0);
        };
        let keys = self.known_keys().await?;
        if due(&keys, self.accounts.env().now(), period).is_empty() {
            return Ok(0);
        }
        let used = self.algorithms_in_use().await?;
        let plan = |keys: &[LoadedKey], now| {
            let step = |algorithm: SigningAlgorithm| {
                if used.contains(&algorithm) {
                    Step::replace(algorithm, now, false)
                } else {
                    Step::end(algorithm, now, false)
                }
            };
            due(keys, now, period).into_iter().map(step).collect()
        };
        let by = Administrator::operator();
        self.change_keys(&by, [].into(), plan).await
    }

    /// When the schedule makes the next keys; `None` if there is no schedule.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn next_rotation(&self) -> Result<Option<NextRotation>, Error> {
        let Some(period) = self.settings.key_rotation else {
            return Ok(None);
        };
        let keys = self.known_keys().await?;
        let youngest = SigningAlgorithm::ALL
            .into_iter()
            .filter_map(|algorithm| youngest(&keys, algorithm));
        let next = youngest.map(|made| made.plus(period)).min();
        Ok(next.map(|at| {
            let published = at.max(self.accounts.env().now());
            NextRotation {
                published,
                signs: published.plus(PUBLISHED_AHEAD),
            }
        }))
    }

    /// How long a key signs before the schedule replaces it.
    #[must_use]
    pub fn key_rotation(&self) -> Option<Seconds> {
        self.settings.key_rotation
    }
}

/// The algorithms whose youngest key is older than the period.
fn due(keys: &[LoadedKey], now: Timestamp, period: Seconds) -> Vec<SigningAlgorithm> {
    let old = |algorithm: &SigningAlgorithm| {
        youngest(keys, *algorithm).is_some_and(|made| made.plus(period) <= now)
    };
    SigningAlgorithm::ALL.into_iter().filter(old).collect()
}

/// When the youngest key that has no end yet was made.
fn youngest(keys: &[LoadedKey], algorithm: SigningAlgorithm) -> Option<Timestamp> {
    let stays = |one: &&LoadedKey| one.key.algorithm == algorithm && one.stays();
    let made = keys.iter().filter(stays).map(|one| one.key.created_at);
    made.max()
}
