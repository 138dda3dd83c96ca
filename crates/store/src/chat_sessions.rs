//! Which browser session entered which workspace, and the login token it was given there.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use gantry_core::workspace::{ChatSession, ChatSessionId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(ChatSessionRow {
    id: Uuid,
    session_id: Uuid,
    client_id: Uuid,
    user_id: Uuid,
    by_button: bool,
    chat_id: Option<String>,
    sealed: Option<Vec<u8>>,
    verified_at: i64,
});

/// What a browser session has in a workspace.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    session: SessionId,
    client: ClientRowId,
) -> Result<Option<ChatSession>, StoreError> {
    const SQL: &str = "
        SELECT id, session_id, client_id, user_id, by_button, chat_id, sealed, verified_at
        FROM chat_sessions WHERE session_id = $1 AND client_id = $2";
    let row = fetch_optional!(
        conn,
        ChatSessionRow,
        SQL,
        session.as_uuid(),
        client.as_uuid()
    )?;
    Ok(row.map(|row| ChatSession {
        id: ChatSessionId::from_uuid(row.id),
        session_id: SessionId::from_uuid(row.session_id),
        client_id: ClientRowId::from_uuid(row.client_id),
        user_id: UserId::from_uuid(row.user_id),
        by_button: row.by_button,
        chat_id: row.chat_id,
        sealed: row.sealed,
        verified_at: Timestamp::from_i64(row.verified_at),
    }))
}

/// A browser session comes to a workspace: by the button, or to be given a token. Nothing is noted
/// for a workspace that is not connected. Call [`crate::sessions::hold`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn enter(tx: &mut Tx, entry: &ChatSession) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_sessions
            (id, session_id, client_id, user_id, by_button, verified_at, lease_until)
        SELECT $1, s.id, w.client_id, s.user_id, $4, 0, 0
        FROM sessions s JOIN workspaces w ON w.client_id = $3
        WHERE s.id = $2 AND s.ended_at IS NULL
        ON CONFLICT (session_id, client_id) DO UPDATE SET
            by_button = chat_sessions.by_button OR excluded.by_button";
    let (session, client) = (entry.session_id.as_uuid(), entry.client_id.as_uuid());
    Ok(execute!(
        tx,
        SQL,
        entry.id.as_uuid(),
        session,
        client,
        entry.by_button
    )? == 1)
}

/// Takes the making of a token for oneself until `until`, and forgets the one that was seen, which
/// the chat refused; `false` if somebody else has it, or has made another one.
///
/// # Errors
/// A breakdown of the database.
pub async fn lease(
    tx: &mut Tx,
    seen: &ChatSession,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_sessions SET lease_until = $3, sealed = NULL
        WHERE id = $1 AND lease_until <= $2 AND sealed IS NOT DISTINCT FROM $4";
    let (now, until) = (now.as_i64(), until.as_i64());
    let token = seen.sealed.clone();
    Ok(execute!(tx, SQL, seen.id.as_uuid(), now, until, token)? == 1)
}

/// Gives the making of a token back without having made one, if it is still one's own.
///
/// # Errors
/// A breakdown of the database.
pub async fn release(tx: &mut Tx, id: ChatSessionId, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_sessions SET lease_until = 0 WHERE id = $1 AND lease_until = $2";
    execute!(tx, SQL, id.as_uuid(), until.as_i64()).map(|_| ())
}

/// Keeps the token that was made; `false` if the browser session has ended meanwhile, or if the
/// lease ran out and somebody else has made one: then the caller's token has to end. Call
/// [`crate::sessions::hold`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn keep(
    tx: &mut Tx,
    id: ChatSessionId,
    chat_id: &str,
    sealed: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_sessions
        SET chat_id = $2, sealed = $3, verified_at = $4, lease_until = 0
        WHERE id = $1 AND sealed IS NULL";
    let (chat_id, sealed) = (chat_id.to_owned(), sealed.to_vec());
    Ok(execute!(tx, SQL, id.as_uuid(), chat_id, sealed, now.as_i64())? == 1)
}

/// The chat is asked about the token before it is handed out again.
///
/// # Errors
/// A breakdown of the database.
pub async fn doubt(tx: &mut Tx, session: SessionId, client: ClientRowId) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_sessions SET verified_at = 1
        WHERE session_id = $1 AND client_id = $2 AND sealed IS NOT NULL";
    execute!(tx, SQL, session.as_uuid(), client.as_uuid()).map(|_| ())
}

/// Notes that the chat accepted the token.
///
/// # Errors
/// A breakdown of the database.
pub async fn verified(tx: &mut Tx, id: ChatSessionId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_sessions SET verified_at = $2
        WHERE id = $1 AND sealed IS NOT NULL AND verified_at < $2";
    execute!(tx, SQL, id.as_uuid(), now.as_i64()).map(|_| ())
}
