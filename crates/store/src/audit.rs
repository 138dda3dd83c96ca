//! The trail.

use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, on_connection, row};
use crate::error::StoreError;

row!(AuditRow {
    id: Uuid,
    at: i64,
    event: String,
    reason: Option<String>,
    correlation: Option<i64>,
    user_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    client_id: Option<Uuid>,
    detail: String,
});

impl TryFrom<AuditRow> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: AuditRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: AuditId::from_uuid(row.id),
            at: Timestamp::from_i64(row.at),
            event: Event::from_word(&row.event)
                .ok_or_else(|| StoreError::corrupt("unknown audit event"))?,
            reason: row.reason,
            correlation: row.correlation.map(Correlation::from_i64),
            user_id: row.user_id.map(UserId::from_uuid),
            actor_id: row.actor_id.map(UserId::from_uuid),
            client_id: row.client_id.map(ClientRowId::from_uuid),
            detail: row.detail,
        })
    }
}

/// Writes one line.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, entry: &AuditEntry) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO audit
            (id, at, event, reason, correlation, user_id, actor_id, client_id, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        SQL,
        entry.id.as_uuid(),
        entry.at.as_i64(),
        entry.event.as_str(),
        entry.reason.clone(),
        entry.correlation.map(Correlation::as_i64),
        entry.user_id.map(UserId::as_uuid),
        entry.actor_id.map(UserId::as_uuid),
        entry.client_id.map(ClientRowId::as_uuid),
        entry.detail.clone(),
    )
    .map(|_| ())
}

/// How many lines one statement writes; each number of lines is a prepared statement of its own.
const LINES: usize = 32;

/// Writes many lines with few statements.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert_all(tx: &mut Tx, entries: &[&AuditEntry]) -> Result<(), StoreError> {
    for some in entries.chunks(LINES) {
        on_connection!(tx, link => {
            let mut insert = QueryBuilder::new(
                "INSERT INTO audit \
                 (id, at, event, reason, correlation, user_id, actor_id, client_id, detail) ",
            );
            insert.push_values(some, |mut row, entry| {
                row.push_bind(entry.id.as_uuid())
                    .push_bind(entry.at.as_i64())
                    .push_bind(entry.event.as_str())
                    .push_bind(entry.reason.clone())
                    .push_bind(entry.correlation.map(Correlation::as_i64))
                    .push_bind(entry.user_id.map(UserId::as_uuid))
                    .push_bind(entry.actor_id.map(UserId::as_uuid))
                    .push_bind(entry.client_id.map(ClientRowId::as_uuid))
                    .push_bind(entry.detail.clone());
            });
            insert.build().execute(link).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Which lines a reader wants to see.
#[derive(Debug, Clone, Copy, Default)]
pub enum AuditFilter {
    /// All of them.
    #[default]
    All,
    /// The steps of one login.
    Correlation(Correlation),
    /// What concerns one person.
    User(UserId),
    /// What went through one client.
    Client(ClientRowId),
}

/// Lines, newest first, older than the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    filter: AuditFilter,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    const ALL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1
        ORDER BY id DESC LIMIT $2";
    const CORRELATION: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1 AND correlation = $3
        ORDER BY id DESC LIMIT $2";
    const USER: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1 AND user_id = $3
        ORDER BY id DESC LIMIT $2";
    const CLIENT: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1 AND client_id = $3
        ORDER BY id DESC LIMIT $2";
    let before = before.map_or(Uuid::max(), AuditId::as_uuid);
    let rows = match filter {
        AuditFilter::All => fetch_all!(conn, AuditRow, ALL, before, limit),
        AuditFilter::Correlation(code) => {
            fetch_all!(conn, AuditRow, CORRELATION, before, limit, code.as_i64())
        }
        AuditFilter::User(id) => fetch_all!(conn, AuditRow, USER, before, limit, id.as_uuid()),
        AuditFilter::Client(id) => fetch_all!(conn, AuditRow, CLIENT, before, limit, id.as_uuid()),
    }?;
    rows.into_iter().map(AuditEntry::try_from).collect()
}
