//! Back-ups: everything that lasts, copied between a running database and a SQLite file.
//!
//! Read `tables` first: what is copied and what is not. `columns` asks a database what a table
//! looks like, `rows` moves values between the two kinds of database, `manifest` says what a
//! file holds, `restore` reads it back. These modules may branch on the database, and read
//! tables from end to end: that is their work.

mod columns;
mod manifest;
mod restore;
mod rows;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;
use tokio::sync::Mutex;
use uuid::Uuid;

pub use crate::copy::manifest::{Manifest, Stamp};
pub use crate::copy::restore::{BackupFile, Restoring};
pub use crate::copy::tables::{KEPT, LEFT_OUT};

use crate::backend::{Conn, Store, Tx, execute};
use crate::copy::columns::Column;
use crate::copy::rows::{Reading, Value};
use crate::error::StoreError;

/// Why a back-up was not made or not restored.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The file was not made by `gantry backup`.
    #[error("the file is not a back-up of Gantry")]
    Foreign,
    /// The file is not what it was when it was made.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A younger Gantry made it.
    #[error(
        "the back-up has schema {found}, this Gantry knows schemas up to {known}: use the Gantry that made it, or a newer one"
    )]
    Newer {
        /// The file's schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The database that should be filled holds people, groups or applications.
    #[error("the database is not empty")]
    NotEmpty,
    /// The database broke down.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The one table whose rows refer to rows of the same table, and the column that does.
const SELF_REFERENCE: (&str, &str) = ("groups", "parent_id");

/// Copies a running database, as it is at one moment, into an empty file that only its owner may
/// read.
///
/// # Errors
/// A breakdown of either database.
pub async fn back_up(store: &Store, file: &Path, stamp: Stamp) -> Result<Manifest, CopyError> {
    let target = Store::open_file(file, true).await?;
    let source = Mutex::new(store.snapshot().await?);
    let copied = target
        .write((source, stamp), |tx, (source, stamp)| {
            Box::pin(async move {
                let rows = everything(&mut *source.lock().await, tx).await?;
                let manifest = Manifest::new(stamp.clone(), rows);
                manifest.write(tx).await?;
                Ok(manifest)
            })
        })
        .await;
    target.close().await;
    Ok(copied?)
}

/// Empties the target's tables and fills them; how many rows each of them got.
async fn everything(source: &mut Conn, tx: &mut Tx) -> Result<BTreeMap<String, i64>, StoreError> {
    let left_out = LEFT_OUT.iter().map(|(table, _)| *table);
    for table in left_out.chain(KEPT.into_iter().rev()) {
        rows::clear(tx, table).await?;
    }
    let mut rows = BTreeMap::new();
    for table in KEPT {
        rows.insert(table.to_owned(), copy_table(source, tx, table).await?);
    }
    Ok(rows)
}

async fn copy_table(
    source: &mut Conn,
    tx: &mut Tx,
    table: &'static str,
) -> Result<i64, StoreError> {
    let from = columns::of(source, table).await?;
    let to = in_the_order_of(&from, columns::of(tx, table).await?, table)?;
    let reading = Reading::new(table, &from);
    let mut parents = Parents::of(table, &from);
    let (mut after, mut copied) = (None, 0);
    loop {
        let mut page = rows::read(source, &reading, after.as_deref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(reading.key_of(last));
        copied += i64::try_from(page.len()).unwrap_or(i64::MAX);
        if let Some(parents) = &mut parents {
            parents.take(&mut page);
        }
        rows::write(tx, table, &to, page).await?;
    }
    if let Some(parents) = parents {
        parents.write(tx).await?;
    }
    Ok(copied)
}

/// The target's columns in the source's order: both have the same schema.
fn in_the_order_of(
    from: &[Column],
    mut to: Vec<Column>,
    table: &str,
) -> Result<Vec<Column>, StoreError> {
    let place = |column: &Column| from.iter().position(|other| other.name == column.name);
    to.sort_by_key(|column| place(column));
    let same = from.len() == to.len() && from.iter().zip(&to).all(|(a, b)| a.name == b.name);
    if same {
        Ok(to)
    } else {
        let text = format!("the table {table} has other columns in the copy");
        Err(StoreError::Corrupt(text))
    }
}

/// References within a table: written when all of its rows are there.
struct Parents {
    id: usize,
    parent: usize,
    found: Vec<(Uuid, Uuid)>,
}

impl Parents {
    fn of(table: &str, columns: &[Column]) -> Option<Self> {
        let (referring, column) = SELF_REFERENCE;
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        (table == referring).then_some(())?;
        Some(Self {
            id: place("id")?,
            parent: place(column)?,
            found: Vec::new(),
        })
    }

    fn take(&mut self, page: &mut [Vec<Value>]) {
        for row in page {
            let Some(id) = row.get(self.id).and_then(Value::as_uuid) else {
                continue;
            };
            let Some(parent) = row.get_mut(self.parent) else {
                continue;
            };
            if let Some(uuid) = parent.as_uuid() {
                self.found.push((id, uuid));
                *parent = Value::Bytes(None);
            }
        }
    }

    async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE groups SET parent_id = $2 WHERE id = $1";
        for (id, parent) in self.found {
            execute!(tx, SQL, id, parent)?;
        }
        Ok(())
    }
}
