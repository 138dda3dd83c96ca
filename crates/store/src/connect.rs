//! Opening either database with the options it needs.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool};

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

/// A SQLite file that is there and that nobody else uses: no journal stays beside it, and whoever
/// keeps it brings it to the disk.
pub(crate) async fn open_file(path: &Path, migrate: bool) -> Result<Backend, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(true)
        .pragma("trusted_schema", "off")
        .pragma("temp_store", "memory");
    let one = || {
        SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let writer = one().connect_with(options.clone()).await?;
    if migrate {
        migrate::sqlite(&writer).await?;
    }
    Ok(Backend::Sqlite {
        readers: one().connect_lazy_with(options),
        writer: Writer::start(writer).await?,
    })
}

/// A connection of its own in a transaction that sees the database as it is now, for as long as it
/// is held.
pub(crate) async fn snapshot(readers: &SqlitePool) -> Result<PoolConnection<Sqlite>, StoreError> {
    let options = readers.connect_options().as_ref().clone();
    let pool = SqlitePoolOptions::new().max_connections(1);
    let mut connection = pool.connect_with(options).await?.acquire().await?;
    connection.close_on_drop();
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    // The first statement that reads decides which moment is seen.
    let sql = "SELECT version FROM config_version WHERE id = 1";
    sqlx::query(sql).execute(&mut *connection).await?;
    Ok(connection)
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
