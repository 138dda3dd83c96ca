//! One attempt at a time within this process, and one report of the same refusal in a while.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use gantry_core::{Seconds, Timestamp};
use uuid::Uuid;

/// What an attempt is about: a session or a person, and a workspace.
pub(crate) type Flight = (Uuid, Uuid);

/// How long the same refusal of the same person is not reported again.
const QUIET: Seconds = Seconds::minutes(5);
/// Reports remembered at most.
const MOST: usize = 4096;

#[derive(Default)]
struct State {
    under_way: HashMap<Flight, Weak<tokio::sync::Mutex<()>>>,
    reported: HashMap<(Flight, &'static str), Timestamp>,
}

/// What is under way, and what was reported lately. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<State>>);

impl Flights {
    /// The lock of one attempt.
    pub(crate) fn of(&self, flight: Flight) -> Arc<tokio::sync::Mutex<()>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = state.under_way.get(&flight).and_then(Weak::upgrade) {
            return lock;
        }
        state.under_way.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::new(tokio::sync::Mutex::new(()));
        state.under_way.insert(flight, Arc::downgrade(&lock));
        lock
    }

    /// Whether a refusal was not reported lately.
    pub(crate) fn is_news(&self, flight: Flight, reason: &'static str, now: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.reported.len() >= MOST {
            state.reported.clear();
        }
        let last = state.reported.insert((flight, reason), now);
        let news = last.is_none_or(|last| now.since(last) > QUIET);
        if let (false, Some(last)) = (news, last) {
            state.reported.insert((flight, reason), last);
        }
        news
    }
}

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flights")
    }
}
