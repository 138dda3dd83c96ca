//! No file, log line or row holds a secret of the run in clear; and one that is put there on
//! purpose is found.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::queue::searched::Secrets;
use crate::queue::town::Town;

/// A table that nobody else has.
const PLANT: &str = "CREATE TABLE planted (text TEXT, bytes BYTEA)";

/// Searches everything, and then once more with a secret planted in every place.
pub(crate) async fn assert_nowhere(town: &Town, secrets: &Secrets) {
    assert!(secrets.count() > 30, "{} secrets", secrets.count());
    let searched: u64 = town
        .logs()
        .iter()
        .map(|log| log.metadata().unwrap().len())
        .sum();
    assert!(searched > 100_000, "the logs are empty");

    let found = search(town, secrets).await;
    assert!(found.is_empty(), "in clear: {found:#?}");

    plant(town, &secrets.any()).await;
    let found = search(town, secrets).await;
    let places = town.logs().len() + 1;
    assert!(found.len() >= places, "planted and not found: {found:#?}");
}

/// Where secrets are.
async fn search(town: &Town, secrets: &Secrets) -> Vec<String> {
    let mut found = Vec::new();
    search_folder(town.directory.path(), secrets, &mut found);
    let url = town.database.url();
    match url.strip_prefix("sqlite:") {
        Some(file) => search_folder(Path::new(file).parent().unwrap(), secrets, &mut found),
        None => search_rows(url, secrets, &mut found).await,
    }
    found
}

fn search_folder(folder: &Path, secrets: &Secrets, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_folder(&path, secrets, found);
        } else if let Some(secret) = secrets.find(&std::fs::read(&path).unwrap()) {
            found.push(format!("{}: {secret}", path.display()));
        }
    }
}

async fn search_rows(url: &str, secrets: &Secrets, found: &mut Vec<String>) {
    const TABLES: &str = "SELECT table_name::text FROM information_schema.tables
        WHERE table_schema = 'public' ORDER BY 1";
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables = sqlx::query_scalar::<_, String>(TABLES);
    let tables = tables.fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT t::text FROM \"{table}\" t"));
        let rows = sqlx::query_scalar::<_, String>(sql);
        for row in rows.fetch_all(&mut connection).await.unwrap() {
            if let Some(secret) = secrets.find(row.as_bytes()) {
                found.push(format!("{table}: {secret}"));
            }
        }
    }
    connection.close().await.unwrap();
}

async fn plant(town: &Town, secret: &str) {
    for log in town.logs() {
        let mut log = OpenOptions::new().append(true).open(log).unwrap();
        writeln!(log, "DEBUG rest: answer={{\"authToken\":\"{secret}\"}}").unwrap();
    }
    let row = "INSERT INTO planted (bytes) VALUES ($1)";
    let url = town.database.url();
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        sqlx::query(PLANT).execute(&mut connection).await.unwrap();
        let row = sqlx::query(row).bind(secret.as_bytes());
        row.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::query(PLANT).execute(&mut connection).await.unwrap();
        let row = sqlx::query(row).bind(secret.as_bytes());
        row.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}
