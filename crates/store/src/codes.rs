//! Authorization codes.

use gantry_core::authorization::{AccessTokenId, Code, CodeId};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::refresh_family::RefreshFamilyId;
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;
use crate::requested;
use crate::users::{UserRow, user_columns};

row!(CodeRow {
    id: Uuid,
    digest: Vec<u8>,
    client_id: Uuid,
    user_id: Uuid,
    session_id: Uuid,
    authenticated_at: i64,
    methods: String,
    entered: String,
    redirect_uri: String,
    scopes: String,
    nonce: Option<String>,
    code_challenge: Option<String>,
    requested: Option<String>,
    correlation: i64,
    redeemed_at: Option<i64>,
    expires_at: i64,
    session_ended_at: Option<i64>,
    user_revoked_before: Option<Uuid>,
    consent_revoked_before: Option<Uuid>,
    config_version: i64,
} + user: UserRow);

/// A stored code with what decides whether it still holds.
#[derive(Debug, Clone)]
pub struct FoundCode {
    /// The code.
    pub code: Code,
    /// What its secret must digest to.
    pub digest: Digest,
    /// Whether it was redeemed before.
    pub redeemed: bool,
    /// Whether session, account and consent still stand behind it.
    pub stands: bool,
    /// The person.
    pub user: User,
    /// The number of [`crate::config_version`] at the time of reading.
    pub config_version: i64,
}

/// Stores a code.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, code: &Code, digest: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO codes
            (id, digest, client_id, user_id, session_id, authenticated_at, redirect_uri, scopes,
             nonce, code_challenge, requested, correlation, expires_at, methods,
             entered)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    execute!(
        tx,
        SQL,
        code.id.as_uuid(),
        digest.as_bytes().to_vec(),
        code.client_id.as_uuid(),
        code.user_id.as_uuid(),
        code.session_id.as_uuid(),
        code.authenticated_at.as_i64(),
        code.redirect_uri.clone(),
        code.scopes.to_string(),
        code.nonce.clone(),
        code.code_challenge.clone(),
        requested::column(&code.requested)?,
        code.correlation.as_i64(),
        code.expires_at.as_i64(),
        code.methods.to_string(),
        code.entry.to_string(),
    )
    .map(|_| ())
}

/// A code whose person still exists, whatever its state.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(conn: &mut Conn, id: CodeId) -> Result<Option<FoundCode>, StoreError> {
    const SQL: &str = concat!(
        "SELECT c.id, c.digest, c.client_id, c.user_id, c.session_id, c.authenticated_at,
            c.methods, c.entered, c.redirect_uri, c.scopes, c.nonce, c.code_challenge,
            c.requested, c.correlation, c.redeemed_at, c.expires_at, s.ended_at AS session_ended_at,
            u.revoked_before AS user_revoked_before,
            k.revoked_before AS consent_revoked_before,
            v.version AS config_version, ",
        user_columns!(),
        " FROM codes c
          JOIN users u ON u.id = c.user_id
          JOIN sessions s ON s.id = c.session_id
          JOIN config_version v ON v.id = 1
          LEFT JOIN consents k ON k.user_id = c.user_id AND k.client_id = c.client_id
          WHERE c.id = $1"
    );
    fetch_optional!(conn, CodeRow, SQL, id.as_uuid())?
        .map(found)
        .transpose()
}

fn found(row: CodeRow) -> Result<FoundCode, StoreError> {
    let user: User = row.user.try_into()?;
    let stands = row.session_ended_at.is_none()
        && !user.disabled
        && row.user_revoked_before.is_none_or(|mark| row.id > mark)
        && row.consent_revoked_before.is_none_or(|mark| row.id > mark);
    Ok(FoundCode {
        code: Code {
            id: CodeId::from_uuid(row.id),
            client_id: ClientRowId::from_uuid(row.client_id),
            user_id: UserId::from_uuid(row.user_id),
            session_id: SessionId::from_uuid(row.session_id),
            authenticated_at: Timestamp::from_i64(row.authenticated_at),
            methods: row.methods.parse()?,
            entry: row.entered.parse()?,
            redirect_uri: row.redirect_uri,
            scopes: ScopeSet::parse_known(&row.scopes),
            nonce: row.nonce,
            code_challenge: row.code_challenge,
            requested: requested::read(row.requested.as_deref())?,
            correlation: Correlation::from_i64(row.correlation),
            expires_at: Timestamp::from_i64(row.expires_at),
        },
        digest: Digest::from_slice(&row.digest)?,
        redeemed: row.redeemed_at.is_some(),
        stands,
        user,
        config_version: row.config_version,
    })
}

/// Redeems a code for what it is about to issue; `false` if it was redeemed before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn redeem(
    tx: &mut Tx,
    id: CodeId,
    access_token: AccessTokenId,
    family: Option<RefreshFamilyId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE codes SET redeemed_at = $2, access_token_id = $3, family_id = $4
        WHERE id = $1 AND redeemed_at IS NULL AND expires_at > $2";
    let family = family.map(RefreshFamilyId::as_uuid);
    Ok(execute!(
        tx,
        SQL,
        id.as_uuid(),
        now.as_i64(),
        access_token.as_uuid(),
        family
    )? == 1)
}

/// Burns a code without issuing anything; `false` if it was redeemed before.
///
/// # Errors
/// A breakdown of the database.
pub async fn burn(tx: &mut Tx, id: CodeId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE codes SET redeemed_at = $2 WHERE id = $1 AND redeemed_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// RFC 6749 §4.1.2: revokes what the first use of a code issued, and whatever else goes back to
/// its authorization; `until` is when the last of that runs out.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2>
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_issue(
    tx: &mut Tx,
    id: CodeId,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    const TOKEN: &str = "
        UPDATE access_tokens SET revoked_at = $2
        WHERE id = (SELECT access_token_id FROM codes WHERE id = $1) AND revoked_at IS NULL";
    // A family bears the code's id. Where there is none, one that has ended says the same to
    // every access token that goes back to this code.
    const FAMILY: &str = "
        INSERT INTO refresh_families
            (id, client_id, user_id, scopes, authenticated_at, correlation, revoked_at, expires_at)
        SELECT id, client_id, user_id, '', authenticated_at, correlation, $2, $3
        FROM codes WHERE id = $1 AND redeemed_at IS NOT NULL
        ON CONFLICT (id) DO UPDATE SET revoked_at = $2 WHERE refresh_families.revoked_at IS NULL";
    execute!(tx, TOKEN, id.as_uuid(), now.as_i64())?;
    execute!(tx, FAMILY, id.as_uuid(), now.as_i64(), until.as_i64())?;
    Ok(())
}
