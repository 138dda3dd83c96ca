//! Opening either database with the options it needs.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::backend::Backend;
use crate::error::StoreError;
use crate::migrate;
use crate::writer::Writer;

const WAIT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

pub(crate) async fn open(url: &str) -> Result<Backend, StoreError> {
    if url.starts_with("sqlite:") {
        open_sqlite(url).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        open_postgres(url).await
    } else {
        Err(StoreError::Url(
            "it starts with neither sqlite: nor postgres:".to_owned(),
        ))
    }
}

async fn open_sqlite(url: &str) -> Result<Backend, StoreError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url(error.to_string()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a power cut; the grouped writer pays for it.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(WAIT)
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .pragma("temp_store", "memory")
        .optimize_on_close(true, None);
    let writer = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await?;
    migrate::sqlite(&writer).await?;
    let readers = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(SQLITE_READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(WAIT)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await?;
    Ok(Backend::Sqlite {
        readers,
        writer: Writer::start(writer).await?,
    })
}

async fn open_postgres(url: &str) -> Result<Backend, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url(error.to_string()))?
        .application_name("gantry")
        .statement_cache_capacity(256);
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    migrate::postgres(&pool).await?;
    Ok(Backend::Postgres { pool })
}
