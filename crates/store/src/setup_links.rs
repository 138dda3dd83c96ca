//! One-time links that make the first administrator.

use gantry_core::token::Token;
use gantry_core::{Digest, Id, Timestamp};

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

/// What a set-up link is a token for.
#[derive(Debug)]
pub struct SetupLink;

row!(LinkRow { digest: Vec<u8> });

/// Stores a link.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    link: &Token<SetupLink>,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO setup_links (id, digest, expires_at) VALUES ($1, $2, $3)";
    let digest = link.digest().as_bytes().to_vec();
    execute!(tx, SQL, link.id().as_uuid(), digest, expires_at.as_i64()).map(|_| ())
}

/// The digest of a link that was neither used nor has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    id: Id<SetupLink>,
    now: Timestamp,
) -> Result<Option<Digest>, StoreError> {
    const SQL: &str = "
        SELECT digest FROM setup_links WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    let row = fetch_optional!(conn, LinkRow, SQL, id.as_uuid(), now.as_i64())?;
    Ok(row.map(|row| Digest::from_slice(&row.digest)).transpose()?)
}

/// Uses a link; `false` if it was used before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn consume(tx: &mut Tx, id: Id<SetupLink>, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE setup_links SET used_at = $2
        WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}
