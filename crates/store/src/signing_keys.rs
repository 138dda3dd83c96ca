//! Signing keys, sealed. Whoever changes one also calls [`crate::config_version::bump`].

use gantry_core::Timestamp;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey, SigningKeyId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(KeyRow {
    id: Uuid,
    kid: String,
    algorithm: String,
    sealed: Vec<u8>,
    active_from: i64,
    retired_at: Option<i64>,
    created_at: i64,
});

/// Adds a key.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, key: &SigningKey) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO signing_keys
            (id, kid, algorithm, sealed, active_from, retired_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        SQL,
        key.id.as_uuid(),
        key.kid.clone(),
        key.algorithm.as_str(),
        key.sealed.clone(),
        key.active_from.as_i64(),
        key.retired_at.map(Timestamp::as_i64),
        key.created_at.as_i64(),
    )
    .map(|_| ())
}

/// Sets when the keys of an algorithm are no longer published; an earlier end stays. The new key is
/// added after this.
///
/// # Errors
/// A breakdown of the database.
pub async fn retire(
    tx: &mut Tx,
    algorithm: SigningAlgorithm,
    at: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE signing_keys SET retired_at = $2
        WHERE algorithm = $1 AND (retired_at IS NULL OR retired_at > $2)";
    execute!(tx, SQL, algorithm.as_str(), at.as_i64())
}

/// Every key, former ones too, oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn all(conn: &mut Conn) -> Result<Vec<SigningKey>, StoreError> {
    const SQL: &str = "
        SELECT id, kid, algorithm, sealed, active_from, retired_at, created_at
        FROM signing_keys
        ORDER BY id";
    fetch_all!(conn, KeyRow, SQL)?
        .into_iter()
        .map(|row| {
            Ok(SigningKey {
                id: SigningKeyId::from_uuid(row.id),
                kid: row.kid,
                algorithm: row.algorithm.parse()?,
                sealed: row.sealed,
                active_from: Timestamp::from_i64(row.active_from),
                retired_at: row.retired_at.map(Timestamp::from_i64),
                created_at: Timestamp::from_i64(row.created_at),
            })
        })
        .collect()
}
