//! Tokens that let others register clients; only digests are kept.

use gantry_core::registration::{InitialAccessToken, InitialAccessTokenId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(TokenRow {
    id: Uuid,
    digest: Vec<u8>,
    name: String,
    uses_left: i64,
    created_at: i64,
    expires_at: i64,
});

impl TryFrom<TokenRow> for InitialAccessToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: InitialAccessTokenId::from_uuid(row.id),
            digest: Digest::from_slice(&row.digest)?,
            name: row.name,
            uses_left: row.uses_left,
            created_at: Timestamp::from_i64(row.created_at),
            expires_at: Timestamp::from_i64(row.expires_at),
        })
    }
}

/// Adds a token.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, token: &InitialAccessToken) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO initial_access_tokens (id, digest, name, uses_left, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        tx,
        SQL,
        token.id.as_uuid(),
        token.digest.as_bytes().to_vec(),
        token.name.clone(),
        token.uses_left,
        token.created_at.as_i64(),
        token.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A token that is good for something.
///
/// # Errors
/// A breakdown of the database.
pub async fn live(
    conn: &mut Conn,
    id: InitialAccessTokenId,
    now: Timestamp,
) -> Result<Option<InitialAccessToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, name, uses_left, created_at, expires_at
        FROM initial_access_tokens
        WHERE id = $1 AND uses_left > 0 AND expires_at > $2";
    fetch_optional!(conn, TokenRow, SQL, id.as_uuid(), now.as_i64())?
        .map(InitialAccessToken::try_from)
        .transpose()
}

/// Uses a token once; `false` if it was used up, has run out or is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn consume(
    tx: &mut Tx,
    id: InitialAccessTokenId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE initial_access_tokens SET uses_left = uses_left - 1
        WHERE id = $1 AND uses_left > 0 AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Removes a token; `false` if it is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, id: InitialAccessTokenId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM initial_access_tokens WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// Tokens in the order in which they were made, after one of them; used up ones too.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    after: Option<InitialAccessTokenId>,
    limit: i64,
) -> Result<Vec<InitialAccessToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, name, uses_left, created_at, expires_at
        FROM initial_access_tokens
        WHERE id > $1
        ORDER BY id
        LIMIT $2";
    let after = after.map_or(Uuid::nil(), InitialAccessTokenId::as_uuid);
    fetch_all!(conn, TokenRow, SQL, after, limit)?
        .into_iter()
        .map(InitialAccessToken::try_from)
        .collect()
}
