//! How often a password was wrong, and until when to wait.

use gantry_core::{Digest, Timestamp};

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(ThrottleRow {
    failures: i64,
    blocked_until: i64
});

/// The failures counted against one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Failures since the last success.
    pub failures: i64,
    /// Attempts before this are refused unheard.
    pub blocked_until: Timestamp,
}

/// What is counted against a subject, if it was not forgotten.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    subject: Digest,
    now: Timestamp,
) -> Result<Option<Throttle>, StoreError> {
    const SQL: &str = "
        SELECT failures, blocked_until FROM throttles WHERE subject = $1 AND expires_at > $2";
    let row = fetch_optional!(
        conn,
        ThrottleRow,
        SQL,
        subject.as_bytes().to_vec(),
        now.as_i64()
    )?;
    Ok(row.map(|row| Throttle {
        failures: row.failures,
        blocked_until: Timestamp::from_i64(row.blocked_until),
    }))
}

/// Counts one attempt and returns how many there are now; `None` while attempts are refused.
///
/// # Errors
/// A breakdown of the database.
pub async fn count_attempt(
    tx: &mut Tx,
    subject: Digest,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<i64>, StoreError> {
    const SQL: &str = "
        INSERT INTO throttles (subject, failures, blocked_until, expires_at)
        VALUES ($1, 1, 0, $3)
        ON CONFLICT (subject) DO UPDATE
        SET failures = CASE WHEN throttles.expires_at > $2 THEN throttles.failures + 1 ELSE 1 END,
            expires_at = $3
        WHERE throttles.blocked_until <= $2
        RETURNING failures, blocked_until";
    let digest = subject.as_bytes().to_vec();
    let row = fetch_optional!(
        tx,
        ThrottleRow,
        SQL,
        digest,
        now.as_i64(),
        expires_at.as_i64()
    )?;
    Ok(row.map(|row| row.failures))
}

/// Refuses further attempts until a time.
///
/// # Errors
/// A breakdown of the database.
pub async fn block(tx: &mut Tx, subject: Digest, until: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE throttles SET blocked_until = $2 WHERE subject = $1 AND blocked_until < $2";
    execute!(tx, SQL, subject.as_bytes().to_vec(), until.as_i64()).map(|_| ())
}

/// Takes an attempt back that was counted in this transaction, and the wait that came of it.
///
/// # Errors
/// A breakdown of the database.
pub async fn take_back(tx: &mut Tx, subject: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE throttles SET failures = failures - 1, blocked_until = 0
        WHERE subject = $1 AND failures > 0";
    execute!(tx, SQL, subject.as_bytes().to_vec()).map(|_| ())
}

/// Forgets a subject's failures.
///
/// # Errors
/// A breakdown of the database.
pub async fn clear(tx: &mut Tx, subject: Digest) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM throttles WHERE subject = $1";
    execute!(tx, SQL, subject.as_bytes().to_vec()).map(|_| ())
}
