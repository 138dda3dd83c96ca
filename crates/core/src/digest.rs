//! SHA-256 digests of secrets, as the database keeps them.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};

use crate::invalid::Invalid;

/// A SHA-256 digest. There is no `==`: comparing takes constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut out = [0; 32];
        for (to, from) in out.iter_mut().zip(digest(&SHA256, bytes).as_ref()) {
            *to = *from;
        }
        Self(out)
    }

    /// A digest read back from the database.
    ///
    /// # Errors
    /// Anything but 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Invalid> {
        <[u8; 32]>::try_from(bytes)
            .map(Self)
            .map_err(|_| Invalid::new("digest", "has 32 bytes"))
    }

    /// The bytes, for the database.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Equality in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(***)")
    }
}
