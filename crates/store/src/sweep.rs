//! Removing what has run out, in small batches that never hold up a sign-in.

use gantry_core::Timestamp;
use uuid::Uuid;

use crate::backend::{Store, execute};
use crate::chat_endings;
use crate::error::StoreError;

/// How many rows of one table leave in one batch.
const BATCH: i64 = 500;

/// Rows whose end is written in them.
const EXPIRED: [&str; 9] = [
    "DELETE FROM access_tokens WHERE id IN
        (SELECT id FROM access_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    "DELETE FROM client_tokens WHERE id IN
        (SELECT id FROM client_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    "DELETE FROM refresh_tokens WHERE id IN
        (SELECT id FROM refresh_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    "DELETE FROM refresh_families WHERE id IN
        (SELECT id FROM refresh_families WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    "DELETE FROM throttles WHERE subject IN
        (SELECT subject FROM throttles WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    "DELETE FROM logout_tasks WHERE (client_id, session_id) IN
        (SELECT client_id, session_id FROM logout_tasks
         WHERE stopped IS NOT NULL AND due_at < $1 ORDER BY due_at LIMIT $2)",
    "DELETE FROM mail_outbox WHERE id IN
        (SELECT id FROM mail_outbox
         WHERE stopped IS NOT NULL AND due_at < $1 ORDER BY due_at LIMIT $2)",
    "DELETE FROM used_assertions WHERE digest IN
        (SELECT digest FROM used_assertions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    // Lists show for thirty days more that a token has ended.
    "DELETE FROM api_tokens WHERE id IN
        (SELECT id FROM api_tokens WHERE expires_at < $1 - 2592000 ORDER BY expires_at LIMIT $2)",
];

/// Rows that live for a fixed time: their ids are ordered by the time they were made.
const AGED: [(&str, i64); 12] = [
    (
        "DELETE FROM codes WHERE id IN (SELECT id FROM codes WHERE id < $1 ORDER BY id LIMIT $2)",
        DAY,
    ),
    (
        "DELETE FROM device_codes WHERE id IN
            (SELECT id FROM device_codes WHERE id < $1 ORDER BY id LIMIT $2)",
        DAY,
    ),
    (
        "DELETE FROM authorization_requests WHERE id IN
            (SELECT id FROM authorization_requests WHERE id < $1 ORDER BY id LIMIT $2)",
        2 * HOUR,
    ),
    // Answers to requests that wait for a person use these up.
    (
        "DELETE FROM pushed_requests WHERE id IN
            (SELECT id FROM pushed_requests WHERE id < $1 ORDER BY id LIMIT $2)",
        2 * HOUR,
    ),
    (
        "DELETE FROM setup_links WHERE id IN
            (SELECT id FROM setup_links WHERE id < $1 ORDER BY id LIMIT $2)",
        7 * DAY,
    ),
    (
        "DELETE FROM sign_ins WHERE id IN
            (SELECT id FROM sign_ins WHERE id < $1 ORDER BY id LIMIT $2)",
        DAY,
    ),
    (
        "DELETE FROM ceremonies WHERE id IN
            (SELECT id FROM ceremonies WHERE id < $1 ORDER BY id LIMIT $2)",
        HOUR,
    ),
    (
        "DELETE FROM mail_links WHERE id IN
            (SELECT id FROM mail_links WHERE id < $1 ORDER BY id LIMIT $2)",
        14 * DAY,
    ),
    (
        "DELETE FROM sessions WHERE id IN
            (SELECT id FROM sessions WHERE id < $1 ORDER BY id LIMIT $2)",
        31 * DAY,
    ),
    (
        "DELETE FROM hand_offs WHERE id IN
            (SELECT id FROM hand_offs WHERE id < $1 ORDER BY id LIMIT $2)",
        HOUR,
    ),
    (
        "DELETE FROM bridge_sessions WHERE id IN
            (SELECT id FROM bridge_sessions WHERE id < $1 ORDER BY id LIMIT $2)",
        31 * DAY,
    ),
    (
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < $1 ORDER BY id LIMIT $2)",
        180 * DAY,
    ),
];

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Removes one batch of each table; returns how many rows left, zero when nothing was old.
///
/// # Errors
/// A breakdown of the database.
pub async fn run_once(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let mut removed = 0;
    for sql in EXPIRED {
        removed += store
            .write_one((sql, now.as_i64()), |tx, (sql, now)| {
                Box::pin(async move { execute!(tx, *sql, *now, BATCH) })
            })
            .await?;
    }
    for (sql, age) in AGED {
        let oldest = first_id_at(now.as_i64() - age);
        removed += store
            .write_one((sql, oldest), |tx, (sql, oldest)| {
                Box::pin(async move { execute!(tx, *sql, *oldest, BATCH) })
            })
            .await?;
    }
    // Chat sessions leave with their browser sessions, and what they were given ends.
    let oldest = (first_id_at(now.as_i64() - 31 * DAY), now);
    removed += store
        .write(oldest, |tx, (oldest, now)| {
            Box::pin(chat_endings::of_aged(tx, *oldest, *now))
        })
        .await?;
    Ok(removed)
}

/// The smallest id that could have been made in this second.
fn first_id_at(seconds: i64) -> Uuid {
    let millis = u64::try_from(seconds.saturating_mul(1000)).unwrap_or(0);
    gantry_core::Id::<()>::from_parts(millis, &[0; 10]).as_uuid()
}
