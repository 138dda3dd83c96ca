//! The only source of time, ids and random values.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::entropy::{Entropy, SystemEntropy};
use crate::id::Id;

/// A clock and a source of randomness, handed to everything that needs either.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Milliseconds and a counter of 12 bits: the beginning of the newest id.
    newest: Arc<AtomicU64>,
}

/// Bits of an id that count within a millisecond.
const COUNTER_BITS: u32 = 12;
/// How far ids may be ahead of a clock that was set back: 10 s.
const LEAD: u64 = 10_000;

impl Env {
    /// The operating system's clock and generator.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemEntropy::default()))
    }

    /// Any clock, any entropy.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            clock,
            entropy,
            newest: Arc::default(),
        }
    }

    /// The current second.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_i64(self.clock.now_millis().div_euclid(1000))
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A new id, ordered by time: of two ids from one process the later one is the greater, also
    /// within a millisecond. RFC 9562 §6.2, method 1.
    /// <https://www.rfc-editor.org/rfc/rfc9562#section-6.2>
    #[must_use]
    pub fn id<K>(&self) -> Id<K> {
        let millis = u64::try_from(self.clock.now_millis()).unwrap_or(0);
        let (millis, counter) = self.next(millis);
        let mut random: [u8; 10] = self.random();
        let [high, low, ..] = &mut random;
        [*high, *low] = counter.to_be_bytes();
        Id::from_parts(millis, &random)
    }

    fn next(&self, millis: u64) -> (u64, u16) {
        let first = millis << COUNTER_BITS;
        let after = |newest: u64| {
            let is_near = newest < (millis + LEAD) << COUNTER_BITS;
            if newest >= first && is_near {
                newest + 1
            } else {
                first
            }
        };
        let mut newest = self.newest.load(Ordering::Relaxed);
        loop {
            let next = after(newest);
            let swapped = self.newest.compare_exchange_weak(
                newest,
                next,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            match swapped {
                Ok(_) => {
                    let counter = u16::try_from(next & ((1 << COUNTER_BITS) - 1)).unwrap_or(0);
                    return (next >> COUNTER_BITS, counter);
                }
                Err(current) => newest = current,
            }
        }
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MovableClock;

    #[test]
    fn ids_of_one_moment_grow() {
        let env = Env::new(
            Arc::new(MovableClock::default()),
            Arc::new(SystemEntropy::default()),
        );
        let ids: Vec<Id<()>> = (0..10_000).map(|_| env.id()).collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn ids_of_several_threads_are_distinct_and_grow_in_each() {
        let env = Env::system();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let env = env.clone();
                std::thread::spawn(move || (0..5_000).map(|_| env.id()).collect::<Vec<Id<()>>>())
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            let ids = thread.join().unwrap();
            assert!(ids.is_sorted_by(|one, next| one < next));
            all.extend(ids);
        }
        all.sort_unstable();
        assert!(all.is_sorted_by(|one, next| one < next));
    }
}
