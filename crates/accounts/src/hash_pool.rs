//! Password hashing off the async threads: few at a time, a short queue, no more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gantry_core::Env;
use gantry_core::password::{Hasher, HashingFailed, Password, PasswordHash, PasswordMatch};
use tokio::sync::Semaphore;

use crate::error::Error;
use crate::throttle::site;

/// How many hashes may wait for each worker before further ones are turned away.
const QUEUE_PER_WORKER: usize = 256;

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
    by_site: Arc<Mutex<HashMap<IpAddr, usize>>>,
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
            by_site: Arc::default(),
        }
    }

    /// A share of the pool for one address, which has at most a quarter of the queue.
    ///
    /// # Errors
    /// [`Error::Busy`] if the address has its quarter.
    pub(crate) fn share(&self, address: IpAddr) -> Result<Share, Error> {
        let site = site(address);
        let mut by_site = self.by_site.lock().unwrap_or_else(PoisonError::into_inner);
        let held = by_site.entry(site).or_default();
        if *held >= (self.most_waiting / 4).max(1) {
            return Err(Error::Busy);
        }
        *held += 1;
        Ok(Share {
            by_site: Arc::clone(&self.by_site),
            site,
        })
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

/// One address's hash, from waiting to done, given back when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    by_site: Arc<Mutex<HashMap<IpAddr, usize>>>,
    site: IpAddr,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut by_site = self.by_site.lock().unwrap_or_else(PoisonError::into_inner);
        let left = by_site.get(&self.site).map_or(0, |held| held - 1);
        if left == 0 {
            by_site.remove(&self.site);
        } else {
            by_site.insert(self.site, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_has_a_quarter_of_the_queue() {
        let pool = HashPool::new(Env::system(), 1);
        let greedy = "192.0.2.1".parse().unwrap();

        let mut shares: Vec<Share> = std::iter::from_fn(|| pool.share(greedy).ok()).collect();
        let another = pool.share("192.0.2.2".parse().unwrap());
        let held = shares.len();
        shares.pop();

        assert_eq!(held, QUEUE_PER_WORKER / 4);
        assert!(another.is_ok() && pool.share(greedy).is_ok());
    }

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
