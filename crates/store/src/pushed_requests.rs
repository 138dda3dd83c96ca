//! Authorization requests that clients brought beforehand: RFC 9126.

use gantry_core::authorization::PushedRequest;
use gantry_core::client::ClientRowId;
use gantry_core::{Digest, Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(PushedRow {
    id: Uuid,
    digest: Vec<u8>,
    client_id: Uuid,
    parameters: String,
    expires_at: i64,
});

/// Stores a request with the digest of the secret part of its address.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    request: &PushedRequest,
    digest: Digest,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO pushed_requests (id, digest, client_id, parameters, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    execute!(
        tx,
        SQL,
        request.id.as_uuid(),
        digest.as_bytes().to_vec(),
        request.client_id.as_uuid(),
        request.parameters.clone(),
        request.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A request that was neither answered nor has run out, and the digest to compare.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    id: Id<PushedRequest>,
    now: Timestamp,
) -> Result<Option<(PushedRequest, Digest)>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, client_id, parameters, expires_at
        FROM pushed_requests
        WHERE id = $1 AND expires_at > $2";
    let Some(row) = fetch_optional!(conn, PushedRow, SQL, id.as_uuid(), now.as_i64())? else {
        return Ok(None);
    };
    let digest = Digest::from_slice(&row.digest)?;
    let request = PushedRequest {
        id: Id::from_uuid(row.id),
        client_id: ClientRowId::from_uuid(row.client_id),
        parameters: row.parameters,
        expires_at: Timestamp::from_i64(row.expires_at),
    };
    Ok(Some((request, digest)))
}

/// Uses a request up; `false` if it was answered before. One that ran out while a person signed in
/// is still answered.
///
/// # Errors
/// A breakdown of the database.
pub async fn answer(tx: &mut Tx, id: Id<PushedRequest>) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM pushed_requests WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}
