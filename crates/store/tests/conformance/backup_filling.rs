//! Rows in every table, made from what the database says about its columns, and all of them read
//! back as text that is the same on both databases.

use std::collections::BTreeMap;

use gantry_store::copy::{KEPT, LEFT_OUT};
use sqlx::{AssertSqlSafe, Row};

use crate::support::{Raw, TestStore};

/// More than fit into one page of a copy.
pub(crate) const ROWS: usize = 520;

/// Name and type of a column.
type Column = (String, String);

/// Every table that holds more than migrations.
pub(crate) async fn tables(raw: &mut Raw) -> Vec<String> {
    let sql = match raw {
        Raw::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Raw::Postgres(_) => {
            "SELECT table_name::TEXT FROM information_schema.tables
             WHERE table_schema = current_schema()"
        }
    };
    let mut names = texts(raw, sql).await;
    names.retain(|name| name != "_sqlx_migrations" && name != "backup_manifest");
    names.sort();
    names
}

/// Fills every table but the one that has exactly one row.
pub(crate) async fn fill(store: &TestStore) {
    let mut raw = store.raw().await;
    let left_out = LEFT_OUT.iter().rev().map(|(table, _)| *table);
    for table in KEPT.into_iter().chain(left_out) {
        if table == "config_version" {
            execute(&mut raw, "UPDATE config_version SET version = 41").await;
            continue;
        }
        let columns = columns(&mut raw, table).await;
        let names: Vec<String> = columns
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        let rows: Vec<String> = (1..=ROWS).map(|number| row(&columns, number)).collect();
        let (names, rows) = (names.join(", "), rows.join(", "));
        execute(
            &mut raw,
            &format!("INSERT INTO {table} ({names}) VALUES {rows}"),
        )
        .await;
    }
    // Many rows with the same beginning of their key, and groups above younger groups.
    let shared = "INSERT INTO user_words (word, user_id) SELECT 'shared', id FROM users";
    execute(&mut raw, shared).await;
    let last = literal(&("id".into(), kind_of_ids(&raw)), ROWS);
    let sql = format!("UPDATE groups SET parent_id = {last} WHERE id <> {last}");
    execute(&mut raw, &sql).await;
}

fn kind_of_ids(raw: &Raw) -> String {
    match raw {
        Raw::Sqlite(_) => "BLOB",
        Raw::Postgres(_) => "uuid",
    }
    .to_owned()
}

fn row(columns: &[Column], number: usize) -> String {
    let values: Vec<String> = columns
        .iter()
        .map(|column| literal(column, number))
        .collect();
    format!("({})", values.join(", "))
}

/// The same value for the same number, so that references find their rows.
fn literal((name, kind): &Column, number: usize) -> String {
    let switch = ["disabled", "factor_demanded", "email_verified"].contains(&name.as_str());
    match kind.as_str() {
        "INTEGER" if switch => (number % 2).to_string(),
        "INTEGER" | "bigint" => number.to_string(),
        "boolean" if switch => (number % 2 == 1).to_string(),
        "boolean" => "true".to_owned(),
        "TEXT" | "text" if name == "stopped" || name == "problem" => "NULL".to_owned(),
        "TEXT" | "text" => format!("'text {number:04} ä'"),
        "BLOB" => format!("x'{number:032x}'"),
        "uuid" => format!("'{number:032x}'"),
        "bytea" => format!("'\\x{number:032x}'"),
        other => panic!("a column {name} of type {other}"),
    }
}

async fn columns(raw: &mut Raw, table: &str) -> Vec<Column> {
    let sql = match raw {
        Raw::Sqlite(_) => format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')"),
        Raw::Postgres(_) => format!(
            "SELECT column_name::TEXT || ' ' || data_type FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = '{table}'"
        ),
    };
    let found = texts(raw, &sql).await;
    let split = found.iter().map(|text| text.split_once(' ').unwrap());
    split
        .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
        .collect()
}

/// Every row of every table, in an order and a form that do not depend on the database.
pub(crate) async fn dump(store: &TestStore) -> BTreeMap<String, Vec<String>> {
    let mut raw = store.raw().await;
    let mut found = BTreeMap::new();
    for table in tables(&mut raw).await {
        let mut columns = columns(&mut raw, &table).await;
        columns.sort();
        let parts: Vec<String> = columns.iter().map(shown).collect();
        let sql = format!("SELECT {} FROM {table}", parts.join(" || ' | ' || "));
        let mut rows = texts(&mut raw, &sql).await;
        rows.sort();
        found.insert(table, rows);
    }
    found
}

fn shown((name, kind): &Column) -> String {
    let value = match kind.as_str() {
        "BLOB" => format!("lower(hex(\"{name}\"))"),
        "uuid" => format!("replace(\"{name}\"::TEXT, '-', '')"),
        "bytea" => format!("encode(\"{name}\", 'hex')"),
        "boolean" => format!("\"{name}\"::INT::TEXT"),
        "INTEGER" | "bigint" => format!("CAST(\"{name}\" AS TEXT)"),
        _ => format!("\"{name}\""),
    };
    format!("'{name}=' || coalesce({value}, 'null')")
}

pub(crate) async fn execute(raw: &mut Raw, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match raw {
        Raw::Sqlite(conn) => drop(sqlx::raw_sql(sql).execute(conn).await.unwrap()),
        Raw::Postgres(conn) => drop(sqlx::raw_sql(sql).execute(conn).await.unwrap()),
    }
}

async fn texts(raw: &mut Raw, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match raw {
        Raw::Sqlite(conn) => {
            let rows = sqlx::query(sql).fetch_all(conn).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Raw::Postgres(conn) => {
            let rows = sqlx::query(sql).fetch_all(conn).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}
