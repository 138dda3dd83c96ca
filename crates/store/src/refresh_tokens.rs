//! Refresh families and their tokens.

use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::refresh_family::{RefreshFamily, RefreshFamilyId, RefreshToken, RefreshTokenId};
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;
use crate::requested;
use crate::sessions::SessionLimits;
use crate::users::{UserRow, user_columns};

row!(TokenRow {
    id: Uuid,
    digest: Vec<u8>,
    used_at: Option<i64>,
    expires_at: i64,
    family_id: Uuid,
    client_id: Uuid,
    user_id: Uuid,
    session_id: Option<Uuid>,
    scopes: String,
    requested: Option<String>,
    authenticated_at: i64,
    methods: String,
    entered: String,
    correlation: i64,
    revoked_at: Option<i64>,
    session_created_at: Option<i64>,
    session_seen_at: Option<i64>,
    session_ended_at: Option<i64>,
    user_revoked_before: Option<Uuid>,
    consent_revoked_before: Option<Uuid>,
} + user: UserRow);

/// A stored refresh token with what decides whether it still holds.
#[derive(Debug, Clone)]
pub struct FoundRefreshToken {
    /// The token and its family.
    pub token: RefreshToken,
    /// What its secret must digest to.
    pub digest: Digest,
    /// Whether session, account and consent still stand behind the family.
    pub stands: bool,
    /// The person.
    pub user: User,
}

/// Begins a family.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert_family(
    tx: &mut Tx,
    family: &RefreshFamily,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO refresh_families
            (id, client_id, user_id, session_id, scopes, requested, authenticated_at,
             correlation, expires_at, methods, entered)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    execute!(
        tx,
        SQL,
        family.id.as_uuid(),
        family.client_id.as_uuid(),
        family.user_id.as_uuid(),
        family.session_id.map(SessionId::as_uuid),
        family.scopes.to_string(),
        requested::column(&family.requested)?,
        family.authenticated_at.as_i64(),
        family.correlation.as_i64(),
        expires_at.as_i64(),
        family.methods.to_string(),
        family.entry.to_string(),
    )
    .map(|_| ())
}

/// Adds a token to a family and lets the family live as long.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    id: RefreshTokenId,
    digest: Digest,
    family: RefreshFamilyId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const ADD: &str = "
        INSERT INTO refresh_tokens (id, digest, family_id, expires_at) VALUES ($1, $2, $3, $4)";
    const EXTEND: &str = "
        UPDATE refresh_families SET expires_at = $2 WHERE id = $1 AND expires_at < $2";
    let digest = digest.as_bytes().to_vec();
    execute!(
        tx,
        ADD,
        id.as_uuid(),
        digest,
        family.as_uuid(),
        expires_at.as_i64()
    )?;
    execute!(tx, EXTEND, family.as_uuid(), expires_at.as_i64())?;
    Ok(())
}

/// A token whose person still exists, whatever its state.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: RefreshTokenId,
    limits: SessionLimits,
) -> Result<Option<FoundRefreshToken>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.id, t.digest, t.used_at, t.expires_at, t.family_id, f.client_id, f.user_id,
            f.session_id, f.scopes, f.requested, f.authenticated_at, f.methods, f.entered,
            f.correlation, f.revoked_at,
            s.created_at AS session_created_at, s.last_seen_at AS session_seen_at,
            s.ended_at AS session_ended_at,
            u.revoked_before AS user_revoked_before,
            k.revoked_before AS consent_revoked_before, ",
        user_columns!(),
        " FROM refresh_tokens t
          JOIN refresh_families f ON f.id = t.family_id
          JOIN users u ON u.id = f.user_id
          LEFT JOIN sessions s ON s.id = f.session_id
          LEFT JOIN consents k ON k.user_id = f.user_id AND k.client_id = f.client_id
          WHERE t.id = $1"
    );
    fetch_optional!(conn, TokenRow, SQL, id.as_uuid())?
        .map(|row| found(row, limits))
        .transpose()
}

fn found(row: TokenRow, limits: SessionLimits) -> Result<FoundRefreshToken, StoreError> {
    let user: User = row.user.try_into()?;
    // A session that was swept is over, whether or not somebody had ended it.
    let session_stands = row.session_id.is_none()
        || (row.session_ended_at.is_none()
            && row
                .session_created_at
                .is_some_and(|at| at > limits.created_after.as_i64())
            && row
                .session_seen_at
                .is_some_and(|at| at > limits.seen_after.as_i64()));
    let stands = session_stands
        && !user.disabled
        && row
            .user_revoked_before
            .is_none_or(|mark| row.family_id > mark)
        && row
            .consent_revoked_before
            .is_none_or(|mark| row.family_id > mark);
    let family = RefreshFamily {
        id: RefreshFamilyId::from_uuid(row.family_id),
        client_id: ClientRowId::from_uuid(row.client_id),
        user_id: UserId::from_uuid(row.user_id),
        session_id: row.session_id.map(SessionId::from_uuid),
        scopes: ScopeSet::parse_known(&row.scopes),
        requested: requested::read(row.requested.as_deref())?,
        authenticated_at: Timestamp::from_i64(row.authenticated_at),
        methods: row.methods.parse()?,
        entry: row.entered.parse()?,
        correlation: Correlation::from_i64(row.correlation),
    };
    Ok(FoundRefreshToken {
        token: RefreshToken {
            id: RefreshTokenId::from_uuid(row.id),
            family,
            expires_at: Timestamp::from_i64(row.expires_at),
            used_at: row.used_at.map(Timestamp::from_i64),
            revoked: row.revoked_at.is_some(),
        },
        digest: Digest::from_slice(&row.digest)?,
        stands,
        user,
    })
}

/// Uses a token for the first time; `false` if it was used, has run out or was revoked.
///
/// # Errors
/// A breakdown of the database.
pub async fn rotate(tx: &mut Tx, id: RefreshTokenId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE refresh_tokens SET used_at = $2
        WHERE id = $1
          AND used_at IS NULL
          AND expires_at > $2
          AND EXISTS (SELECT 1 FROM refresh_families f
                      WHERE f.id = refresh_tokens.family_id AND f.revoked_at IS NULL)";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Uses a token once more, not before `since`; `false` if that chance is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn rotate_again(
    tx: &mut Tx,
    id: RefreshTokenId,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE refresh_tokens SET sibling_at = $3
        WHERE id = $1
          AND used_at >= $2
          AND sibling_at IS NULL
          AND expires_at > $3
          AND EXISTS (SELECT 1 FROM refresh_families f
                      WHERE f.id = refresh_tokens.family_id AND f.revoked_at IS NULL)";
    Ok(execute!(tx, SQL, id.as_uuid(), since.as_i64(), now.as_i64())? == 1)
}

/// Ends a family if the token was used before `since`: it was stolen, or its thief's twin was.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_family_if_stale(
    tx: &mut Tx,
    id: RefreshTokenId,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE refresh_families SET revoked_at = $3
        WHERE id = (SELECT family_id FROM refresh_tokens WHERE id = $1 AND used_at < $2)
          AND revoked_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), since.as_i64(), now.as_i64())? == 1)
}

/// Ends a family; `false` if it was ended before. Its access tokens end with it.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_family(
    tx: &mut Tx,
    id: RefreshFamilyId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE refresh_families SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}
