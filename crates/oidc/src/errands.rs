//! Calls of clients' addresses that strangers cause: whoever knows a client's id can begin a request.
//!
//! An address that failed is left alone for a while, and only so many calls go on at once. How
//! often one client's addresses are called is counted in [`gantry_accounts::throttle`].

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gantry_core::client::ClientRowId;
use gantry_core::{Seconds, Timestamp};
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

/// How long an address that failed is left alone.
const PAUSE: Seconds = Seconds::new(30);
/// How many calls go on at once.
const AT_ONCE: usize = 128;
/// Of how many addresses failures are remembered.
const MOST_FAILURES: usize = 10_000;

/// A client's address.
type Site = (ClientRowId, Url);

/// What goes on, and what went wrong shortly before.
pub(crate) struct Errands {
    turns: Semaphore,
    failed: Mutex<HashMap<Site, Timestamp>>,
}

impl Errands {
    /// The right to call now, until it is dropped; `None` while too many others do.
    pub(crate) fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.try_acquire().ok()
    }

    /// Whether the address failed so lately that it is left alone.
    pub(crate) fn failed_lately(&self, site: &Site, now: Timestamp) -> bool {
        let failed = self.failures();
        failed.get(site).is_some_and(|at| now.since(*at) < PAUSE)
    }

    /// The address failed just now.
    pub(crate) fn note_failure(&self, site: Site, now: Timestamp) {
        let mut failed = self.failures();
        failed.retain(|_, at| now.since(*at) < PAUSE);
        if failed.len() < MOST_FAILURES {
            failed.insert(site, now);
        }
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Site, Timestamp>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Errands {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(AT_ONCE),
            failed: Mutex::default(),
        }
    }
}

impl fmt::Debug for Errands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Errands")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_calls_go_on_at_once() {
        let errands = Errands::default();

        let turns: Vec<_> = (0..AT_ONCE).map_while(|_| errands.turn()).collect();
        let further = errands.turn().is_some();
        let count = turns.len();
        drop(turns);

        assert_eq!((count, further), (AT_ONCE, false));
        assert!(errands.turn().is_some());
    }
}
