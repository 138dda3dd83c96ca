//! Reading a back-up file, and filling a database from it.

use std::path::Path;

use gantry_core::Timestamp;
use gantry_core::audit::AuditEntry;
use sqlx::AssertSqlSafe;
use tokio::sync::Mutex;

use crate::backend::{Store, Tx, execute, fetch_all, fetch_optional, row};
use crate::copy::manifest::Manifest;
use crate::copy::{CopyError, everything};
use crate::error::StoreError;
use crate::{audit, config_version, migrate};

/// How many problems of a damaged file are told.
const PROBLEMS: usize = 3;
/// Seconds of one step of one-time passwords.
const STEP: i64 = 30;

row!(CheckRow {
    integrity_check: String
});
row!(CountRow { rows: i64 });
row!(FilledRow { filled: bool });

/// A back-up file that was found whole. Whoever opens one hands over a copy: its tables are brought
/// up to date there.
#[derive(Debug)]
pub struct BackupFile {
    store: Store,
    manifest: Manifest,
}

/// How a database is filled.
#[derive(Debug, Clone)]
pub struct Restoring {
    /// Now.
    pub now: Timestamp,
    /// The line of the trail that says so.
    pub entry: AuditEntry,
    /// Whether what the database holds may go.
    pub replace: bool,
}

impl BackupFile {
    /// Checks a copy of a back-up file, and changes its tables if they are older.
    ///
    /// # Errors
    /// It is not a back-up, damaged, or made by a younger Gantry.
    pub async fn open(copy: &Path) -> Result<Self, CopyError> {
        let store = Store::open_file(copy, false).await.map_err(damaged)?;
        let checked = check(&store).await;
        store.close().await;
        let manifest = checked?;
        Ok(Self {
            store: Store::open_file(copy, true).await?,
            manifest,
        })
    }

    /// What it says about itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Fills a database in one step: all of it, or nothing.
    ///
    /// # Errors
    /// [`CopyError::NotEmpty`], a file that lost rows, or a breakdown of either database.
    pub async fn restore_into(
        &self,
        target: &Store,
        restoring: Restoring,
    ) -> Result<(), CopyError> {
        let source = Mutex::new(self.store.snapshot().await?);
        let arguments = (source, restoring, self.manifest.clone());
        let filled = target
            .write(arguments, |tx, (source, restoring, manifest)| {
                Box::pin(async move {
                    if !restoring.replace && holds_something(tx).await? {
                        return Ok(false);
                    }
                    let former = config_version::current(tx).await?;
                    let rows = everything(&mut *source.lock().await, tx).await?;
                    if manifest.schema == migrate::newest() && rows != manifest.rows {
                        return Err(StoreError::corrupt("rows were lost on the way"));
                    }
                    settle(tx, restoring, former).await?;
                    Ok(true)
                })
            })
            .await?;
        if filled {
            Ok(())
        } else {
            Err(CopyError::NotEmpty)
        }
    }

    /// Closes the file.
    pub async fn close(self) {
        self.store.close().await;
    }
}

/// Whether somebody would lose something.
///
/// # Errors
/// A breakdown of the database.
async fn holds_something(tx: &mut Tx) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM groups)
            OR EXISTS (SELECT 1 FROM clients) AS filled";
    let row = fetch_optional!(tx, FilledRow, SQL)?;
    Ok(row.is_none_or(|row| row.filled))
}

/// What must not be as it was: leases of jobs, times of comparisons, one-time passwords that were
/// used since, and the number that tells caches to read again.
async fn settle(tx: &mut Tx, restoring: &Restoring, former: i64) -> Result<(), StoreError> {
    const JOBS: &str = "UPDATE jobs SET lease_until = 0";
    const ACCOUNTS: &str = "UPDATE chat_accounts SET lease_until = 0 WHERE lease_until > 0";
    const WORKSPACES: &str = "UPDATE workspaces SET reconcile_at = $1";
    const STEPS: &str = "UPDATE totp_factors SET last_step = $1 WHERE last_step < $1";
    const VERSION: &str = "UPDATE config_version SET version = $1 WHERE id = 1";
    execute!(tx, JOBS)?;
    execute!(tx, ACCOUNTS)?;
    execute!(tx, WORKSPACES, restoring.now.as_i64())?;
    // A code of the next step may be used early, so that one may be used up already.
    execute!(tx, STEPS, restoring.now.as_i64() / STEP + 1)?;
    let restored = config_version::current(tx).await?;
    execute!(tx, VERSION, former.max(restored) + 1)?;
    audit::insert(tx, &restoring.entry).await
}

async fn check(store: &Store) -> Result<Manifest, CopyError> {
    const SQL: &str = "PRAGMA integrity_check";
    let mut conn = store.read().await.map_err(damaged)?;
    let problems = fetch_all!(conn, CheckRow, SQL).map_err(damaged)?;
    let problems = problems.into_iter().map(|row| row.integrity_check);
    let problems: Vec<String> = problems.take(PROBLEMS).collect();
    if problems != ["ok"] {
        return Err(CopyError::Damaged(problems.join("; ")));
    }
    let manifest = Manifest::read(&mut conn).await?;
    let known = migrate::newest();
    if manifest.schema > known {
        let found = manifest.schema;
        return Err(CopyError::Newer { found, known });
    }
    for (table, expected) in &manifest.rows {
        let sql = format!("SELECT count(*) AS rows FROM {table}");
        let found = fetch_optional!(conn, CountRow, AssertSqlSafe(sql.clone())).map_err(damaged)?;
        let found = found.map_or(0, |row| row.rows);
        if found != *expected {
            let text = format!("{table} has {found} rows instead of {expected}");
            return Err(CopyError::Damaged(text));
        }
    }
    Ok(manifest)
}

/// What SQLite says about a file that it cannot read.
fn damaged(error: StoreError) -> CopyError {
    match &error {
        StoreError::Database(cause) => match cause.as_database_error() {
            Some(said) => CopyError::Damaged(said.message().to_owned()),
            None => CopyError::Store(error),
        },
        _ => CopyError::Store(error),
    }
}
