//! One store on two databases: lends connections, runs writes, holds the query macros.
//!
//! A statement is written once; the macros run the same text on either driver.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::connect;
use crate::error::StoreError;
use crate::writer::{Writer, unpanicked};

/// What a write closure returns.
pub type WriteFuture<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

/// How often PostgreSQL may ask for the same transaction again.
const ATTEMPTS: u32 = 8;

/// A database, either of the two.
#[derive(Debug, Clone)]
pub struct Store {
    backend: Backend,
}

#[derive(Debug, Clone)]
pub(crate) enum Backend {
    Sqlite { readers: SqlitePool, writer: Writer },
    Postgres { pool: PgPool },
}

/// A connection to read with.
pub struct Conn {
    pub(crate) link: Link,
}

pub(crate) enum Link {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PostgresLink),
}

pub(crate) enum PostgresLink {
    Pooled(PoolConnection<Postgres>),
    Transaction(Transaction<'static, Postgres>),
}

impl PostgresLink {
    pub(crate) fn get(&mut self) -> &mut PgConnection {
        match self {
            Self::Pooled(connection) => connection,
            Self::Transaction(transaction) => transaction,
        }
    }
}

/// A transaction: reads like a [`Conn`], and may write.
pub struct Tx(pub(crate) Conn);

impl std::ops::Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl std::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

impl Store {
    /// Opens `sqlite:<file>` or `postgres:…`, brings the schema up to date, and starts the writer.
    ///
    /// # Errors
    /// An unusable URL, an unreachable database, a failing migration.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        connect::open(url).await.map(|backend| Self { backend })
    }

    /// `SQLite` or `PostgreSQL`, for people.
    #[must_use]
    pub const fn database(&self) -> &'static str {
        match self.backend {
            Backend::Sqlite { .. } => "SQLite",
            Backend::Postgres { .. } => "PostgreSQL",
        }
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if none is free within five seconds.
    pub async fn read(&self) -> Result<Conn, StoreError> {
        let link = match &self.backend {
            Backend::Sqlite { readers, .. } => Link::Sqlite(readers.acquire().await?),
            Backend::Postgres { pool } => {
                Link::Postgres(PostgresLink::Pooled(pool.acquire().await?))
            }
        };
        Ok(Conn { link })
    }

    /// Opens a SQLite file that nobody else uses, such as a back-up on its way.
    pub(crate) async fn open_file(path: &Path, migrate: bool) -> Result<Self, StoreError> {
        let backend = connect::open_file(path, migrate).await?;
        Ok(Self { backend })
    }

    /// A connection that reads the database as it is at this moment, however long that takes.
    pub(crate) async fn snapshot(&self) -> Result<Conn, StoreError> {
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let link = match &self.backend {
            Backend::Sqlite { readers, .. } => Link::Sqlite(connect::snapshot(readers).await?),
            Backend::Postgres { pool } => {
                Link::Postgres(PostgresLink::Transaction(pool.begin_with(BEGIN).await?))
            }
        };
        Ok(Conn { link })
    }

    /// Runs a closure as one transaction; `Ok` means that it is on disk.
    ///
    /// An error undoes what the closure did; a denial is a value and keeps it. The closure may run
    /// more than once and must not hash, sign or call the network.
    ///
    /// # Errors
    /// What the closure returned, or a database that cannot commit.
    pub async fn write<A, T, F>(&self, arguments: A, closure: F) -> Result<T, StoreError>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
    {
        match &self.backend {
            Backend::Sqlite { writer, .. } => writer.write(arguments, closure, true).await,
            Backend::Postgres { pool } => transact(pool, &arguments, &closure, true).await,
        }
    }

    /// Like [`Store::write`] for a closure that changes rows with a single statement, which is
    /// atomic by itself and needs no savepoint.
    ///
    /// # Errors
    /// What the closure returned, or a database that cannot commit.
    pub async fn write_one<A, T, F>(&self, arguments: A, closure: F) -> Result<T, StoreError>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
    {
        match &self.backend {
            Backend::Sqlite { writer, .. } => writer.write(arguments, closure, false).await,
            Backend::Postgres { pool } => transact(pool, &arguments, &closure, false).await,
        }
    }

