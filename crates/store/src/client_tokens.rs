//! Access tokens of clients for themselves.

use std::collections::BTreeSet;

use gantry_core::client::ClientRowId;
use gantry_core::client_token::{ClientToken, ClientTokenId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(TokenRow {
    id: Uuid,
    digest: Vec<u8>,
    client_id: Uuid,
    resources: String,
    revoked_at: Option<i64>,
    expires_at: i64,
});

/// A stored token with what decides whether it still holds.
#[derive(Debug, Clone)]
pub struct FoundClientToken {
    /// The token.
    pub token: ClientToken,
    /// What its secret must digest to.
    pub digest: Digest,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// Stores a token.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, token: &ClientToken, digest: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO client_tokens (id, digest, client_id, resources, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    execute!(
        tx,
        SQL,
        token.id.as_uuid(),
        digest.as_bytes().to_vec(),
        token.client_id.as_uuid(),
        serde_json::to_string(&token.resources)?,
        token.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A token, whatever its state.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: ClientTokenId,
) -> Result<Option<FoundClientToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, client_id, resources, revoked_at, expires_at
        FROM client_tokens WHERE id = $1";
    let Some(row) = fetch_optional!(conn, TokenRow, SQL, id.as_uuid())? else {
        return Ok(None);
    };
    let resources: BTreeSet<String> = serde_json::from_str(&row.resources)?;
    Ok(Some(FoundClientToken {
        token: ClientToken {
            id: ClientTokenId::from_uuid(row.id),
            client_id: ClientRowId::from_uuid(row.client_id),
            resources,
            expires_at: Timestamp::from_i64(row.expires_at),
        },
        digest: Digest::from_slice(&row.digest)?,
        revoked: row.revoked_at.is_some(),
    }))
}

/// Ends a token; `false` if it was ended before.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke(tx: &mut Tx, id: ClientTokenId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE client_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}
