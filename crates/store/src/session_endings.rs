//! What the end of a browser session asks for at the clients it came to, in the write of the end.
//!
//! As with the workspaces, each of these is called after the rows that end were changed: whoever
//! enters a session for a client holds its row, so that the end waits and then finds it.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use uuid::Uuid;

use crate::backend::{Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(GoneRow {
    session_id: Uuid,
    client_id: Uuid,
    user_id: Uuid,
    subject: String,
});

/// A browser session has ended: the clients that hear of it, for the browser that ends it.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_session(
    tx: &mut Tx,
    session: SessionId,
    now: Timestamp,
) -> Result<Vec<ClientRowId>, StoreError> {
    const GONE: &str = "
        DELETE FROM session_clients WHERE session_id = $1
        RETURNING session_id, client_id, user_id, subject";
    let gone = fetch_all!(tx, GoneRow, GONE, session.as_uuid())?;
    ask(tx, gone, now).await
}

/// All of a person's browser sessions have ended, but `kept`. One that began in this very moment,
/// and was not ended, goes on.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_others(
    tx: &mut Tx,
    user: UserId,
    kept: Option<SessionId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM session_clients
        WHERE user_id = $1 AND session_id <> $2 AND NOT EXISTS
            (SELECT 1 FROM sessions b
             WHERE b.id = session_clients.session_id AND b.ended_at IS NULL)
        RETURNING session_id, client_id, user_id, subject";
    let kept = kept.map_or(Uuid::nil(), SessionId::as_uuid);
    let gone = fetch_all!(tx, GoneRow, GONE, user.as_uuid(), kept)?;
    ask(tx, gone, now).await.map(drop)
}

/// A person no longer agrees that a client is told anything: it forgets the sign-ins.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_consent(
    tx: &mut Tx,
    user: UserId,
    client: ClientRowId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM session_clients WHERE user_id = $1 AND client_id = $2
        RETURNING session_id, client_id, user_id, subject";
    let gone = fetch_all!(tx, GoneRow, GONE, user.as_uuid(), client.as_uuid())?;
    ask(tx, gone, now).await.map(drop)
}

/// A client is switched off: whoever came to it is signed out there.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_client(tx: &mut Tx, client: ClientRowId, now: Timestamp) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM session_clients WHERE client_id = $1
        RETURNING session_id, client_id, user_id, subject";
    let gone = fetch_all!(tx, GoneRow, GONE, client.as_uuid())?;
    ask(tx, gone, now).await.map(drop)
}

/// Asks for one logout token for each row that is no longer there. An end that is asked for again
/// while a token is under way is delivered again.
async fn ask(
    tx: &mut Tx,
    gone: Vec<GoneRow>,
    now: Timestamp,
) -> Result<Vec<ClientRowId>, StoreError> {
    const SQL: &str = "
        INSERT INTO logout_tasks
            (client_id, session_id, user_id, subject, attempts, due_at, created_at)
        VALUES ($1, $2, $3, $4, 0, $5, $5)
        ON CONFLICT (client_id, session_id) DO UPDATE SET
            subject = excluded.subject, attempts = 0, due_at = excluded.due_at, stopped = NULL,
            created_at = excluded.created_at";
    let mut clients = Vec::new();
    for row in gone {
        let GoneRow {
            session_id,
            client_id,
            user_id,
            subject,
        } = row;
        let now = now.as_i64();
        execute!(tx, SQL, client_id, session_id, user_id, subject, now)?;
        clients.push(ClientRowId::from_uuid(client_id));
    }
    Ok(clients)
}
