//! Clients that registered themselves: what manages each, and whether anybody signed in with it.

use gantry_core::client::ClientRowId;
use gantry_core::registration::{Registration, RegistrationId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(RegistrationRow {
    client_id: Uuid,
    token_id: Uuid,
    digest: Vec<u8>,
    registered_at: i64,
});
row!(UnusedRow { client_id: Uuid });
row!(NumberRow { number: i64 });

/// Notes that a client registered itself.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, registration: &Registration) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO registrations (client_id, token_id, digest, used_at, registered_at)
        VALUES ($1, $2, $3, NULL, $4)";
    execute!(
        tx,
        SQL,
        registration.client_id.as_uuid(),
        registration.token_id.as_uuid(),
        registration.digest.as_bytes().to_vec(),
        registration.registered_at.as_i64(),
    )
    .map(|_| ())
}

/// A client's registration; `None` if an administrator added it.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_client(
    conn: &mut Conn,
    client: ClientRowId,
) -> Result<Option<Registration>, StoreError> {
    const SQL: &str = "
        SELECT client_id, token_id, digest, registered_at
        FROM registrations WHERE client_id = $1";
    let Some(row) = fetch_optional!(conn, RegistrationRow, SQL, client.as_uuid())? else {
        return Ok(None);
    };
    Ok(Some(Registration {
        client_id: ClientRowId::from_uuid(row.client_id),
        token_id: RegistrationId::from_uuid(row.token_id),
        digest: Digest::from_slice(&row.digest)?,
        registered_at: Timestamp::from_i64(row.registered_at),
    }))
}

/// How many registered clients nobody has signed in with, counted up to a limit.
///
/// # Errors
/// A breakdown of the database.
pub async fn count_unused(conn: &mut Conn, most: i64) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT count(*) AS number FROM
            (SELECT registered_at FROM registrations
             WHERE used_at IS NULL ORDER BY registered_at LIMIT $1) AS waiting";
    let row = fetch_optional!(conn, NumberRow, SQL, most)?;
    Ok(row.map_or(0, |row| row.number))
}

/// Notes which clients were used since they registered: the trail says so.
///
/// # Errors
/// A breakdown of the database.
pub async fn note_used(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE registrations SET used_at = $1
        WHERE used_at IS NULL AND EXISTS
            (SELECT 1 FROM audit
             WHERE audit.client_id = registrations.client_id
               AND audit.event IN ('code', 'token') AND audit.reason IS NULL)";
    execute!(tx, SQL, now.as_i64())
}

/// Clients that registered before a moment and were never used, oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn unused_since(
    conn: &mut Conn,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<ClientRowId>, StoreError> {
    const SQL: &str = "
        SELECT client_id FROM registrations
        WHERE used_at IS NULL AND registered_at < $1
        ORDER BY registered_at
        LIMIT $2";
    let rows = fetch_all!(conn, UnusedRow, SQL, before.as_i64(), limit)?;
    let ids = rows.into_iter();
    Ok(ids
        .map(|row| ClientRowId::from_uuid(row.client_id))
        .collect())
}
