//! Authorization requests that wait for a person.

use gantry_core::authorization::{AuthorizationRequest, AuthorizationRequestId};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::session::SessionId;
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(RequestRow {
    id: Uuid,
    client_id: Uuid,
    browser: Vec<u8>,
    correlation: i64,
    asked: String,
    session_id: Option<Uuid>,
    consented: bool,
    created_at: i64,
    expires_at: i64,
});

/// Stores a request.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, request: &AuthorizationRequest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO authorization_requests
            (id, client_id, browser, correlation, asked, session_id, consented, created_at,
             expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        SQL,
        request.id.as_uuid(),
        request.client_id.as_uuid(),
        request.browser.as_bytes().to_vec(),
        request.correlation.as_i64(),
        serde_json::to_string(&request.asked)?,
        request.session_id.map(SessionId::as_uuid),
        request.consented,
        request.created_at.as_i64(),
        request.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A request that was neither finished nor forgotten.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    id: AuthorizationRequestId,
    now: Timestamp,
) -> Result<Option<AuthorizationRequest>, StoreError> {
    const SQL: &str = "
        SELECT id, client_id, browser, correlation, asked, session_id, consented, created_at,
            expires_at
        FROM authorization_requests
        WHERE id = $1 AND finished_at IS NULL AND expires_at > $2";
    let Some(row) = fetch_optional!(conn, RequestRow, SQL, id.as_uuid(), now.as_i64())? else {
        return Ok(None);
    };
    Ok(Some(AuthorizationRequest {
        id: AuthorizationRequestId::from_uuid(row.id),
        client_id: ClientRowId::from_uuid(row.client_id),
        browser: Digest::from_slice(&row.browser)?,
        correlation: Correlation::from_i64(row.correlation),
        asked: serde_json::from_str(&row.asked)?,
        session_id: row.session_id.map(SessionId::from_uuid),
        consented: row.consented,
        created_at: Timestamp::from_i64(row.created_at),
        expires_at: Timestamp::from_i64(row.expires_at),
    }))
}

/// Notes the session in which a person signed in for this request. Whoever agreed before may have
/// been somebody else.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_session(
    tx: &mut Tx,
    id: AuthorizationRequestId,
    session: SessionId,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE authorization_requests SET session_id = $2, consented = FALSE
        WHERE id = $1 AND finished_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), session.as_uuid())? == 1)
}

/// Notes that the person of this session agreed on this request's consent page.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_consented(
    tx: &mut Tx,
    id: AuthorizationRequestId,
    session: SessionId,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE authorization_requests SET consented = TRUE, session_id = $2
        WHERE id = $1 AND finished_at IS NULL AND NOT consented";
    Ok(execute!(tx, SQL, id.as_uuid(), session.as_uuid())? == 1)
}

/// Answers a request; `false` if it was answered before.
///
/// # Errors
/// A breakdown of the database.
pub async fn finish(
    tx: &mut Tx,
    id: AuthorizationRequestId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE authorization_requests SET finished_at = $2
        WHERE id = $1 AND finished_at IS NULL AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}
