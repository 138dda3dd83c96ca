//! Assertions that clients authenticated with, so that none is good twice.

use gantry_core::{Digest, Timestamp};

use crate::backend::{Tx, execute};
use crate::error::StoreError;

/// Uses an assertion up; `false` if it was used before. It is remembered until `expires_at`, from
/// when on it is refused as expired anyway.
///
/// # Errors
/// A breakdown of the database.
pub async fn claim(
    tx: &mut Tx,
    assertion: Digest,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO used_assertions (digest, expires_at) VALUES ($1, $2)
        ON CONFLICT DO NOTHING";
    let digest = assertion.as_bytes().to_vec();
    Ok(execute!(tx, SQL, digest, expires_at.as_i64())? == 1)
}
