//! Opaque access tokens.

use gantry_core::authorization::{AccessToken, AccessTokenId};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Timestamp};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, on_connection, row};
use crate::error::StoreError;
use crate::requested;
use crate::sessions::SessionLimits;
use crate::users::{UserRow, user_columns};

row!(TokenRow {
    id: Uuid,
    digest: Vec<u8>,
    client_id: Uuid,
    user_id: Uuid,
    methods: String,
    entered: String,
    scopes: String,
    requested: Option<String>,
    correlation: i64,
    first_used_at: Option<i64>,
    revoked_at: Option<i64>,
    expires_at: i64,
    session_id: Option<Uuid>,
    family_id: Option<Uuid>,
    subject_token_id: Option<Uuid>,
    session_ended_at: Option<i64>,
    session_created_at: Option<i64>,
    session_seen_at: Option<i64>,
    authenticated_at: Option<i64>,
    family_revoked_at: Option<i64>,
    user_revoked_before: Option<Uuid>,
    consent_revoked_before: Option<Uuid>,
    config_version: i64,
} + user: UserRow);

row!(IdRow { id: Uuid });

/// How many tokens one statement marks.
const TOKENS: usize = 32;

/// A stored token with what decides whether it still holds.
#[derive(Debug, Clone)]
pub struct FoundAccessToken {
    /// The token.
    pub token: AccessToken,
    /// What its secret must digest to.
    pub digest: Digest,
    /// Where it comes from.
    pub origin: Origin,
    /// When the password was checked, where session or family still know it.
    pub authenticated_at: Option<Timestamp>,
    /// Whether it was revoked, or its session, family, account or consent no longer stands; of an
    /// exchanged token, whether the one it was exchanged for stands too.
    pub stands: bool,
    /// The token that this one was exchanged for.
    pub exchanged_from: Option<Box<AccessToken>>,
    /// The person.
    pub user: User,
    /// The number of [`crate::config_version`] at the time of reading.
    pub config_version: i64,
}

/// Where a new token comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// The browser session that it ends with.
    pub session_id: Option<SessionId>,
    /// The id of the code, and of the refresh family, that it goes back to: it is judged by the
    /// age of the authorization, not by its own.
    pub authorization: Uuid,
    /// The token that it was exchanged for, and without which it is worth nothing.
    pub subject_token: Option<AccessTokenId>,
}

/// Stores a token.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    token: &AccessToken,
    digest: Digest,
    origin: Origin,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO access_tokens
            (id, digest, client_id, user_id, session_id, family_id, scopes, requested,
             correlation, expires_at, subject_token_id, methods, entered)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    execute!(
        tx,
        SQL,
        token.id.as_uuid(),
        digest.as_bytes().to_vec(),
        token.client_id.as_uuid(),
        token.user_id.as_uuid(),
        origin.session_id.map(SessionId::as_uuid),
        origin.authorization,
        token.scopes.to_string(),
        requested::column(&token.requested)?,
        token.correlation.as_i64(),
        token.expires_at.as_i64(),
        origin.subject_token.map(AccessTokenId::as_uuid),
        token.methods.to_string(),
        token.entry.to_string(),
    )
    .map(|_| ())
}

/// A token whose person still exists, whatever its state.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: AccessTokenId,
    limits: SessionLimits,
) -> Result<Option<FoundAccessToken>, StoreError> {
    let Some(found) = find_alone(conn, id, limits).await? else {
        return Ok(None);
    };
    let Some(subject) = found.origin.subject_token else {
        return Ok(Some(found));
    };
    let subject = find_alone(conn, subject, limits).await?;
    Ok(Some(FoundAccessToken {
        stands: found.stands && subject.as_ref().is_some_and(|subject| subject.stands),
        exchanged_from: subject.map(|subject| Box::new(subject.token)),
        ..found
    }))
}

