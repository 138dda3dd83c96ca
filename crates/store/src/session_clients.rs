//! Which clients have to hear of the end of which browser session.
//!
//! Only clients that gave an address for it are noted, so that all others cost a sign-in nothing.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;
use crate::sessions::SessionLimits;

row!(SessionRow { session_id: Uuid });

row!(LifeRow {
    created_at: i64,
    last_seen_at: i64,
});

/// A client that a browser session came to.
#[derive(Debug, Clone)]
pub struct SessionClient {
    /// The session.
    pub session_id: SessionId,
    /// The client.
    pub client_id: ClientRowId,
    /// Under which name the client knows the person.
    pub subject: String,
    /// When the session may have run out.
    pub look_at: Timestamp,
}

/// A browser session came to a client that has to hear of its end; `false` if it has ended. Call
/// [`crate::sessions::hold`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn enter(tx: &mut Tx, entry: &SessionClient) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO session_clients (session_id, client_id, user_id, subject, look_at)
        SELECT s.id, $2, s.user_id, $3, $4 FROM sessions s
        WHERE s.id = $1 AND s.ended_at IS NULL
        ON CONFLICT (session_id, client_id) DO UPDATE SET
            subject = excluded.subject, look_at = excluded.look_at";
    let (session, client) = (entry.session_id.as_uuid(), entry.client_id.as_uuid());
    let (subject, look_at) = (entry.subject.clone(), entry.look_at.as_i64());
    Ok(execute!(tx, SQL, session, client, subject, look_at)? == 1)
}

/// Sessions that may have run out, those that were not looked at for longest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn to_look_at(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<SessionId>, StoreError> {
    const SQL: &str = "
        SELECT session_id FROM session_clients
        WHERE look_at <= $1 ORDER BY look_at LIMIT $2";
    let rows = fetch_all!(conn, SessionRow, SQL, now.as_i64(), limit)?;
    let mut ids: Vec<SessionId> = rows
        .into_iter()
        .map(|row| SessionId::from_uuid(row.session_id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Holds a session that goes on until the write is over, and says when it began and was last used;
/// `None` if it has ended, run out, or is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn hold_if_live(
    tx: &mut Tx,
    id: SessionId,
    limits: SessionLimits,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    const SQL: &str = "
        UPDATE sessions SET last_seen_at = last_seen_at
        WHERE id = $1 AND ended_at IS NULL AND created_at > $2 AND last_seen_at > $3
        RETURNING created_at, last_seen_at";
    let (created, seen) = (limits.created_after.as_i64(), limits.seen_after.as_i64());
    let row = fetch_optional!(tx, LifeRow, SQL, id.as_uuid(), created, seen)?;
    let times = |row: LifeRow| (row.created_at, row.last_seen_at);
    let from = Timestamp::from_i64;
    Ok(row
        .map(times)
        .map(|(began, used)| (from(began), from(used))))
}

/// Sets when a session is looked at next.
///
/// # Errors
/// A breakdown of the database.
pub async fn look_again(
    tx: &mut Tx,
    session: SessionId,
    look_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE session_clients SET look_at = $2 WHERE session_id = $1";
    execute!(tx, SQL, session.as_uuid(), look_at.as_i64()).map(|_| ())
}
