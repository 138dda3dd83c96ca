//! What browsers were asked to do with a factor: answered once, within minutes.

use gantry_core::factor::Ceremony;
use gantry_core::user::UserId;
use gantry_core::{Digest, Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(CeremonyRow {
    id: Uuid,
    digest: Vec<u8>,
    kind: String,
    user_id: Option<Uuid>,
    bound_to: Option<Uuid>,
    state: String,
    expires_at: i64,
});

/// Stores one.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, ceremony: &Ceremony, digest: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO ceremonies (id, digest, kind, user_id, bound_to, state, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        SQL,
        ceremony.id.as_uuid(),
        digest.as_bytes().to_vec(),
        ceremony.kind.as_str(),
        ceremony.user_id.map(UserId::as_uuid),
        ceremony.bound_to,
        ceremony.state.clone(),
        ceremony.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// One that was neither answered nor has run out, and what its secret must digest to.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    id: Id<Ceremony>,
    now: Timestamp,
) -> Result<Option<(Ceremony, Digest)>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, kind, user_id, bound_to, state, expires_at
        FROM ceremonies WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    let Some(row) = fetch_optional!(conn, CeremonyRow, SQL, id.as_uuid(), now.as_i64())? else {
        return Ok(None);
    };
    let ceremony = Ceremony {
        id: Id::from_uuid(row.id),
        kind: row.kind.parse()?,
        user_id: row.user_id.map(UserId::from_uuid),
        bound_to: row.bound_to,
        state: row.state,
        expires_at: Timestamp::from_i64(row.expires_at),
    };
    Ok(Some((ceremony, Digest::from_slice(&row.digest)?)))
}

/// Uses one up; `false` if it was answered before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn use_up(tx: &mut Tx, id: Id<Ceremony>, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE ceremonies SET used_at = $2
        WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}
