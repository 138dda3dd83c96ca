//! What a back-up file says about itself.

use std::collections::BTreeMap;

use gantry_core::{Secret, Timestamp};

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::copy::CopyError;
use crate::copy::tables::KEPT;
use crate::error::StoreError;
use crate::migrate;

/// The first and only layout of these files; the schema has a number of its own.
const FORMAT: &str = "gantry-backup-1";
const FORMAT_NAME: &str = "format";
const SCHEMA: &str = "schema";
const KEY_ID: &str = "key_id";
const MADE_AT: &str = "made_at";
const GANTRY: &str = "gantry";
const MASTER_KEY: &str = "master_key";
/// Before the name of a table: how many rows it has.
const ROWS: &str = "rows.";

row!(NoteRow {
    name: String,
    value: String,
});
row!(TablesRow { tables: i64 });

/// What whoever makes a back-up says about it.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Tells which master key opens what is sealed.
    pub key_id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Which Gantry made it.
    pub gantry: String,
    /// The master key itself, if the operator wants it in the file.
    pub master_key: Option<Secret>,
}

/// What a back-up file holds.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// What its maker said.
    pub stamp: Stamp,
    /// The number of the newest migration.
    pub schema: i64,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
}

impl Manifest {
    pub(super) fn new(stamp: Stamp, rows: BTreeMap<String, i64>) -> Self {
        Self {
            stamp,
            schema: migrate::newest(),
            rows,
        }
    }

    /// Writes itself into a table of its own.
    pub(super) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        const TABLE: &str = "
            CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT";
        const NOTE: &str = "INSERT INTO backup_manifest (name, value) VALUES ($1, $2)";
        execute!(tx, TABLE)?;
        let stamp = &self.stamp;
        let mut notes = vec![
            (FORMAT_NAME.to_owned(), FORMAT.to_owned()),
            (SCHEMA.to_owned(), self.schema.to_string()),
            (KEY_ID.to_owned(), stamp.key_id.clone()),
            (MADE_AT.to_owned(), stamp.made_at.as_i64().to_string()),
            (GANTRY.to_owned(), stamp.gantry.clone()),
        ];
        if let Some(key) = &stamp.master_key {
            notes.push((MASTER_KEY.to_owned(), key.expose().to_owned()));
        }
        let rows = self.rows.iter();
        notes.extend(rows.map(|(table, rows)| (format!("{ROWS}{table}"), rows.to_string())));
        for (name, value) in notes {
            execute!(tx, NOTE, name.clone(), value.clone())?;
        }
        Ok(())
    }

    /// Reads it from a file that may be anybody's.
    pub(super) async fn read(conn: &mut Conn) -> Result<Self, CopyError> {
        const TABLE: &str = "
            SELECT count(*) AS tables FROM sqlite_master
            WHERE type = 'table' AND name = 'backup_manifest'";
        const NOTES: &str = "SELECT name, value FROM backup_manifest";
        let tables = fetch_optional!(conn, TablesRow, TABLE)?;
        if tables.is_none_or(|row| row.tables == 0) {
            return Err(CopyError::Foreign);
        }
        let notes = fetch_all!(conn, NoteRow, NOTES)?.into_iter();
        let notes: BTreeMap<_, _> = notes.map(|note| (note.name, note.value)).collect();
        if notes.get(FORMAT_NAME).map(String::as_str) != Some(FORMAT) {
            return Err(CopyError::Foreign);
        }
        let stamp = Stamp {
            key_id: text(&notes, KEY_ID)?.to_owned(),
            made_at: Timestamp::from_i64(number(&notes, MADE_AT)?),
            gantry: text(&notes, GANTRY)?.to_owned(),
            master_key: notes.get(MASTER_KEY).cloned().map(Secret::new),
        };
        let schema = number(&notes, SCHEMA)?;
        let mut rows = BTreeMap::new();
        for table in KEPT {
            let name = format!("{ROWS}{table}");
            if notes.contains_key(&name) {
                rows.insert(table.to_owned(), number(&notes, &name)?);
            }
        }
        Ok(Self {
            stamp,
            schema,
            rows,
        })
    }
}

fn text<'a>(notes: &'a BTreeMap<String, String>, name: &str) -> Result<&'a str, CopyError> {
    let note = notes.get(name).map(String::as_str);
    note.ok_or_else(|| CopyError::Damaged(format!("its manifest has no {name}")))
}

fn number(notes: &BTreeMap<String, String>, name: &str) -> Result<i64, CopyError> {
    let text = text(notes, name)?;
    let damaged = |_| CopyError::Damaged(format!("its manifest has no number for {name}"));
    text.parse().map_err(damaged)
}
