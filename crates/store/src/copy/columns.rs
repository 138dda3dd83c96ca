//! What a table looks like, as the database itself says.

use crate::backend::{Conn, Link, fetch_all, row};
use crate::error::StoreError;

row!(ColumnRow {
    name: String,
    kind: String,
    place: Option<i64>,
});

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// `BOOLEAN` in PostgreSQL, a number in SQLite.
    Switch,
    Text,
    Bytes,
    /// `UUID` in PostgreSQL, 16 bytes in SQLite.
    Id,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Its place in the primary key.
    pub(super) key: Option<i64>,
}

/// The columns of a table.
///
/// # Errors
/// A breakdown of the database, a column that no migration makes, or no such table.
pub(super) async fn of(conn: &mut Conn, table: &str) -> Result<Vec<Column>, StoreError> {
    const SQLITE: &str = "
        SELECT name, type AS kind, nullif(pk, 0) AS place
        FROM pragma_table_info($1)
        ORDER BY cid";
    const POSTGRES: &str = "
        SELECT c.column_name::TEXT AS name, c.data_type::TEXT AS kind,
            (SELECT k.ordinal_position::BIGINT
             FROM information_schema.key_column_usage k
             JOIN information_schema.table_constraints t
                 ON t.constraint_schema = k.constraint_schema
                 AND t.constraint_name = k.constraint_name AND t.table_name = k.table_name
             WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema
                 AND k.table_name = c.table_name AND k.column_name = c.column_name) AS place
        FROM information_schema.columns c
        WHERE c.table_schema = current_schema() AND c.table_name = $1
        ORDER BY c.ordinal_position";
    let sql = match &conn.link {
        Link::Sqlite(_) => SQLITE,
        Link::Postgres(_) => POSTGRES,
    };
    let columns: Result<Vec<Column>, StoreError> = fetch_all!(conn, ColumnRow, sql, table)?
        .into_iter()
        .map(|row| {
            Ok(Column {
                kind: kind(&row.kind)?,
                name: row.name,
                key: row.place,
            })
        })
        .collect();
    let columns = columns?;
    if columns.iter().any(|column| column.key.is_some()) {
        Ok(columns)
    } else {
        let text = format!("there is no table {table} with a primary key");
        Err(StoreError::Corrupt(text))
    }
}

fn kind(declared: &str) -> Result<Kind, StoreError> {
    match declared {
        "INTEGER" | "bigint" => Ok(Kind::Number),
        "boolean" => Ok(Kind::Switch),
        "TEXT" | "text" => Ok(Kind::Text),
        "BLOB" | "bytea" => Ok(Kind::Bytes),
        "uuid" => Ok(Kind::Id),
        other => Err(StoreError::Corrupt(format!("a column is {other}"))),
    }
}
