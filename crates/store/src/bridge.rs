//! The iframe bridge on another site than its chat: hand-off codes and the bridge's own sessions.

use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use gantry_core::token::Token;
use gantry_core::workspace::{BridgeSession, HandOff};
use gantry_core::{Digest, Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(HandOffRow {
    digest: Vec<u8>,
    client_id: Uuid,
    session_id: Uuid,
    browser: Vec<u8>,
});

row!(BridgeRow {
    digest: Vec<u8>,
    session_id: Uuid,
});

/// A sign-in on its way into a frame.
#[derive(Debug, Clone)]
pub struct FoundHandOff {
    /// What the code's secret must digest to.
    pub digest: Digest,
    /// The workspace it is for.
    pub client_id: ClientRowId,
    /// The session that is carried.
    pub session_id: SessionId,
    /// The digest of what the frame's browser must show.
    pub browser: Digest,
}

/// Stores a hand-off code.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert_hand_off(
    tx: &mut Tx,
    code: &Token<HandOff>,
    hand_off: &FoundHandOff,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO hand_offs (id, digest, client_id, session_id, browser, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        tx,
        SQL,
        code.id().as_uuid(),
        hand_off.digest.as_bytes().to_vec(),
        hand_off.client_id.as_uuid(),
        hand_off.session_id.as_uuid(),
        hand_off.browser.as_bytes().to_vec(),
        expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A hand-off that was neither used nor has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn open_hand_off(
    conn: &mut Conn,
    id: Id<HandOff>,
    now: Timestamp,
) -> Result<Option<FoundHandOff>, StoreError> {
    const SQL: &str = "
        SELECT digest, client_id, session_id, browser FROM hand_offs
        WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    let Some(row) = fetch_optional!(conn, HandOffRow, SQL, id.as_uuid(), now.as_i64())? else {
        return Ok(None);
    };
    Ok(Some(FoundHandOff {
        digest: Digest::from_slice(&row.digest)?,
        client_id: ClientRowId::from_uuid(row.client_id),
        session_id: SessionId::from_uuid(row.session_id),
        browser: Digest::from_slice(&row.browser)?,
    }))
}

/// Uses a hand-off code; `false` if it was used before or has run out.
///
/// # Errors
/// A breakdown of the database.
pub async fn use_hand_off(
    tx: &mut Tx,
    id: Id<HandOff>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE hand_offs SET used_at = $2
        WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Begins a session of the bridge, good for one workspace and only while the browser session
/// that it was made from lives.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert_session(
    tx: &mut Tx,
    cookie: &Token<BridgeSession>,
    client: ClientRowId,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO bridge_sessions (id, digest, client_id, session_id, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    let digest = cookie.digest().as_bytes().to_vec();
    let (id, client) = (cookie.id().as_uuid(), client.as_uuid());
    execute!(tx, SQL, id, digest, client, session.as_uuid(), now.as_i64()).map(|_| ())
}

/// The digest and the browser session of a bridge session, for one workspace.
///
/// # Errors
/// A breakdown of the database.
pub async fn session(
    conn: &mut Conn,
    id: Id<BridgeSession>,
    client: ClientRowId,
) -> Result<Option<(Digest, SessionId)>, StoreError> {
    const SQL: &str = "
        SELECT digest, session_id FROM bridge_sessions WHERE id = $1 AND client_id = $2";
    let Some(row) = fetch_optional!(conn, BridgeRow, SQL, id.as_uuid(), client.as_uuid())? else {
        return Ok(None);
    };
    let digest = Digest::from_slice(&row.digest)?;
    Ok(Some((digest, SessionId::from_uuid(row.session_id))))
}
