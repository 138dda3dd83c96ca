//! The one error of storage: a breakdown, never a denial.

use std::sync::Arc;

use gantry_core::Invalid;
use thiserror::Error;

/// Why the database did not answer. None of these is the caller's fault.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// Too much is waiting; the same call may succeed in a moment.
    #[error("the database is busy")]
    Busy,
    /// A row that had to be free or unchanged was not; the closure undid everything.
    #[error("somebody else changed the same thing first")]
    Conflict,
    /// A row holds what no release of Gantry writes.
    #[error("a stored row cannot be read: {0}")]
    Corrupt(String),
    /// The database URL cannot be used.
    #[error("the database URL cannot be used: {0}")]
    Url(String),
    /// A closure stopped half way; what it had done is undone.
    #[error("a write panicked and was undone")]
    Panicked,
    /// The server is stopping.
    #[error("the store is closed")]
    Closed,
    /// Everything else the driver says.
    #[error("database error")]
    Database(#[source] Arc<sqlx::Error>),
    /// A schema change could not be applied.
    #[error("migration failed")]
    Migration(#[source] Arc<sqlx::migrate::MigrateError>),
}

impl StoreError {
    /// A row that cannot be read back.
    #[must_use]
    pub fn corrupt(what: &'static str) -> Self {
        Self::Corrupt(what.to_owned())
    }

    /// SQLSTATE 40001 and 40P01: PostgreSQL asks to run the transaction again.
    pub(crate) fn asks_for_retry(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let sqlite_busy = error
            .as_database_error()
            .is_some_and(|cause| cause.message().contains("database is locked"));
        match error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed => Self::Closed,
            _ if sqlite_busy => Self::Busy,
            other => Self::Database(Arc::new(other)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(Arc::new(error))
    }
}

impl From<Invalid> for StoreError {
    fn from(invalid: Invalid) -> Self {
        Self::Corrupt(invalid.to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
