//! Whether something waits for an administrator: each question reads a handful of rows.

use gantry_core::Timestamp;
use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use uuid::Uuid;

use crate::backend::{Conn, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(ClientRow { client_id: Uuid });

row!(SecretRow {
    client_id: Uuid,
    expires_at: i64,
});

row!(PersonRow {
    id: Uuid,
    username: String,
});

row!(BackupRow {
    problem: Option<String>,
    created_at: i64,
});

row!(StoppedRow { created_at: i64 });

/// Where work has stopped until somebody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Applications that could not be told of sign-outs.
    SignOuts,
    /// Tasks in a workspace.
    ChatTasks,
    /// People who cannot get into a workspace.
    ChatAccounts,
}

/// The clients with something stopped, a few at most.
///
/// # Errors
/// A breakdown of the database.
pub async fn stopped_clients(
    conn: &mut Conn,
    what: Stopped,
    limit: usize,
) -> Result<Vec<ClientRowId>, StoreError> {
    const SIGN_OUTS: &str = "
        SELECT client_id FROM logout_tasks
        WHERE stopped IS NOT NULL AND client_id > $1
        ORDER BY client_id LIMIT 1";
    const TASKS: &str = "
        SELECT client_id FROM chat_tasks
        WHERE stopped IS NOT NULL AND client_id > $1
        ORDER BY client_id LIMIT 1";
    const ACCOUNTS: &str = "
        SELECT client_id FROM chat_accounts
        WHERE problem IS NOT NULL AND client_id > $1
        ORDER BY client_id LIMIT 1";
    let mut found: Vec<ClientRowId> = Vec::new();
    while found.len() < limit {
        let after = found.last().map_or(Uuid::nil(), |id| id.as_uuid());
        let row = match what {
            Stopped::SignOuts => fetch_optional!(conn, ClientRow, SIGN_OUTS, after),
            Stopped::ChatTasks => fetch_optional!(conn, ClientRow, TASKS, after),
            Stopped::ChatAccounts => fetch_optional!(conn, ClientRow, ACCOUNTS, after),
        }?;
        match row {
            Some(row) => found.push(ClientRowId::from_uuid(row.client_id)),
            None => break,
        }
    }
    Ok(found)
}

/// Clients whose last secret ends between two moments, the next first.
///
/// # Errors
/// A breakdown of the database.
pub async fn ending_secrets(
    conn: &mut Conn,
    now: Timestamp,
    soon: Timestamp,
    limit: i64,
) -> Result<Vec<(ClientRowId, Timestamp)>, StoreError> {
    const SQL: &str = "
        SELECT s.client_id, s.expires_at
        FROM client_secrets s
        WHERE s.expires_at > $1 AND s.expires_at <= $2
          AND NOT EXISTS (SELECT 1 FROM client_secrets later
                          WHERE later.client_id = s.client_id AND later.id <> s.id
                            AND (later.expires_at IS NULL OR later.expires_at > s.expires_at))
        ORDER BY s.expires_at LIMIT $3";
    let rows = fetch_all!(conn, SecretRow, SQL, now.as_i64(), soon.as_i64(), limit)?;
    let row = |row: SecretRow| {
        (
            ClientRowId::from_uuid(row.client_id),
            Timestamp::from_i64(row.expires_at),
        )
    };
    Ok(rows.into_iter().map(row).collect())
}

/// People with this role who can sign in, a few at most.
///
/// # Errors
/// A breakdown of the database.
pub async fn holders(conn: &mut Conn, role: &str, limit: i64) -> Result<Vec<UserId>, StoreError> {
    const SQL: &str = "
        SELECT id, username FROM users
        WHERE role = $1 AND NOT disabled
        ORDER BY id LIMIT $2";
    let rows = fetch_all!(conn, PersonRow, SQL, role, limit)?;
    let ids = rows.into_iter().map(|row| UserId::from_uuid(row.id));
    Ok(ids.collect())
}

/// People with this role who can sign in with a password alone, with their user names.
///
/// # Errors
/// A breakdown of the database.
pub async fn holders_without_factor(
    conn: &mut Conn,
    role: &str,
    limit: i64,
) -> Result<Vec<(UserId, String)>, StoreError> {
    const SQL: &str = "
        SELECT u.id, u.username FROM users u
        WHERE u.role = $1 AND NOT u.disabled
          AND NOT EXISTS (SELECT 1 FROM totp_factors t WHERE t.user_id = u.id)
          AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id)
        ORDER BY u.id LIMIT $2";
    let rows = fetch_all!(conn, PersonRow, SQL, role, limit)?;
    let people = rows.into_iter();
    let people = people.map(|row| (UserId::from_uuid(row.id), row.username));
    Ok(people.collect())
}

/// The latest back-ups, newest first: when each was made, and what was wrong with it.
///
/// # Errors
/// A breakdown of the database.
pub async fn latest_backups(
    conn: &mut Conn,
    limit: i64,
) -> Result<Vec<(Timestamp, Option<String>)>, StoreError> {
    const SQL: &str = "
        SELECT problem, created_at FROM backups
        WHERE id < $1 ORDER BY id DESC LIMIT $2";
    let rows = fetch_all!(conn, BackupRow, SQL, Uuid::max(), limit)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| (Timestamp::from_i64(row.created_at), row.problem))
        .collect())
}

/// When the oldest mail was asked for that nobody will send any more; `None` if there is none.
///
/// # Errors
/// A breakdown of the database.
pub async fn stopped_mail(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "
        SELECT created_at FROM mail_outbox
        WHERE id < $1 AND stopped IS NOT NULL ORDER BY id LIMIT 1";
    let row = fetch_optional!(conn, StoppedRow, SQL, Uuid::max())?;
    Ok(row.map(|row| Timestamp::from_i64(row.created_at)))
}