    /// Waits for what is under way and closes: readers first, then the writer.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Backend::Postgres { pool } => pool.close().await,
        }
    }
}

/// One PostgreSQL transaction, or one statement by itself, run again while the server asks for it.
async fn transact<A, T, F>(
    pool: &PgPool,
    arguments: &A,
    closure: &F,
    transaction: bool,
) -> Result<T, StoreError>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
{
    for attempt in 1..=ATTEMPTS {
        let link = if transaction {
            PostgresLink::Transaction(pool.begin().await?)
        } else {
            PostgresLink::Pooled(pool.acquire().await?)
        };
        match finish(link, arguments, closure).await {
            Err(error) if error.asks_for_retry() => pause(attempt).await,
            other => return other,
        }
    }
    tracing::warn!(attempts = ATTEMPTS, "transaction_gave_up");
    Err(StoreError::Busy)
}

/// Whoever was turned away waits a little longer each time.
async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(u64::from(attempt * attempt))).await;
}

async fn finish<A, T, F>(link: PostgresLink, arguments: &A, closure: &F) -> Result<T, StoreError>
where
    F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
{
    let mut tx = Tx(Conn {
        link: Link::Postgres(link),
    });
    let value = unpanicked(|| closure(&mut tx, arguments)).await?;
    if let Link::Postgres(PostgresLink::Transaction(transaction)) = tx.0.link {
        transaction.commit().await?;
    }
    Ok(value)
}

/// Runs one query on whichever database a connection belongs to.
///
/// A macro, because the two drivers share no type that could be a parameter: the same expression
/// has to be compiled once for each.
macro_rules! on_connection {
    ($connection:expr, $link:ident => $query:expr) => {
        match &mut ($connection).link {
            $crate::backend::Link::Sqlite(pooled) => {
                let $link = &mut **pooled;
                $query
            }
            $crate::backend::Link::Postgres(postgres) => {
                let $link = postgres.get();
                $query
            }
        }
    };
}

/// `execute!(connection, SQL, bind, …)`: the number of rows that changed.
macro_rules! execute {
    ($connection:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::backend::on_connection!($connection, link =>
            sqlx::query($sql)$(.bind($bind))*.execute(link).await
                .map(|done| done.rows_affected())
        ).map_err($crate::error::StoreError::from)
    };
}

/// `fetch_optional!(connection, Row, SQL, bind, …)`: one row or none.
macro_rules! fetch_optional {
    ($connection:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::backend::on_connection!($connection, link =>
            sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(link).await
        ).map_err($crate::error::StoreError::from)
    };
}

/// `fetch_all!(connection, Row, SQL, bind, …)`: every row.
macro_rules! fetch_all {
    ($connection:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        $crate::backend::on_connection!($connection, link =>
            sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(link).await
        ).map_err($crate::error::StoreError::from)
    };
}

/// Declares a row and how both drivers read it: each field by the name of its column, and behind
/// each `+` a further row read from the same columns.
macro_rules! row {
    ($name:ident { $($field:ident: $type:ty),* $(,)? } $(+ $part:ident: $inner:ty),*) => {
        pub(crate) struct $name { $(pub(crate) $field: $type,)* $(pub(crate) $part: $inner,)* }

        impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &'r sqlx::sqlite::SqliteRow) -> Result<Self, sqlx::Error> {
                use sqlx::Row;
                Ok(Self {
                    $($field: row.try_get(stringify!($field))?,)*
                    $($part: <$inner>::from_row(row)?,)*
                })
            }
        }

        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> Result<Self, sqlx::Error> {
                use sqlx::Row;
                Ok(Self {
                    $($field: row.try_get(stringify!($field))?,)*
                    $($part: <$inner>::from_row(row)?,)*
                })
            }
        }
    };
}

pub(crate) use {execute, fetch_all, fetch_optional, on_connection, row};
