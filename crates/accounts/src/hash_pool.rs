//! Password hashing off the async threads: few at a time, a short queue, no more.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gantry_core::Env;
use gantry_core::password::{Hasher, HashingFailed, Password, PasswordHash, PasswordMatch};
use tokio::sync::Semaphore;

use crate::error::Error;

/// How many hashes may wait for each worker before further ones are turned away.
const QUEUE_PER_WORKER: usize = 64;

/// A hash that no password has, with today's parameters: unknown names cost what known ones do.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCE$\
    MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";

/// A bounded pool of hashers, each with 19 MiB of kept memory.
#[derive(Debug, Clone)]
pub struct HashPool {
    env: Env,
    workers: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
    idle: Arc<Mutex<Vec<Hasher>>>,
}

impl HashPool {
    /// A pool of so many workers, at least one.
    #[must_use]
    pub fn new(env: Env, workers: usize) -> Self {
        let workers = workers.max(1);
        Self {
            env,
            workers: Arc::new(Semaphore::new(workers)),
            waiting: Arc::default(),
            most_waiting: workers * QUEUE_PER_WORKER,
            idle: Arc::default(),
        }
    }

    /// Hashes a chosen password.
    ///
    /// # Errors
    /// [`Error::Busy`] if the queue is full.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, Error> {
        let env = self.env.clone();
        self.run(move |hasher| hasher.hash(&env, &password)).await
    }

    /// Compares a password with a person's hash; without one it takes as long and says no.
    ///
    /// # Errors
    /// [`Error::Busy`] if the queue is full.
    pub async fn verify(
        &self,
        hash: Option<PasswordHash>,
        password: Password,
    ) -> Result<PasswordMatch, Error> {
        let somebody = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => NOBODY.parse()?,
        };
        let matched = self
            .run(move |hasher| hasher.verify(&hash, &password))
            .await?;
        Ok(if somebody { matched } else { PasswordMatch::No })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Hasher) -> Result<T, HashingFailed> + Send + 'static,
    ) -> Result<T, Error> {
        let place = Place::take(&self.waiting, self.most_waiting).ok_or(Error::Busy)?;
        let permit = Arc::clone(&self.workers)
            .acquire_owned()
            .await
            .map_err(|_| Error::Busy)?;
        drop(place);
        let idle = Arc::clone(&self.idle);
        let done = tokio::task::spawn_blocking(move || {
            // The permit lives as long as the work, even if the caller has gone.
            let _permit = permit;
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut hasher = kept.unwrap_or_default();
            let result = work(&mut hasher);
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(hasher);
            result
        });
        Ok(done.await.map_err(|_| HashingFailed)??)
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let before = waiting.fetch_add(1, Ordering::SeqCst);
        let place = Self(Arc::clone(waiting));
        (before < most).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_person_without_a_password_never_matches() {
        let pool = HashPool::new(Env::system(), 1);
        let password = Password::presented("anything at all".to_owned()).unwrap();

        let matched = pool.verify(None, password).await.unwrap();

        assert_eq!(matched, PasswordMatch::No);
    }

    #[tokio::test]
    async fn a_full_queue_turns_further_hashes_away() {
        let pool = HashPool {
            most_waiting: 0,
            ..HashPool::new(Env::system(), 1)
        };
        let password = Password::presented("anything at all".to_owned()).unwrap();

        let refused = pool.verify(None, password).await;

        assert!(matches!(refused, Err(Error::Busy)));
    }
}
