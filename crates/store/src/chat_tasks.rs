//! What has to be done in workspaces: kept with the act that asks for it, taken by one server at a
//! time, and forgotten only when it is done.
//!
//! Taking a task moves its `due_at` into the future: if the server that took it dies, the task is
//! due again by itself.

use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_core::workspace::{ChatTask, TaskKind};
use gantry_core::{Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(TaskRow {
    client_id: Uuid,
    kind: String,
    about: Uuid,
    user_id: Uuid,
    chat_id: Option<String>,
    sealed: Option<Vec<u8>>,
    wanted: i64,
    attempts: i64,
    due_at: i64,
    stopped: Option<String>,
    created_at: i64,
});

impl TryFrom<TaskRow> for ChatTask {
    type Error = StoreError;

    fn try_from(row: TaskRow) -> Result<Self, StoreError> {
        Ok(Self {
            client_id: ClientRowId::from_uuid(row.client_id),
            kind: TaskKind::from_word(&row.kind)?,
            about: Id::from_uuid(row.about),
            user_id: UserId::from_uuid(row.user_id),
            chat_id: row.chat_id,
            sealed: row.sealed,
            wanted: row.wanted,
            attempts: row.attempts,
            due_at: Timestamp::from_i64(row.due_at),
            stopped: row.stopped,
            created_at: Timestamp::from_i64(row.created_at),
        })
    }
}

/// Asks for a task, or once more for one that is there. Nothing is asked of a workspace that is
/// not connected, but for the end of a token: that takes nothing but the token itself.
///
/// # Errors
/// A breakdown of the database.
pub async fn ask(tx: &mut Tx, task: &ChatTask) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, chat_id, sealed, wanted, attempts, due_at, created_at)
        SELECT c.id, $2, $3, $4, $5, $6, 1, 0, $7, $8 FROM clients c
        WHERE c.id = $1
          AND ($2 = 'end_session' OR EXISTS (SELECT 1 FROM workspaces w WHERE w.client_id = $1))
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            chat_id = coalesce(excluded.chat_id, chat_tasks.chat_id),
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL";
    execute!(
        tx,
        SQL,
        task.client_id.as_uuid(),
        task.kind.as_str(),
        task.about.as_uuid(),
        task.user_id.as_uuid(),
        task.chat_id.clone(),
        task.sealed.clone(),
        task.due_at.as_i64(),
        task.created_at.as_i64(),
    )
    .map(|_| ())
}

/// Asks which account a person came to by the button, unless it is known or was asked.
///
/// # Errors
/// A breakdown of the database.
pub async fn ask_to_learn(
    tx: &mut Tx,
    client: ClientRowId,
    user: UserId,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, wanted, attempts, due_at, created_at)
        SELECT w.client_id, 'learn', $2, $2, 1, 0, $3, $3 FROM workspaces w
        WHERE w.client_id = $1
          AND NOT EXISTS (
            SELECT 1 FROM chat_accounts a
            WHERE a.client_id = $1 AND a.user_id = $2 AND a.chat_id IS NOT NULL)
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL,
            created_at = excluded.created_at";
    let (client, user) = (client.as_uuid(), user.as_uuid());
    execute!(tx, SQL, client, user, due_at.as_i64()).map(|_| ())
}

/// Tasks that are due, the longest waiting first, in turn for each workspace: one that does not
/// answer holds up its own only.
///
/// # Errors
/// A breakdown of the database.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ChatTask>, StoreError> {
    const SQL: &str = "
        SELECT client_id, kind, about, user_id, chat_id, sealed, wanted, attempts, due_at, stopped,
            created_at
        FROM (SELECT t.*, row_number() OVER (PARTITION BY client_id ORDER BY due_at) AS turn
              FROM chat_tasks t
              WHERE stopped IS NULL AND due_at <= $1
                AND kind IN ('end_session', 'end_all', 'account', 'learn')) waiting
        ORDER BY turn, due_at LIMIT $2";
    let rows = fetch_all!(conn, TaskRow, SQL, now.as_i64(), limit)?;
    rows.into_iter().map(ChatTask::try_from).collect()
}

