//! No statement of the store reads a whole table, on either database.
//!
//! The statements are the string literals in the store's sources that begin with an SQL verb, so a
//! new one is checked without being registered anywhere.

use std::path::Path;

use sqlx::{AssertSqlSafe, PgConnection, Row, SqliteConnection};

use crate::support::{Raw, TestStore};

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Tables that are read whole on purpose: a handful of rows, cached.
const SMALL: [&str; 2] = ["signing_keys", "workspaces"];

/// Subqueries: what they read is a line of its own.
const SUBQUERIES: [&str; 2] = ["SCAN waiting", "SCAN (subquery"];

/// Every statement, with the file it stands in.
fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let columns = columns_macro();
    for entry in std::fs::read_dir(Path::new(SOURCES)).unwrap() {
        let entry = entry.unwrap();
        let file = entry.file_name().into_string().unwrap();
        let source = std::fs::read_to_string(entry.path()).unwrap();
        for literal in literals(&source, &columns) {
            let verb = literal.split_whitespace().next().unwrap_or_default();
            if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE") {
                found.push((file.clone(), literal));
            }
        }
    }
    found
}

/// The text that `user_columns!()` stands for.
fn columns_macro() -> String {
    let source = std::fs::read_to_string(Path::new(SOURCES).join("users.rs")).unwrap();
    let (_, rest) = source.split_once("macro_rules! user_columns").unwrap();
    quoted(rest).remove(0)
}

/// The string literals of a source; the parts of one `concat!` are put together.
fn literals(source: &str, columns: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code: String = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    for item in code
        .replace("user_columns!()", &format!("\"{columns}\""))
        .split("const ")
    {
        let (declaration, _) = item.split_once(";\n").unwrap_or((item, ""));
        if declaration.contains("concat!(") {
            found.push(quoted(declaration).concat());
        } else {
            found.extend(quoted(declaration));
        }
    }
    found
}

/// What stands between quotes. SQL of this store holds no double quotes of its own.
fn quoted(text: &str) -> Vec<String> {
    let inside = text.split('"').skip(1).step_by(2);
    inside.map(|literal| literal.replace("\\\n", " ")).collect()
}

async fn sqlite_plan(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
        .fetch_all(conn)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
        .iter()
        .map(|row| row.get::<String, _>("detail"))
        .collect()
}

async fn postgres_plan(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    let highest = (1..20)
        .rev()
        .find(|number| sql.contains(&format!("${number}")));
    let nulls = vec!["NULL"; highest.unwrap_or(0)].join(", ");
    let arguments = if nulls.is_empty() {
        nulls
    } else {
        format!("({nulls})")
    };
    sqlx::raw_sql(AssertSqlSafe(format!("PREPARE one AS {sql}")))
        .execute(&mut *conn)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE one{arguments}"));
    let rows = sqlx::raw_sql(explain).fetch_all(&mut *conn).await.unwrap();
    sqlx::raw_sql("DEALLOCATE one").execute(conn).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

/// The lines of a plan that read a table from end to end.
async fn whole_table_reads(raw: &mut Raw, sql: &str) -> Vec<String> {
    let plan = match raw {
        Raw::Sqlite(conn) => sqlite_plan(conn, sql).await,
        Raw::Postgres(conn) => postgres_plan(conn, sql).await,
    };
    let reads_all = |line: &String| {
        let sqlite =
            line.starts_with("SCAN ") && !line.contains("USING ") && !line.contains("CONSTANT ROW");
        let small = SMALL.iter().any(|table| line.contains(table));
        let subquery = SUBQUERIES.iter().any(|name| line.starts_with(name));
        (sqlite || line.contains("Seq Scan")) && !small && !subquery
    };
    plan.into_iter().filter(reads_all).collect()
}

/// A connection whose planner takes an index wherever there is one, however small the table.
async fn planner(store: &TestStore) -> Raw {
    let mut raw = store.raw().await;
    if let Raw::Postgres(conn) = &mut raw {
        let sql = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
        sqlx::raw_sql(sql).execute(conn).await.unwrap();
    }
    raw
}

#[tokio::test]
async fn a_statement_without_an_index_is_noticed() {
    let store = TestStore::open().await;
    let mut raw = planner(&store).await;

    let sql = "SELECT name FROM settings WHERE value = $1";
    let offenders = whole_table_reads(&mut raw, sql).await;

    assert_eq!(offenders.len(), 1);
}

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let store = TestStore::open().await;
    let mut raw = planner(&store).await;

    let mut offenders = Vec::new();
    for (file, sql) in statements() {
        for line in whole_table_reads(&mut raw, &sql).await {
            offenders.push(format!("{file}: {line}: {sql}"));
        }
    }

    assert!(offenders.is_empty(), "{}", offenders.join("\n\n"));
}

#[test]
fn the_sources_are_read_as_meant() {
    let found = statements();

    assert!(found.len() > 80, "only {} statements", found.len());
    assert!(
        found
            .iter()
            .any(|(_, sql)| sql.contains("u.username_folded > $1 ORDER BY"))
    );
    assert!(
        found
            .iter()
            .any(|(file, sql)| file == "sweep.rs" && sql.contains("FROM audit"))
    );
}
