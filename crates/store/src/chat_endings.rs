//! What an end here asks of the workspaces, in the write of the end itself.
//!
//! Each of these is called after the rows that end were changed: whoever lets a session into a
//! workspace holds its row, so that the end waits for it and then finds what it left.

use gantry_core::client::ClientRowId;
use gantry_core::group::GroupId;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use gantry_core::workspace::{ChatTask, TaskKind};
use gantry_core::{Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Tx, execute, fetch_all, row};
use crate::error::StoreError;
use crate::{chat_accounts, chat_tasks};

row!(GoneRow {
    id: Uuid,
    client_id: Uuid,
    user_id: Uuid,
    by_button: bool,
    chat_id: Option<String>,
    sealed: Option<Vec<u8>>,
});

/// A browser session has ended: so do the login tokens it was given, and where it came in by the
/// button all of the person's, because the chat keeps that token to itself.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_session(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM chat_sessions WHERE session_id = $1
        RETURNING id, client_id, user_id, by_button, chat_id, sealed";
    let gone = fetch_all!(tx, GoneRow, GONE, session.as_uuid())?;
    end(tx, gone, None, now).await
}

/// All of a person's browser sessions but one have ended. One that began in this very moment, and
/// was not ended, keeps what it has.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_others(
    tx: &mut Tx,
    user: UserId,
    kept: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM chat_sessions
        WHERE user_id = $1 AND session_id <> $2 AND NOT EXISTS
            (SELECT 1 FROM sessions b
             WHERE b.id = chat_sessions.session_id AND b.ended_at IS NULL)
        RETURNING id, client_id, user_id, by_button, chat_id, sealed";
    let gone = fetch_all!(tx, GoneRow, GONE, user.as_uuid(), kept.as_uuid())?;
    end(tx, gone, None, now).await
}

/// A person is another account of a workspace from now on, or none, or may no longer come in: the
/// login tokens given for the former account end.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_link(
    tx: &mut Tx,
    client: ClientRowId,
    user: UserId,
    (former, now): (Option<&str>, Timestamp),
) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM chat_sessions WHERE user_id = $1 AND client_id = $2
        RETURNING id, client_id, user_id, by_button, chat_id, sealed";
    let gone = fetch_all!(tx, GoneRow, GONE, user.as_uuid(), client.as_uuid())?;
    end(tx, gone, former, now).await
}

/// A workspace is switched off or no longer connected: whoever is in there is signed out.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_workspace(
    tx: &mut Tx,
    client: ClientRowId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const GONE: &str = "
        DELETE FROM chat_sessions WHERE client_id = $1
        RETURNING id, client_id, user_id, by_button, chat_id, sealed";
    let gone = fetch_all!(tx, GoneRow, GONE, client.as_uuid())?;
    end(tx, gone, None, now).await
}

/// Asks for the end of what rows had that are no longer there. They are deleted first and say what
/// they had, so that nothing comes between the two.
async fn end(
    tx: &mut Tx,
    gone: Vec<GoneRow>,
    former: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for row in gone {
        if row.by_button {
            let (client, user) = (
                ClientRowId::from_uuid(row.client_id),
                UserId::from_uuid(row.user_id),
            );
            let known = chat_accounts::find(tx, client, user).await?;
            let known = known.and_then(|known| known.chat_id);
            let whole = ChatTask {
                kind: TaskKind::EndAll,
                about: Id::from_uuid(row.user_id),
                chat_id: former.map(ToOwned::to_owned).or(known),
                sealed: None,
                ..task(&row, now)
            };
            chat_tasks::ask(tx, &whole).await?;
        }
        if row.sealed.is_some() {
            chat_tasks::ask(tx, &task(&row, now)).await?;
        }
    }
    Ok(())
}

/// The end of the one token that a row had.
fn task(row: &GoneRow, now: Timestamp) -> ChatTask {
    ChatTask {
        client_id: ClientRowId::from_uuid(row.client_id),
        kind: TaskKind::EndSession,
        about: Id::from_uuid(row.id),
        user_id: UserId::from_uuid(row.user_id),
        chat_id: row.chat_id.clone(),
        sealed: row.sealed.clone(),
        wanted: 1,
        attempts: 0,
        due_at: now,
        stopped: None,
        created_at: now,
    }
}

