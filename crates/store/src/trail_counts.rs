//! The trail in numbers: how often an event ended how, in which hour.

use std::collections::BTreeMap;

use gantry_core::Timestamp;
use gantry_core::audit::{AuditId, Event};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;
use crate::jobs;

/// Seconds of an hour.
pub const HOUR: i64 = 3600;

row!(LineRow {
    id: Uuid,
    at: i64,
    event: String,
    reason: Option<String>,
});

row!(HourRow {
    hour: i64,
    event: String,
    refused: bool,
    times: i64,
});

row!(ReasonRow {
    event: String,
    reason: String,
    times: i64,
});

/// How often an event went well, or was refused, in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourCount {
    /// When the hour began.
    pub hour: Timestamp,
    /// What was done.
    pub event: Event,
    /// Whether it was refused.
    pub refused: bool,
    /// How often.
    pub times: i64,
}

/// How often something was refused for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    /// What was refused.
    pub event: Event,
    /// The reason code.
    pub reason: String,
    /// How often.
    pub times: i64,
}

/// Counts the next lines behind the job's position and older than `end`; returns how many. It
/// counts none if another server has moved the position meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn roll_up(
    tx: &mut Tx,
    job: &str,
    end: AuditId,
    limit: i64,
) -> Result<usize, StoreError> {
    const LINES: &str = "
        SELECT id, at, event, reason
        FROM audit WHERE id > $1 AND id < $2
        ORDER BY id LIMIT $3";
    let from = jobs::progress(tx, job).await?.position;
    let behind = Uuid::try_parse(&from).unwrap_or(Uuid::nil());
    let lines = fetch_all!(tx, LineRow, LINES, behind, end.as_uuid(), limit)?;
    let Some(last) = lines.last() else {
        return Ok(0);
    };
    if !jobs::advance(tx, job, &from, &last.id.to_string()).await? {
        return Ok(0);
    }
    let count = lines.len();
    let mut counts: BTreeMap<(i64, String, String), i64> = BTreeMap::new();
    for line in lines {
        let hour = line.at - line.at.rem_euclid(HOUR);
        let key = (hour, line.event, line.reason.unwrap_or_default());
        *counts.entry(key).or_default() += 1;
    }
    for ((hour, event, reason), times) in counts {
        add(tx, hour, &event, &reason, times).await?;
    }
    Ok(count)
}

async fn add(
    tx: &mut Tx,
    hour: i64,
    event: &str,
    reason: &str,
    times: i64,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO trail_counts (hour, event, reason, times)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (hour, event, reason)
        DO UPDATE SET times = trail_counts.times + excluded.times";
    execute!(tx, SQL, hour, event, reason, times).map(|_| ())
}

/// The counts of every hour since a moment, oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_hour(conn: &mut Conn, since: Timestamp) -> Result<Vec<HourCount>, StoreError> {
    const SQL: &str = "
        SELECT hour, event, reason <> '' AS refused, CAST(sum(times) AS BIGINT) AS times
        FROM trail_counts WHERE hour >= $1
        GROUP BY hour, event, reason <> ''
        ORDER BY hour";
    let rows = fetch_all!(conn, HourRow, SQL, since.as_i64())?;
    let count = |row: HourRow| {
        Some(HourCount {
            hour: Timestamp::from_i64(row.hour),
            event: Event::from_word(&row.event)?,
            refused: row.refused,
            times: row.times,
        })
    };
    Ok(rows.into_iter().filter_map(count).collect())
}

/// What was refused most often since a moment.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_reason(
    conn: &mut Conn,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<ReasonCount>, StoreError> {
    const SQL: &str = "
        SELECT event, reason, CAST(sum(times) AS BIGINT) AS times
        FROM trail_counts WHERE hour >= $1 AND reason <> ''
        GROUP BY event, reason
        ORDER BY 3 DESC, event, reason LIMIT $2";
    let rows = fetch_all!(conn, ReasonRow, SQL, since.as_i64(), limit)?;
    let count = |row: ReasonRow| {
        Some(ReasonCount {
            event: Event::from_word(&row.event)?,
            reason: row.reason,
            times: row.times,
        })
    };
    Ok(rows.into_iter().filter_map(count).collect())
}

/// Forgets hours older than a moment; returns how many rows left.
///
/// # Errors
/// A breakdown of the database.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM trail_counts WHERE hour < $1";
    execute!(tx, SQL, before.as_i64())
}
