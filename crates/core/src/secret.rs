//! Text that must never be printed.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret in memory: prints as `***`, compares in constant time, is wiped when dropped.
///
/// ```
/// use gantry_core::Secret;
///
/// let secret = Secret::new("tower".to_owned());
/// assert_eq!(format!("{secret:?}"), "***");
/// assert!(secret.matches(&Secret::new("tower".to_owned())));
/// assert!(!secret.matches(&Secret::new("rocket".to_owned())));
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself. Call it only where the secret leaves for its owner or is digested.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Equality that takes the same time wherever the first difference is.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), other.0.as_bytes()).is_ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
