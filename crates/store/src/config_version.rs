//! The number that tells every process that clients, keys or settings changed.

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(VersionRow { version: i64 });

/// The current number.
///
/// # Errors
/// A breakdown of the database.
pub async fn current(conn: &mut Conn) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT version FROM config_version WHERE id = 1";
    let row = fetch_optional!(conn, VersionRow, SQL)?;
    row.map(|row| row.version)
        .ok_or_else(|| StoreError::corrupt("config_version is empty"))
}

/// Makes every cache reload before its next answer.
///
/// # Errors
/// A breakdown of the database.
pub async fn bump(tx: &mut Tx) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE config_version SET version = version + 1 WHERE id = 1";
    execute!(tx, SQL).map(|_| ())
}

/// The same, if nobody was faster since the given number was read; whoever gets `false` looks again.
///
/// # Errors
/// A breakdown of the database.
pub async fn bump_from(tx: &mut Tx, seen: i64) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE config_version SET version = version + 1 WHERE id = 1 AND version = $1";
    Ok(execute!(tx, SQL, seen)? == 1)
}
