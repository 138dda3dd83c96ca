//! Logout tokens that have to be delivered: kept with the end that asks for them, taken by one
//! server at a time, and forgotten only when they have arrived.
//!
//! Taking a task moves its `due_at` into the future: if the server that took it dies, the task is
//! due again by itself. Whatever else happens to it changes `due_at` too, which is how a worker
//! knows that the task is still the one it took.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(TaskRow {
    client_id: Uuid,
    session_id: Uuid,
    user_id: Uuid,
    subject: String,
    attempts: i64,
    due_at: i64,
    stopped: Option<String>,
    created_at: i64,
});

/// One client that has to hear of the end of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutTask {
    /// Who has to hear of it.
    pub client_id: ClientRowId,
    /// What ended: the `sid` claim.
    pub session_id: SessionId,
    /// Whose session it was.
    pub user_id: UserId,
    /// Under which name the client knows the person: the `sub` claim.
    pub subject: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; once it stopped, how long it is kept.
    pub due_at: Timestamp,
    /// Why it is not tried any more.
    pub stopped: Option<String>,
    /// When the session ended.
    pub created_at: Timestamp,
}

impl From<TaskRow> for LogoutTask {
    fn from(row: TaskRow) -> Self {
        Self {
            client_id: ClientRowId::from_uuid(row.client_id),
            session_id: SessionId::from_uuid(row.session_id),
            user_id: UserId::from_uuid(row.user_id),
            subject: row.subject,
            attempts: row.attempts,
            due_at: Timestamp::from_i64(row.due_at),
            stopped: row.stopped,
            created_at: Timestamp::from_i64(row.created_at),
        }
    }
}

/// Tasks that are due, the longest waiting first, in turn for each client: one that does not
/// answer holds up its own only. Rows are found by their time and not by their client: the
/// `coalesce` says so to planners that would read the whole table in the order of clients.
///
/// # Errors
/// A breakdown of the database.
pub async fn due(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<LogoutTask>, StoreError> {
    const SQL: &str = "
        SELECT client_id, session_id, user_id, subject, attempts, due_at, stopped, created_at
        FROM (SELECT t.*, row_number() OVER
                (PARTITION BY coalesce(client_id, client_id) ORDER BY due_at) AS turn
              FROM logout_tasks t
              WHERE stopped IS NULL AND due_at <= $1) waiting
        ORDER BY turn, due_at LIMIT $2";
    let rows = fetch_all!(conn, TaskRow, SQL, now.as_i64(), limit)?;
    Ok(rows.into_iter().map(LogoutTask::from).collect())
}

/// What waits for one client, stopped tasks too, by session.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_client(
    conn: &mut Conn,
    client: ClientRowId,
    limit: i64,
) -> Result<Vec<LogoutTask>, StoreError> {
    const SQL: &str = "
        SELECT client_id, session_id, user_id, subject, attempts, due_at, stopped, created_at
        FROM logout_tasks WHERE client_id = $1 ORDER BY session_id LIMIT $2";
    let rows = fetch_all!(conn, TaskRow, SQL, client.as_uuid(), limit)?;
    Ok(rows.into_iter().map(LogoutTask::from).collect())
}

/// Takes a due task for oneself until `until`, and returns it as it is then; `None` if another
/// server took it, or it changed.
///
/// # Errors
/// A breakdown of the database.
pub async fn take(
    tx: &mut Tx,
    task: &LogoutTask,
    until: Timestamp,
) -> Result<Option<LogoutTask>, StoreError> {
    const SQL: &str = "
        UPDATE logout_tasks SET due_at = $5, attempts = attempts + 1
        WHERE client_id = $1 AND session_id = $2 AND due_at = $3 AND attempts = $4
          AND stopped IS NULL";
    let (client, session) = (task.client_id.as_uuid(), task.session_id.as_uuid());
    let (due_at, attempts) = (task.due_at.as_i64(), task.attempts);
    let changed = execute!(tx, SQL, client, session, due_at, attempts, until.as_i64())?;
    Ok((changed == 1).then(|| LogoutTask {
        due_at: until,
        attempts: attempts + 1,
        ..task.clone()
    }))
}

/// Forgets a task that was taken and is done; `false` if it is no longer the one that was taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn done(tx: &mut Tx, taken: &LogoutTask) -> Result<bool, StoreError> {
    const SQL: &str = "
        DELETE FROM logout_tasks
        WHERE client_id = $1 AND session_id = $2 AND due_at = $3 AND attempts = $4";
    let (client, session) = (taken.client_id.as_uuid(), taken.session_id.as_uuid());
    let (due_at, attempts) = (taken.due_at.as_i64(), taken.attempts);
    Ok(execute!(tx, SQL, client, session, due_at, attempts)? == 1)
}

/// Sets when a task that was taken and failed is tried again.
///
/// # Errors
/// A breakdown of the database.
pub async fn put_off(
    tx: &mut Tx,
    taken: &LogoutTask,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE logout_tasks SET due_at = $5
        WHERE client_id = $1 AND session_id = $2 AND due_at = $3 AND attempts = $4";
    let (client, session) = (taken.client_id.as_uuid(), taken.session_id.as_uuid());
    let (due_at, attempts) = (taken.due_at.as_i64(), taken.attempts);
    Ok(execute!(tx, SQL, client, session, due_at, attempts, until.as_i64())? == 1)
}

/// Leaves a task that was taken to an administrator, who can read of it until `kept`.
///
/// # Errors
/// A breakdown of the database.
pub async fn stop(
    tx: &mut Tx,
    taken: &LogoutTask,
    reason: &str,
    kept: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE logout_tasks SET due_at = $5, stopped = $6
        WHERE client_id = $1 AND session_id = $2 AND due_at = $3 AND attempts = $4";
    let (client, session) = (taken.client_id.as_uuid(), taken.session_id.as_uuid());
    let (due_at, kept) = (taken.due_at.as_i64(), kept.as_i64());
    let reason = reason.to_owned();
    let changed = execute!(
        tx,
        SQL,
        client,
        session,
        due_at,
        taken.attempts,
        kept,
        reason
    )?;
    Ok(changed == 1)
}

/// Tries everything that waits for a client once more, what stopped too.
///
/// # Errors
/// A breakdown of the database.
pub async fn resume(tx: &mut Tx, client: ClientRowId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE logout_tasks SET stopped = NULL, due_at = $2, attempts = 0 WHERE client_id = $1";
    execute!(tx, SQL, client.as_uuid(), now.as_i64())
}
