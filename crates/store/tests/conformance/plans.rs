//! No statement of the store reads a whole table, on either database.
//!
//! The statements are the string literals in the store's sources that begin with an SQL verb, so a
//! new one is checked without being registered anywhere.

use std::path::Path;

use gantry_store::copy::{KEPT, LEFT_OUT};
use sqlx::{AssertSqlSafe, PgConnection, Row, SqliteConnection};

use crate::support::{Raw, TestStore};

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Tables that are read whole on purpose: a handful of rows.
const SMALL: [&str; 3] = ["signing_keys", "workspaces", "backups"];

/// Copies for back-ups read whole tables: that is their work.
const COPIES: &str = "copy";

/// Statements that are put together while the program runs: none of them reads a list, and each
/// says which rows by their ids.
const BUILT: [(&str, usize); 2] = [("access_tokens.rs", 1), ("audit.rs", 1)];

/// Every file of the store, with its text.
pub(crate) fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != COPIES {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && name != format!("{COPIES}.rs")
        {
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Every statement, with the file it stands in.
pub(crate) fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let columns = columns_macro();
    for (file, source) in sources(Path::new(SOURCES)) {
        for literal in literals(&source, &columns) {
            let verb = literal.split_whitespace().next().unwrap_or_default();
            if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH") {
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

/// The start of a line that says why there is no plan.
const UNPLANNED: &str = "not understood: ";

async fn sqlite_plan(conn: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    match sqlx::query(explain).fetch_all(conn).await {
        Ok(rows) => rows.iter().map(|row| row.get("detail")).collect(),
        Err(error) => vec![format!("{UNPLANNED}{error}")],
    }
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
    let prepare = AssertSqlSafe(format!("PREPARE one AS {sql}"));
    if let Err(error) = sqlx::raw_sql(prepare).execute(&mut *conn).await {
        return vec![format!("{UNPLANNED}{error}")];
    }
    let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE one{arguments}"));
    let rows = sqlx::raw_sql(explain).fetch_all(&mut *conn).await.unwrap();
    sqlx::raw_sql("DEALLOCATE one").execute(conn).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

/// How a database means to run a statement.
pub(crate) async fn plan(raw: &mut Raw, sql: &str) -> Vec<String> {
    match raw {
        Raw::Sqlite(conn) => sqlite_plan(conn, sql).await,
        Raw::Postgres(conn) => postgres_plan(conn, sql).await,
    }
}

/// The lines of a plan that read a table from end to end.
async fn whole_table_reads(raw: &mut Raw, sql: &str) -> Vec<String> {
    let plan = plan(raw, sql).await;
    let reads_all = |line: &String| {
        let sqlite = line.starts_with("SCAN ")
            && !line.contains("USING ")
            && !line.contains("CONSTANT ROW")
            && is_a_table(line, sql);
        let small = SMALL.iter().any(|table| line.contains(table));
        let unplanned = line.starts_with(UNPLANNED);
        unplanned || (sqlite || line.contains("Seq Scan")) && !small
    };
    plan.into_iter().filter(reads_all).collect()
}

/// Whether what SQLite scans is a table, under its own name or another one, and not a subquery,
/// which has lines of its own.
fn is_a_table(line: &str, sql: &str) -> bool {
    let scanned = line.split_whitespace().nth(1).unwrap();
    let tables = LEFT_OUT.iter().map(|(table, _)| *table).chain(KEPT);
    let tables: Vec<&str> = tables.collect();
    let bare = |word: &str| word.trim_matches(['(', ')', ',']).to_owned();
    let words: Vec<String> = sql.split_whitespace().map(bare).collect();
    let mut pairs = words.iter().zip(words.iter().skip(1));
    let renamed = pairs.any(|(table, name)| tables.contains(&table.as_str()) && name == scanned);
    renamed || tables.contains(&scanned)
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

/// What is put together at run time is not seen by these tests.
#[test]
fn every_statement_is_a_constant() {
    let built = |source: &str| {
        let words = ["QueryBuilder::new", "AssertSqlSafe(", "raw_sql("];
        words.iter().map(|word| source.matches(word).count()).sum()
    };

    let found: Vec<(String, usize)> = sources(Path::new(SOURCES))
        .into_iter()
        .map(|(file, source)| (file, built(&source)))
        .filter(|(_, count)| *count > 0)
        .collect();

    let known = BUILT.map(|(file, count)| (file.to_owned(), count));
    assert_eq!(found, known);
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