/// What a workspace waits for, stopped tasks too.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_workspace(
    conn: &mut Conn,
    client: ClientRowId,
    limit: i64,
) -> Result<Vec<ChatTask>, StoreError> {
    const SQL: &str = "
        SELECT client_id, kind, about, user_id, chat_id, sealed, wanted, attempts, due_at, stopped,
            created_at
        FROM chat_tasks WHERE client_id = $1 ORDER BY kind, about LIMIT $2";
    let rows = fetch_all!(conn, TaskRow, SQL, client.as_uuid(), limit)?;
    rows.into_iter().map(ChatTask::try_from).collect()
}

/// Takes a due task for oneself until `until`; `false` if another server did, or it changed.
///
/// # Errors
/// A breakdown of the database.
pub async fn take(tx: &mut Tx, task: &ChatTask, until: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_tasks SET due_at = $6, attempts = attempts + 1
        WHERE client_id = $1 AND kind = $2 AND about = $3 AND wanted = $4 AND due_at = $5
          AND stopped IS NULL";
    let changed = execute!(
        tx,
        SQL,
        task.client_id.as_uuid(),
        task.kind.as_str(),
        task.about.as_uuid(),
        task.wanted,
        task.due_at.as_i64(),
        until.as_i64(),
    )?;
    Ok(changed == 1)
}

/// Forgets a task that is done, unless it was asked for again meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn done(tx: &mut Tx, task: &ChatTask) -> Result<bool, StoreError> {
    const SQL: &str = "
        DELETE FROM chat_tasks
        WHERE client_id = $1 AND kind = $2 AND about = $3 AND wanted = $4";
    let (client, about) = (task.client_id.as_uuid(), task.about.as_uuid());
    Ok(execute!(tx, SQL, client, task.kind.as_str(), about, task.wanted)? == 1)
}

/// Sets when a task that failed is tried again, unless it was asked for again meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn put_off(tx: &mut Tx, task: &ChatTask, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_tasks SET due_at = $5
        WHERE client_id = $1 AND kind = $2 AND about = $3 AND wanted = $4";
    execute!(
        tx,
        SQL,
        task.client_id.as_uuid(),
        task.kind.as_str(),
        task.about.as_uuid(),
        task.wanted,
        until.as_i64(),
    )
    .map(|_| ())
}

/// Leaves a task to an administrator, unless it was asked for again meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn stop(tx: &mut Tx, task: &ChatTask, reason: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_tasks SET stopped = $5
        WHERE client_id = $1 AND kind = $2 AND about = $3 AND wanted = $4";
    execute!(
        tx,
        SQL,
        task.client_id.as_uuid(),
        task.kind.as_str(),
        task.about.as_uuid(),
        task.wanted,
        reason.to_owned(),
    )
    .map(|_| ())
}

/// Tries everything that waits once more, what stopped too: an administrator mended something.
///
/// # Errors
/// A breakdown of the database.
pub async fn resume(tx: &mut Tx, client: ClientRowId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE chat_tasks SET stopped = NULL, due_at = $2, attempts = 0
        WHERE client_id = $1";
    execute!(tx, SQL, client.as_uuid(), now.as_i64())
}

/// Forgets every login token of a workspace: it has moved to another address.
///
/// # Errors
/// A breakdown of the database.
pub async fn forget_tokens(tx: &mut Tx, client: ClientRowId) -> Result<(), StoreError> {
    const TASKS: &str = "DELETE FROM chat_tasks WHERE client_id = $1 AND kind = 'end_session'";
    const SESSIONS: &str = "
        UPDATE chat_sessions SET sealed = NULL, lease_until = 0 WHERE client_id = $1";
    execute!(tx, TASKS, client.as_uuid())?;
    execute!(tx, SESSIONS, client.as_uuid()).map(|_| ())
}
