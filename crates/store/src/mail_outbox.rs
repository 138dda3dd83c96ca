//! Mails that have to be handed over: kept with the act that asks for them, taken by one server at
//! a time, and forgotten only when the mail server has them.
//!
//! Taking a mail moves its `due_at` into the future: if the server that took it dies, it is due
//! again by itself. Whatever else happens to it changes `due_at` or `attempts` too, which is how a
//! worker knows that the mail is still the one it took.

use gantry_core::{Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(MailRow {
    id: Uuid,
    kind: String,
    sealed: Vec<u8>,
    attempts: i64,
    due_at: i64,
    problem: Option<String>,
    stopped: Option<String>,
    created_at: i64,
});

row!(FoundRow { found: bool });

/// A mail's row id.
pub type WaitingMailId = Id<WaitingMail>;

/// A mail that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMail {
    /// Row id, ordered by time.
    pub id: WaitingMailId,
    /// What it is about, in a word.
    pub kind: String,
    /// Recipient and text, sealed.
    pub sealed: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; once it stopped, how long it is kept.
    pub due_at: Timestamp,
    /// What went wrong at the last attempt, in words.
    pub problem: Option<String>,
    /// Why it is not tried any more: the stable reason.
    pub stopped: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
}

impl From<MailRow> for WaitingMail {
    fn from(row: MailRow) -> Self {
        Self {
            id: WaitingMailId::from_uuid(row.id),
            kind: row.kind,
            sealed: row.sealed,
            attempts: row.attempts,
            due_at: Timestamp::from_i64(row.due_at),
            problem: row.problem,
            stopped: row.stopped,
            created_at: Timestamp::from_i64(row.created_at),
        }
    }
}

/// Stores a mail.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, mail: &WaitingMail) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO mail_outbox (id, kind, sealed, attempts, due_at, problem, stopped, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        tx,
        SQL,
        mail.id.as_uuid(),
        mail.kind.clone(),
        mail.sealed.clone(),
        mail.attempts,
        mail.due_at.as_i64(),
        mail.problem.clone(),
        mail.stopped.clone(),
        mail.created_at.as_i64(),
    )
    .map(|_| ())
}

/// Mails that are due, the longest waiting first.
///
/// # Errors
/// A breakdown of the database.
pub async fn due(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<WaitingMail>, StoreError> {
    const SQL: &str = "
        SELECT id, kind, sealed, attempts, due_at, problem, stopped, created_at
        FROM mail_outbox WHERE stopped IS NULL AND due_at <= $1
        ORDER BY due_at LIMIT $2";
    let rows = fetch_all!(conn, MailRow, SQL, now.as_i64(), limit)?;
    Ok(rows.into_iter().map(WaitingMail::from).collect())
}

/// One mail, if it still waits or stopped.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(conn: &mut Conn, id: WaitingMailId) -> Result<Option<WaitingMail>, StoreError> {
    const SQL: &str = "
        SELECT id, kind, sealed, attempts, due_at, problem, stopped, created_at
        FROM mail_outbox WHERE id = $1";
    let row = fetch_optional!(conn, MailRow, SQL, id.as_uuid())?;
    Ok(row.map(WaitingMail::from))
}

/// What is there for somebody, newest first, before one of them. Mails to `nobody` exist so that
/// strangers learn nothing; they are nothing to look at.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    before: Option<WaitingMailId>,
    limit: i64,
) -> Result<Vec<WaitingMail>, StoreError> {
    const SQL: &str = "
        SELECT id, kind, sealed, attempts, due_at, problem, stopped, created_at
        FROM mail_outbox WHERE id < $1 AND kind <> 'nobody' ORDER BY id DESC LIMIT $2";
    let before = before.map_or(Uuid::max(), WaitingMailId::as_uuid);
    let rows = fetch_all!(conn, MailRow, SQL, before, limit)?;
    Ok(rows.into_iter().map(WaitingMail::from).collect())
}

/// Whether any mail stopped.
///
/// # Errors
/// A breakdown of the database.
pub async fn any_stopped(conn: &mut Conn) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT id FROM mail_outbox WHERE stopped IS NOT NULL) AS found";
    Ok(fetch_optional!(conn, FoundRow, SQL)?.is_some_and(|row| row.found))
}

/// Takes a due mail for oneself until `until`, and returns it as it is then; `None` if another
/// server took it, or it changed.
///
/// # Errors
/// A breakdown of the database.
pub async fn take(
    tx: &mut Tx,
    mail: &WaitingMail,
    until: Timestamp,
) -> Result<Option<WaitingMail>, StoreError> {
    const SQL: &str = "
        UPDATE mail_outbox SET due_at = $4, attempts = attempts + 1
        WHERE id = $1 AND due_at = $2 AND attempts = $3 AND stopped IS NULL";
    let (id, due_at) = (mail.id.as_uuid(), mail.due_at.as_i64());
    let changed = execute!(tx, SQL, id, due_at, mail.attempts, until.as_i64())?;
    Ok((changed == 1).then(|| WaitingMail {
        due_at: until,
        attempts: mail.attempts + 1,
        ..mail.clone()
    }))
}

/// Forgets a mail that was taken and handed over; `false` if it is no longer the one that was taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn done(tx: &mut Tx, taken: &WaitingMail) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM mail_outbox WHERE id = $1 AND due_at = $2 AND attempts = $3";
    let (id, due_at) = (taken.id.as_uuid(), taken.due_at.as_i64());
    Ok(execute!(tx, SQL, id, due_at, taken.attempts)? == 1)
}

/// Sets when a mail that was taken and failed is tried again, and what went wrong.
///
/// # Errors
/// A breakdown of the database.
pub async fn put_off(
    tx: &mut Tx,
    taken: &WaitingMail,
    until: Timestamp,
    problem: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE mail_outbox SET due_at = $4, problem = $5
        WHERE id = $1 AND due_at = $2 AND attempts = $3";
    let (id, due_at) = (taken.id.as_uuid(), taken.due_at.as_i64());
    let (until, problem) = (until.as_i64(), problem.to_owned());
    Ok(execute!(tx, SQL, id, due_at, taken.attempts, until, problem)? == 1)
}

/// Leaves a mail that was taken to an administrator, who can read of it until `kept`.
///
/// # Errors
/// A breakdown of the database.
pub async fn stop(
    tx: &mut Tx,
    taken: &WaitingMail,
    (reason, problem): (&str, &str),
    kept: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE mail_outbox SET due_at = $4, stopped = $5, problem = $6
        WHERE id = $1 AND due_at = $2 AND attempts = $3";
    let (id, due_at, kept) = (taken.id.as_uuid(), taken.due_at.as_i64(), kept.as_i64());
    let (reason, problem) = (reason.to_owned(), problem.to_owned());
    Ok(execute!(tx, SQL, id, due_at, taken.attempts, kept, reason, problem)? == 1)
}

/// Tries everything that stopped once more.
///
/// # Errors
/// A breakdown of the database.
pub async fn resume(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE mail_outbox SET stopped = NULL, due_at = $1, attempts = 0
        WHERE stopped IS NOT NULL";
    execute!(tx, SQL, now.as_i64())
}
