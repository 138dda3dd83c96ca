//! Live secrets of clients; only digests are kept.

use gantry_core::client::{ClientRowId, ClientSecret, ClientSecretId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(SecretRow {
    id: Uuid,
    digest: Vec<u8>,
    sealed: Option<Vec<u8>>,
    created_at: i64,
    expires_at: Option<i64>,
});

/// Adds a secret.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    client: ClientRowId,
    secret: &ClientSecret,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_secrets (id, client_id, digest, sealed, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let digest = secret.digest.as_bytes().to_vec();
    let expires_at = secret.expires_at.map(Timestamp::as_i64);
    let created_at = secret.created_at.as_i64();
    execute!(
        tx,
        SQL,
        secret.id.as_uuid(),
        client.as_uuid(),
        digest,
        secret.sealed.clone(),
        created_at,
        expires_at
    )
    .map(|_| ())
}

/// Sets the end of every secret but one that has none or a later one.
///
/// # Errors
/// A breakdown of the database.
pub async fn expire_others(
    tx: &mut Tx,
    client: ClientRowId,
    kept: ClientSecretId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE client_secrets SET expires_at = $3
        WHERE client_id = $1 AND id <> $2 AND (expires_at IS NULL OR expires_at > $3)";
    execute!(tx, SQL, client.as_uuid(), kept.as_uuid(), at.as_i64())
}

/// Removes one secret; `false` if it is gone or another client's.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(
    tx: &mut Tx,
    client: ClientRowId,
    id: ClientSecretId,
) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM client_secrets WHERE id = $1 AND client_id = $2";
    Ok(execute!(tx, SQL, id.as_uuid(), client.as_uuid())? == 1)
}

/// A client's secrets, expired ones too, oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_client(
    conn: &mut Conn,
    client: ClientRowId,
) -> Result<Vec<ClientSecret>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, sealed, created_at, expires_at
        FROM client_secrets WHERE client_id = $1
        ORDER BY id";
    fetch_all!(conn, SecretRow, SQL, client.as_uuid())?
        .into_iter()
        .map(|row| {
            Ok(ClientSecret {
                id: ClientSecretId::from_uuid(row.id),
                digest: Digest::from_slice(&row.digest)?,
                sealed: row.sealed,
                created_at: Timestamp::from_i64(row.created_at),
                expires_at: row.expires_at.map(Timestamp::from_i64),
            })
        })
        .collect()
}
