//! The only source of time, ids and random values.

use std::fmt;
use std::sync::Arc;

use crate::clock::{Clock, SystemClock, Timestamp};
use crate::entropy::{Entropy, SystemEntropy};
use crate::id::Id;

/// A clock and a source of randomness, handed to everything that needs either.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Env {
    /// The operating system's clock and generator.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemEntropy::default()))
    }

    /// Any clock, any entropy.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy }
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

    /// A new id, ordered by time.
    #[must_use]
    pub fn id<K>(&self) -> Id<K> {
        let millis = u64::try_from(self.clock.now_millis()).unwrap_or(0);
        Id::from_parts(millis, &self.random())
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}
