//! Rows on their way: read in pages in the order of the primary key, written many at a time.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Row};
use uuid::Uuid;

use crate::backend::{Conn, Link, Tx, execute};
use crate::copy::columns::{Column, Kind};
use crate::error::StoreError;

/// How many rows are in memory at a time; pictures are among them.
const PAGE: usize = 250;

/// A value that either database keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// An id.
    pub(super) fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Bytes(Some(bytes)) => Uuid::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

/// How a table is read.
pub(super) struct Reading {
    first: String,
    next: String,
    kinds: Vec<Kind>,
    /// Where the parts of the primary key stand.
    key: Vec<usize>,
}

impl Reading {
    pub(super) fn new(table: &str, columns: &[Column]) -> Self {
        let mut key: Vec<usize> = (0..columns.len())
            .filter(|place| columns.get(*place).is_some_and(|one| one.key.is_some()))
            .collect();
        key.sort_by_key(|place| columns.get(*place).and_then(|column| column.key));
        let name = |place: &usize| columns.get(*place).map(|column| quoted(&column.name));
        let key_names = key.iter().filter_map(name).collect::<Vec<_>>().join(", ");
        let start = format!("SELECT {} FROM {table}", names(columns));
        let end = format!("ORDER BY {key_names} LIMIT {PAGE}");
        Self {
            first: format!("{start} {end}"),
            next: format!(
                "{start} WHERE ({key_names}) > ({}) {end}",
                marks(1, key.len())
            ),
            kinds: columns.iter().map(|column| column.kind).collect(),
            key,
        }
    }

    /// The primary key of a row.
    pub(super) fn key_of(&self, row: &[Value]) -> Vec<Value> {
        let part = |place: &usize| row.get(*place).cloned();
        self.key.iter().filter_map(part).collect()
    }
}

/// The next page.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn read(
    conn: &mut Conn,
    reading: &Reading,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let sql = after.map_or(&reading.first, |_| &reading.next);
    let sql = AssertSqlSafe(sql.clone());
    let after = after.unwrap_or_default();
    let kinds = &reading.kinds;
    match &mut conn.link {
        Link::Sqlite(link) => {
            let arguments = sqlite_arguments(after.iter().cloned())?;
            let query = sqlx::query_with(sql, arguments);
            let rows = query.fetch_all(&mut **link).await?;
            rows.iter().map(|row| of_sqlite(row, kinds)).collect()
        }
        Link::Postgres(link) => {
            let key = reading.key.iter();
            let key_kinds = key.filter_map(|place| kinds.get(*place).copied());
            let arguments = postgres_arguments(after.iter().cloned().zip(key_kinds))?;
            let query = sqlx::query_with(sql, arguments);
            let rows = query.fetch_all(link.get()).await?;
            rows.iter().map(|row| of_postgres(row, kinds)).collect()
        }
    }
}

/// Adds rows.
///
/// # Errors
/// A breakdown of the database, or a value that fits into no column.
pub(super) async fn write(
    tx: &mut Tx,
    table: &str,
    columns: &[Column],
    rows: Vec<Vec<Value>>,
) -> Result<(), StoreError> {
    let row = |number: usize| {
        let first = number * columns.len() + 1;
        format!("({})", marks(first, columns.len()))
    };
    let all = (0..rows.len()).map(row).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES {all}", names(columns));
    let values = rows.into_iter().flatten();
    match &mut tx.0.link {
        Link::Sqlite(link) => {
            let query = sqlx::query_with(AssertSqlSafe(sql), sqlite_arguments(values)?);
            query.execute(&mut **link).await?;
        }
        Link::Postgres(link) => {
            let kinds = columns.iter().map(|column| column.kind).cycle();
            let arguments = postgres_arguments(values.zip(kinds))?;
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
            query.execute(link.get()).await?;
        }
    }
    Ok(())
}

/// Removes every row of a table.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn clear(tx: &mut Tx, table: &str) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM {table}");
    execute!(tx, AssertSqlSafe(sql.clone())).map(|_| ())
}

fn of_sqlite(row: &SqliteRow, kinds: &[Kind]) -> Result<Vec<Value>, StoreError> {
    let value = |(place, kind): (usize, &Kind)| {
        Ok(match kind {
            Kind::Number | Kind::Switch => Value::Number(row.try_get(place)?),
            Kind::Text => Value::Text(row.try_get(place)?),
            Kind::Bytes | Kind::Id => Value::Bytes(row.try_get(place)?),
        })
    };
    kinds.iter().enumerate().map(value).collect()
}

fn of_postgres(row: &PgRow, kinds: &[Kind]) -> Result<Vec<Value>, StoreError> {
    let value = |(place, kind): (usize, &Kind)| {
        Ok(match kind {
            Kind::Number => Value::Number(row.try_get(place)?),
            Kind::Switch => Value::Number(row.try_get::<Option<bool>, _>(place)?.map(i64::from)),
            Kind::Text => Value::Text(row.try_get(place)?),
            Kind::Bytes => Value::Bytes(row.try_get(place)?),
            Kind::Id => {
                let id: Option<Uuid> = row.try_get(place)?;
                Value::Bytes(id.map(|id| id.as_bytes().to_vec()))
            }
        })
    };
    kinds.iter().enumerate().map(value).collect()
}

fn sqlite_arguments(values: impl Iterator<Item = Value>) -> Result<SqliteArguments, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Number(number) => arguments.add(number),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(
    values: impl Iterator<Item = (Value, Kind)>,
) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            (Value::Number(number), Kind::Switch) => arguments.add(number.map(|on| on != 0)),
            (Value::Number(number), _) => arguments.add(number),
            (Value::Text(text), _) => arguments.add(text),
            (Value::Bytes(bytes), Kind::Id) => arguments.add(id(bytes)?),
            (Value::Bytes(bytes), _) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn id(bytes: Option<Vec<u8>>) -> Result<Option<Uuid>, StoreError> {
    let parsed = bytes.map(|bytes| Uuid::from_slice(&bytes)).transpose();
    parsed.map_err(|_| StoreError::corrupt("an id does not have 16 bytes"))
}

fn names(columns: &[Column]) -> String {
    let names = columns.iter().map(|column| quoted(&column.name));
    names.collect::<Vec<_>>().join(", ")
}

/// Names come from the database itself; some of them are words of SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn marks(first: usize, count: usize) -> String {
    let marks = (first..first + count).map(|number| format!("${number}"));
    marks.collect::<Vec<_>>().join(", ")
}
