//! Where and when somebody came in.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::clock::Timestamp;
use crate::invalid::Invalid;

const RULE: Invalid = Invalid::new("entry", "is a time in seconds, or that and an address");

/// What networks and hours are judged by: at the door, and whenever something is used that was
/// issued there. What is not known fulfils nothing.
///
/// ```
/// use gantry_core::access::Entry;
///
/// let entry: Entry = "1700000000 192.0.2.7".parse().unwrap();
/// assert_eq!(entry.from, "192.0.2.7".parse().ok());
/// assert_eq!(entry.to_string(), "1700000000 192.0.2.7");
/// assert_eq!("".parse(), Ok(Entry::default()));
/// assert!("yesterday".parse::<Entry>().is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Option<Timestamp>,
    /// Where the browser was.
    pub from: Option<IpAddr>,
}

impl Entry {
    /// Somebody who comes in now, without a browser that is known.
    #[must_use]
    pub const fn unseen(now: Timestamp) -> Self {
        Self {
            at: Some(now),
            from: None,
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.at, self.from) {
            (Some(at), Some(from)) => write!(f, "{} {from}", at.as_i64()),
            (Some(at), None) => write!(f, "{}", at.as_i64()),
            (None, _) => Ok(()),
        }
    }
}

impl FromStr for Entry {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let (at, from) = match text.split_once(' ') {
            Some((at, from)) => (at, Some(from.parse().map_err(|_| RULE)?)),
            None => (text, None),
        };
        let at = at.parse().map_err(|_| RULE)?;
        Ok(Self {
            at: Some(Timestamp::from_i64(at)),
            from,
        })
    }
}