/// Everything issued to a person has ended: so does every login token in every workspace, those
/// that the chat made by itself too.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_everything(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    const ALL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, chat_id, wanted, attempts, due_at, created_at)
        SELECT w.client_id, 'end_all', a.user_id, a.user_id, a.chat_id, 1, 0, $2, $2
        FROM chat_accounts a JOIN workspaces w ON w.client_id = a.client_id
        WHERE a.user_id = $1 AND a.chat_id IS NOT NULL
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            chat_id = coalesce(excluded.chat_id, chat_tasks.chat_id),
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL";
    execute!(tx, ALL, user.as_uuid(), now.as_i64())?;
    of_others(tx, user, SessionId::from_uuid(Uuid::nil()), now).await
}

/// A person was changed, shut out, let in again, or is about to be deleted: the accounts follow.
///
/// # Errors
/// A breakdown of the database.
pub async fn follow(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, chat_id, wanted, attempts, due_at, created_at)
        SELECT w.client_id, 'account', a.user_id, a.user_id, a.chat_id, 1, 0, $2, $2
        FROM chat_accounts a JOIN workspaces w ON w.client_id = a.client_id
        WHERE a.user_id = $1 AND a.chat_id IS NOT NULL
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            chat_id = coalesce(excluded.chat_id, chat_tasks.chat_id),
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL";
    execute!(tx, SQL, user.as_uuid(), now.as_i64())
}

/// The same for every member of a group, and of the groups within it.
///
/// # Errors
/// A breakdown of the database.
pub async fn follow_members(
    tx: &mut Tx,
    group: GroupId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, chat_id, wanted, attempts, due_at, created_at)
        SELECT w.client_id, 'account', a.user_id, a.user_id, a.chat_id, 1, 0, $2, $2
        FROM memberships m
        JOIN chat_accounts a ON a.user_id = m.user_id
        JOIN workspaces w ON w.client_id = a.client_id
        WHERE a.chat_id IS NOT NULL AND m.group_id IN (
            WITH RECURSIVE below (id) AS (
                SELECT g.id FROM groups g WHERE g.id = $1
                UNION
                SELECT g.id FROM groups g JOIN below b ON g.parent_id = b.id)
            SELECT id FROM below)
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            chat_id = coalesce(excluded.chat_id, chat_tasks.chat_id),
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL";
    execute!(tx, SQL, group.as_uuid(), now.as_i64())
}

/// The same for everybody in a workspace: what is kept in step there, or who may enter, was changed.
///
/// # Errors
/// A breakdown of the database.
pub async fn follow_everybody(
    tx: &mut Tx,
    client: ClientRowId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_tasks
            (client_id, kind, about, user_id, chat_id, wanted, attempts, due_at, created_at)
        SELECT w.client_id, 'account', a.user_id, a.user_id, a.chat_id, 1, 0, $2, $2
        FROM chat_accounts a JOIN workspaces w ON w.client_id = a.client_id
        WHERE a.client_id = $1 AND a.chat_id IS NOT NULL
        ON CONFLICT (client_id, kind, about) DO UPDATE SET
            chat_id = coalesce(excluded.chat_id, chat_tasks.chat_id),
            wanted = chat_tasks.wanted + 1, attempts = 0, due_at = excluded.due_at, stopped = NULL";
    execute!(tx, SQL, client.as_uuid(), now.as_i64())
}

/// Browser sessions older than any may be: what they were given ends too. The rows that leave say
/// what ends, so that two servers never take one for the other's.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_aged(tx: &mut Tx, before: Uuid, now: Timestamp) -> Result<u64, StoreError> {
    const GONE: &str = "
        DELETE FROM chat_sessions WHERE session_id IN
            (SELECT session_id FROM chat_sessions
             WHERE session_id < $1 ORDER BY session_id LIMIT 100)
        RETURNING id, client_id, user_id, by_button, chat_id, sealed";
    let gone = fetch_all!(tx, GoneRow, GONE, before)?;
    for row in gone.iter().filter(|row| row.sealed.is_some()) {
        chat_tasks::ask(tx, &task(row, now)).await?;
    }
    Ok(u64::try_from(gone.len()).unwrap_or(u64::MAX))
}
