//! What became of the back-ups that this place made by itself.

use gantry_core::Timestamp;
use gantry_core::id::Id;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(BackupRow {
    id: Uuid,
    path: String,
    bytes: i64,
    problem: Option<String>,
    checked_at: Option<i64>,
    created_at: i64,
});

/// A back-up's row id.
pub type BackupId = Id<Backup>;

/// One attempt to make a back-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Row id, ordered by time.
    pub id: BackupId,
    /// Where the file is, on the machine that made it.
    pub path: String,
    /// How large it is.
    pub bytes: i64,
    /// Why it was not made, or what its check found.
    pub problem: Option<String>,
    /// When it was restored on trial and somebody signed in there.
    pub checked_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
}

impl From<BackupRow> for Backup {
    fn from(row: BackupRow) -> Self {
        Self {
            id: BackupId::from_uuid(row.id),
            path: row.path,
            bytes: row.bytes,
            problem: row.problem,
            checked_at: row.checked_at.map(Timestamp::from_i64),
            created_at: Timestamp::from_i64(row.created_at),
        }
    }
}

/// Writes one down.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, backup: &Backup) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO backups (id, path, bytes, problem, checked_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        tx,
        SQL,
        backup.id.as_uuid(),
        backup.path.clone(),
        backup.bytes,
        backup.problem.clone(),
        backup.checked_at.map(Timestamp::as_i64),
        backup.created_at.as_i64(),
    )
    .map(|_| ())
}

/// The newest attempts, the newest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<Backup>, StoreError> {
    const SQL: &str = "
        SELECT id, path, bytes, problem, checked_at, created_at
        FROM backups
        ORDER BY id DESC
        LIMIT $1";
    let rows = fetch_all!(conn, BackupRow, SQL, limit)?;
    Ok(rows.into_iter().map(Backup::from).collect())
}

/// The newest that was restored on trial.
///
/// # Errors
/// A breakdown of the database.
pub async fn newest_good(conn: &mut Conn) -> Result<Option<Backup>, StoreError> {
    const SQL: &str = "
        SELECT id, path, bytes, problem, checked_at, created_at
        FROM backups
        WHERE checked_at IS NOT NULL
        ORDER BY id DESC
        LIMIT 1";
    Ok(fetch_optional!(conn, BackupRow, SQL)?.map(Backup::from))
}

/// Forgets all but the newest; how many were forgotten.
///
/// # Errors
/// A breakdown of the database.
pub async fn forget(tx: &mut Tx, before: BackupId) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM backups
        WHERE id < $1 AND id <>
            coalesce((SELECT id FROM backups WHERE checked_at IS NOT NULL ORDER BY id DESC LIMIT 1), $1)";
    execute!(tx, SQL, before.as_uuid())
}
