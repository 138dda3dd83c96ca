//! A change as it is told to a person.

use std::fmt;

use serde_json::Value;

use crate::declared::merge::differences;

/// What becomes of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is made.
    Added,
    /// It is there and becomes another.
    Changed,
    /// It goes.
    Removed,
}

impl Kind {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    const fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Changed => '~',
            Self::Removed => '-',
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What becomes of it.
    pub kind: Kind,
    /// What it is, such as `group staff`.
    pub what: String,
    /// What differs, such as `consent: true → false`.
    pub details: Vec<String>,
}

impl Change {
    /// A change between two documents.
    pub(crate) fn of(kind: Kind, what: String, before: &Value, after: &Value) -> Self {
        let details = differences(before, after);
        let details = match kind {
            Kind::Added => details
                .into_iter()
                .map(|line| line.replacen("nothing → ", "", 1))
                .collect(),
            Kind::Changed => details,
            Kind::Removed => Vec::new(),
        };
        Self {
            kind,
            what,
            details,
        }
    }

    /// That something goes.
    pub(crate) const fn removed(what: String) -> Self {
        Self {
            kind: Kind::Removed,
            what,
            details: Vec::new(),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.sign(), self.what)?;
        for detail in &self.details {
            write!(f, "\n    {detail}")?;
        }
        Ok(())
    }
}
