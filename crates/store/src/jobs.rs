//! Work that one of several servers does at a time, and how far it has come.
//!
//! A lease keeps two servers from doing the same work twice in vain; that nothing is counted twice
//! follows from [`advance`], which moves a position only from where it was read.

use gantry_core::Timestamp;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(JobRow {
    position: String,
    done_at: Option<i64>,
});

/// How far a job has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Where it goes on; empty at first.
    pub position: String,
    /// When it was last finished.
    pub done_at: Option<Timestamp>,
}

/// Takes a job until a moment; `false` while another server has it.
///
/// # Errors
/// A breakdown of the database.
pub async fn lease(
    tx: &mut Tx,
    name: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const ADD: &str = "
        INSERT INTO jobs (name, lease_until, position, done_at)
        VALUES ($1, 0, '', NULL)
        ON CONFLICT (name) DO NOTHING";
    const TAKE: &str = "
        UPDATE jobs SET lease_until = $3
        WHERE name = $1 AND lease_until <= $2";
    execute!(tx, ADD, name)?;
    let taken = execute!(tx, TAKE, name, now.as_i64(), until.as_i64())?;
    Ok(taken == 1)
}

/// Gives a job back as finished. Whoever held it too long has lost it to somebody else.
///
/// # Errors
/// A breakdown of the database.
pub async fn finish(
    tx: &mut Tx,
    name: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE jobs SET lease_until = 0, done_at = $3
        WHERE name = $1 AND lease_until = $2";
    let given_back = execute!(tx, SQL, name, until.as_i64(), now.as_i64())?;
    Ok(given_back == 1)
}

/// Moves a job's position on; `false` if it is no longer where it was read.
///
/// # Errors
/// A breakdown of the database.
pub async fn advance(tx: &mut Tx, name: &str, from: &str, to: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE jobs SET position = $3
        WHERE name = $1 AND position = $2";
    Ok(execute!(tx, SQL, name, from, to)? == 1)
}

/// How far a job has come; nothing for one that never ran.
///
/// # Errors
/// A breakdown of the database.
pub async fn progress(conn: &mut Conn, name: &str) -> Result<Progress, StoreError> {
    const SQL: &str = "SELECT position, done_at FROM jobs WHERE name = $1";
    let row = fetch_optional!(conn, JobRow, SQL, name)?;
    Ok(row.map_or_else(Progress::default, |row| Progress {
        position: row.position,
        done_at: row.done_at.map(Timestamp::from_i64),
    }))
}
