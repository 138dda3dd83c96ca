//! One thing that is not as it should be: which check, where, and what.

use std::fmt;

/// A broken promise, ready to be printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    check: &'static str,
    place: String,
    problem: String,
}

impl Finding {
    /// Notes `problem`, seen by `check` at `place`.
    pub(crate) fn new(
        check: &'static str,
        place: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self {
            check,
            place: place.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{}] {}: {}", self.check, self.place, self.problem)
    }
}
