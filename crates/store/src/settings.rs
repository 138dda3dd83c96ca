//! Named texts of the installation, such as "the bootstrap was applied".

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(ValueRow { value: String });

/// Reads a setting.
///
/// # Errors
/// A breakdown of the database.
pub async fn get(conn: &mut Conn, name: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT value FROM settings WHERE name = $1";
    let row = fetch_optional!(conn, ValueRow, SQL, name.to_owned())?;
    Ok(row.map(|row| row.value))
}

/// Writes a setting that nobody wrote before; `false` if somebody did.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_once(tx: &mut Tx, name: &str, value: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO settings (name, value) VALUES ($1, $2)
        ON CONFLICT DO NOTHING";
    Ok(execute!(tx, SQL, name.to_owned(), value.to_owned())? == 1)
}

/// Writes a setting, over an older one.
///
/// # Errors
/// A breakdown of the database.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO settings (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    execute!(tx, SQL, name.to_owned(), value.to_owned()).map(|_| ())
}
