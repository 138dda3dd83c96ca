//! Codes for a lost factor, each good for one use.

use gantry_core::user::UserId;
use gantry_core::{Digest, Id, Timestamp};

use crate::backend::{Tx, execute};
use crate::error::StoreError;

/// What a recovery code's row is.
#[derive(Debug)]
pub struct RecoveryCode;

/// Stores one.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    user: UserId,
    (id, digest): (Id<RecoveryCode>, Digest),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO recovery_codes (id, user_id, digest, created_at) VALUES ($1, $2, $3, $4)";
    let digest = digest.as_bytes().to_vec();
    execute!(tx, SQL, id.as_uuid(), user.as_uuid(), digest, now.as_i64()).map(|_| ())
}

/// Uses one up; `false` if the person has no such code, or used it before. Codes have 80 random
/// bits: how long the comparison of their digests takes tells nothing.
///
/// # Errors
/// A breakdown of the database.
pub async fn use_up(
    tx: &mut Tx,
    user: UserId,
    digest: Digest,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE recovery_codes SET used_at = $3
        WHERE user_id = $1 AND digest = $2 AND used_at IS NULL";
    let digest = digest.as_bytes().to_vec();
    Ok(execute!(tx, SQL, user.as_uuid(), digest, now.as_i64())? == 1)
}

/// Removes all of a person's.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
    execute!(tx, SQL, user.as_uuid())
}
