//! Tokens of the API; only digests are kept.

use gantry_core::api_token::{ApiToken, ApiTokenId};
use gantry_core::user::UserId;
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(TokenRow {
    id: Uuid,
    digest: Vec<u8>,
    name: String,
    user_id: Uuid,
    scopes: String,
    made_with: Option<Uuid>,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
    created_at: i64,
    expires_at: i64,
});

impl TryFrom<TokenRow> for ApiToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ApiTokenId::from_uuid(row.id),
            digest: Digest::from_slice(&row.digest)?,
            name: row.name,
            user_id: UserId::from_uuid(row.user_id),
            scopes: row.scopes.parse()?,
            made_with: row.made_with.map(ApiTokenId::from_uuid),
            last_used_at: row.last_used_at.map(Timestamp::from_i64),
            revoked_at: row.revoked_at.map(Timestamp::from_i64),
            created_at: Timestamp::from_i64(row.created_at),
            expires_at: Timestamp::from_i64(row.expires_at),
        })
    }
}

/// Adds a token.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, token: &ApiToken) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO api_tokens
            (id, digest, name, user_id, scopes, made_with, last_used_at, revoked_at, created_at,
             expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    execute!(
        tx,
        SQL,
        token.id.as_uuid(),
        token.digest.as_bytes().to_vec(),
        token.name.clone(),
        token.user_id.as_uuid(),
        token.scopes.to_string(),
        token.made_with.map(ApiTokenId::as_uuid),
        token.last_used_at.map(Timestamp::as_i64),
        token.revoked_at.map(Timestamp::as_i64),
        token.created_at.as_i64(),
        token.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A token, ended or not.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(conn: &mut Conn, id: ApiTokenId) -> Result<Option<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, name, user_id, scopes, made_with, last_used_at, revoked_at, created_at,
               expires_at
        FROM api_tokens WHERE id = $1";
    fetch_optional!(conn, TokenRow, SQL, id.as_uuid())?
        .map(ApiToken::try_from)
        .transpose()
}

/// A token that is good for something: neither ended nor run out, and everything that was issued to
/// its owner was not ended since, nor the owner shut out.
///
/// # Errors
/// A breakdown of the database.
pub async fn live(
    conn: &mut Conn,
    id: ApiTokenId,
    now: Timestamp,
) -> Result<Option<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT t.id, t.digest, t.name, t.user_id, t.scopes, t.made_with, t.last_used_at,
               t.revoked_at, t.created_at, t.expires_at
        FROM api_tokens t
        JOIN users u ON u.id = t.user_id
        WHERE t.id = $1
          AND t.revoked_at IS NULL
          AND t.expires_at > $2
          AND (u.revoked_before IS NULL OR t.id > u.revoked_before)
          AND NOT u.disabled";
    fetch_optional!(conn, TokenRow, SQL, id.as_uuid(), now.as_i64())?
        .map(ApiToken::try_from)
        .transpose()
}

/// A person's tokens in the order in which they were made, after one of them; ended ones too.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_user(
    conn: &mut Conn,
    user: UserId,
    after: Option<ApiTokenId>,
    limit: i64,
) -> Result<Vec<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, name, user_id, scopes, made_with, last_used_at, revoked_at, created_at,
               expires_at
        FROM api_tokens
        WHERE user_id = $1 AND id > $2
        ORDER BY id
        LIMIT $3";
    let after = after.map_or(Uuid::nil(), ApiTokenId::as_uuid);
    fetch_all!(conn, TokenRow, SQL, user.as_uuid(), after, limit)?
        .into_iter()
        .map(ApiToken::try_from)
        .collect()
}

/// Everybody's tokens in the order in which they were made, after one of them; ended ones too.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    after: Option<ApiTokenId>,
    limit: i64,
) -> Result<Vec<ApiToken>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, name, user_id, scopes, made_with, last_used_at, revoked_at, created_at,
               expires_at
        FROM api_tokens
        WHERE id > $1
        ORDER BY id
        LIMIT $2";
    let after = after.map_or(Uuid::nil(), ApiTokenId::as_uuid);
    fetch_all!(conn, TokenRow, SQL, after, limit)?
        .into_iter()
        .map(ApiToken::try_from)
        .collect()
}

/// Notes that a token was used, unless that was noted after `noted_before`.
///
/// # Errors
/// A breakdown of the database.
pub async fn touch(
    tx: &mut Tx,
    id: ApiTokenId,
    now: Timestamp,
    noted_before: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE api_tokens SET last_used_at = $2
        WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64(), noted_before.as_i64())? == 1)
}

/// Ends a token; `false` if it had ended already or is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke(tx: &mut Tx, id: ApiTokenId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE api_tokens SET revoked_at = $2
        WHERE id = $1 AND revoked_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Ends what a token made; how many there were.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_made_with(
    tx: &mut Tx,
    id: ApiTokenId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE api_tokens SET revoked_at = $2
        WHERE made_with = $1 AND revoked_at IS NULL";
    execute!(tx, SQL, id.as_uuid(), now.as_i64())
}

/// Ends all of a person's tokens.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE api_tokens SET revoked_at = $2
        WHERE user_id = $1 AND revoked_at IS NULL";
    execute!(tx, SQL, user.as_uuid(), now.as_i64())
}

/// How many of a person's tokens are good for something.
///
/// # Errors
/// A breakdown of the database.
pub async fn live_of(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT count(*) AS live FROM api_tokens
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2";
    let row = fetch_optional!(conn, CountRow, SQL, user.as_uuid(), now.as_i64())?;
    Ok(row.map_or(0, |row| row.live))
}

row!(CountRow { live: i64 });
