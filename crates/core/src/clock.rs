//! Time as whole seconds since 1970, and the clock it is read from.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(i64);

impl Seconds {
    /// That many seconds.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// That many minutes.
    #[must_use]
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// That many hours.
    #[must_use]
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 3600)
    }

    /// That many days.
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self(days * 86_400)
    }

    /// The plain number, for the database and for `expires_in`.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl Timestamp {
    /// A time read back from the database or a token.
    #[must_use]
    pub const fn from_i64(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The plain number, for the database and for JWT dates.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// This long after; stops at the end of time instead of wrapping.
    #[must_use]
    pub const fn plus(self, length: Seconds) -> Self {
        Self(self.0.saturating_add(length.0))
    }

    /// This long before; stops at the beginning of time instead of wrapping.
    #[must_use]
    pub const fn minus(self, length: Seconds) -> Self {
        Self(self.0.saturating_sub(length.0))
    }

    /// How long after `earlier` this is; negative if it is before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where time comes from. Tests put a clock of their own here.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_millis(&self) -> i64;
}

/// The operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system clock"
    )]
    fn now_millis(&self) -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_millis()).ok())
            .unwrap_or(0)
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now_millis(&self) -> i64 {
        (**self).now_millis()
    }
}

/// A clock that stands still, but for a millisecond with every look at it, and can be moved
/// forward: however slow the machine is, tests see the same seconds.
#[cfg(feature = "test-support")]
#[derive(Debug)]
pub struct MovableClock(std::sync::atomic::AtomicI64);

#[cfg(feature = "test-support")]
impl MovableClock {
    /// Moves the clock forward.
    pub fn advance(&self, by: Seconds) {
        self.0
            .fetch_add(by.as_i64() * 1000, std::sync::atomic::Ordering::SeqCst);
    }
}

/// Begins at the present, on a whole second.
#[cfg(feature = "test-support")]
impl Default for MovableClock {
    fn default() -> Self {
        let second = SystemClock.now_millis().div_euclid(1000) * 1000;
        Self(std::sync::atomic::AtomicI64::new(second))
    }
}

#[cfg(feature = "test-support")]
impl Clock for MovableClock {
    fn now_millis(&self) -> i64 {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
    }
}