/// The same without a look at what it was exchanged for.
async fn find_alone(
    conn: &mut Conn,
    id: AccessTokenId,
    limits: SessionLimits,
) -> Result<Option<FoundAccessToken>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.id, t.digest, t.client_id, t.user_id, t.methods, t.entered, t.scopes, t.requested,
            t.correlation, t.first_used_at, t.revoked_at, t.expires_at, t.session_id, t.family_id,
            t.subject_token_id, s.ended_at AS session_ended_at, s.created_at AS session_created_at,
            s.last_seen_at AS session_seen_at, f.revoked_at AS family_revoked_at,
            COALESCE(f.authenticated_at, s.authenticated_at) AS authenticated_at,
            u.revoked_before AS user_revoked_before,
            k.revoked_before AS consent_revoked_before,
            v.version AS config_version, ",
        user_columns!(),
        " FROM access_tokens t
          JOIN users u ON u.id = t.user_id
          JOIN config_version v ON v.id = 1
          LEFT JOIN sessions s ON s.id = t.session_id
          LEFT JOIN refresh_families f ON f.id = t.family_id
          LEFT JOIN consents k ON k.user_id = t.user_id AND k.client_id = t.client_id
          WHERE t.id = $1"
    );
    fetch_optional!(conn, TokenRow, SQL, id.as_uuid())?
        .map(|row| found(row, limits))
        .transpose()
}

fn found(row: TokenRow, limits: SessionLimits) -> Result<FoundAccessToken, StoreError> {
    let user: User = row.user.try_into()?;
    let session_stands = row.session_id.is_none()
        || (row.session_ended_at.is_none()
            && row
                .session_created_at
                .is_some_and(|at| at > limits.created_after.as_i64())
            && row
                .session_seen_at
                .is_some_and(|at| at > limits.seen_after.as_i64()));
    let issued = row.family_id.unwrap_or(row.id);
    let stands = session_stands
        && row.revoked_at.is_none()
        && row.family_revoked_at.is_none()
        && !user.disabled
        && row.user_revoked_before.is_none_or(|mark| issued > mark)
        && row.consent_revoked_before.is_none_or(|mark| issued > mark);
    Ok(FoundAccessToken {
        token: AccessToken {
            id: AccessTokenId::from_uuid(row.id),
            client_id: ClientRowId::from_uuid(row.client_id),
            user_id: UserId::from_uuid(row.user_id),
            methods: row.methods.parse()?,
            entry: row.entered.parse()?,
            scopes: ScopeSet::parse_known(&row.scopes),
            requested: requested::read(row.requested.as_deref())?,
            correlation: Correlation::from_i64(row.correlation),
            first_used_at: row.first_used_at.map(Timestamp::from_i64),
            expires_at: Timestamp::from_i64(row.expires_at),
        },
        digest: Digest::from_slice(&row.digest)?,
        origin: Origin {
            session_id: row.session_id.map(SessionId::from_uuid),
            authorization: issued,
            subject_token: row.subject_token_id.map(AccessTokenId::from_uuid),
        },
        authenticated_at: row.authenticated_at.map(Timestamp::from_i64),
        stands,
        exchanged_from: None,
        user,
        config_version: row.config_version,
    })
}

/// Ends a token; `false` if it was ended before.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke(tx: &mut Tx, id: AccessTokenId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE access_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Notes the first use of tokens, and returns those that were not used before.
///
/// # Errors
/// A breakdown of the database.
pub async fn mark_used(
    tx: &mut Tx,
    ids: &[AccessTokenId],
    now: Timestamp,
) -> Result<Vec<AccessTokenId>, StoreError> {
    let mut first = Vec::new();
    for some in ids.chunks(TOKENS) {
        let rows: Vec<IdRow> = on_connection!(tx, link => {
            let mut update = QueryBuilder::new("UPDATE access_tokens SET first_used_at = ");
            update.push_bind(now.as_i64()).push(" WHERE first_used_at IS NULL AND id IN (");
            let mut list = update.separated(", ");
            for id in some {
                list.push_bind(id.as_uuid());
            }
            update.push(") RETURNING id");
            update.build_query_as().fetch_all(link).await
        })?;
        first.extend(rows.into_iter().map(|row| AccessTokenId::from_uuid(row.id)));
    }
    Ok(first)
}
