//! The trail, found by whatever is known of a line.
//!
//! Every statement reads one index in order, so that a page costs the same however long the trail
//! is. What else a reader wants is left out by the caller, page by page.

use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use uuid::Uuid;

use crate::audit::AuditRow;
use crate::backend::{Conn, fetch_all};
use crate::error::StoreError;

/// By which of its sides lines are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AuditBy<'a> {
    /// All of them.
    #[default]
    All,
    /// What was refused.
    Refused,
    /// What was refused for a reason.
    Reason(&'a str),
    /// What was done.
    Event(Event),
    /// The steps of one login.
    Code(Correlation),
    /// Sign-ins of a stretch of codes, newest first: what begins with some letters.
    Codes(Correlation, Correlation),
    /// What concerns one person.
    Person(UserId),
    /// What one person did in the administration.
    Actor(UserId),
    /// What went through one client.
    Client(ClientRowId),
}

/// Which part of the trail is read.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// Only lines older than this one.
    pub before: Option<AuditId>,
    /// Only this line and newer ones.
    pub since: Option<AuditId>,
    /// How many at most.
    pub limit: i64,
}

/// The smallest id that a line of this second could have.
#[must_use]
pub fn first_id_at(at: Timestamp) -> AuditId {
    let millis = u64::try_from(at.as_i64().saturating_mul(1000)).unwrap_or(0);
    AuditId::from_parts(millis, &[0; 10])
}

/// Events of sign-ins, which no index holds: they are most of the trail.
const fn is_ordinary(event: Event) -> bool {
    matches!(
        event,
        Event::Authorize | Event::Code | Event::Token | Event::Userinfo | Event::SignIn
    )
}

/// Lines, newest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn search(
    conn: &mut Conn,
    by: AuditBy<'_>,
    stretch: Stretch,
) -> Result<Vec<AuditEntry>, StoreError> {
    let rows = match by {
        AuditBy::All => in_order(conn, stretch).await,
        AuditBy::Event(event) if is_ordinary(event) => in_order(conn, stretch).await,
        AuditBy::Event(event) => acts(conn, stretch, event).await,
        AuditBy::Refused => refused(conn, stretch).await,
        AuditBy::Reason(reason) => for_reason(conn, stretch, reason).await,
        AuditBy::Code(code) => codes(conn, stretch, (code, code)).await,
        AuditBy::Codes(first, last) => codes(conn, stretch, (first, last)).await,
        AuditBy::Person(id) => about(conn, stretch, id.as_uuid()).await,
        AuditBy::Actor(id) => done_by(conn, stretch, id.as_uuid()).await,
        AuditBy::Client(id) => through(conn, stretch, id.as_uuid()).await,
    }?;
    rows.into_iter().map(AuditEntry::try_from).collect()
}

impl Stretch {
    fn ends(self) -> (Uuid, Uuid) {
        let before = self.before.map_or(Uuid::max(), AuditId::as_uuid);
        (before, self.since.map_or(Uuid::nil(), AuditId::as_uuid))
    }
}

async fn in_order(conn: &mut Conn, stretch: Stretch) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1 AND id >= $2
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit)
}

async fn acts(
    conn: &mut Conn,
    stretch: Stretch,
    event: Event,
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE event = $4 AND id < $1 AND id >= $2
            AND event NOT IN ('authorize', 'code', 'token', 'userinfo', 'sign_in')
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    let word = event.as_str();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit, word)
}

async fn refused(conn: &mut Conn, stretch: Stretch) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE id < $1 AND id >= $2 AND reason IS NOT NULL
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit)
}

async fn for_reason(
    conn: &mut Conn,
    stretch: Stretch,
    reason: &str,
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE reason = $4 AND id < $1 AND id >= $2
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit, reason)
}

/// Codes hold their time, as ids do: the order of both is the same but for a second.
async fn codes(
    conn: &mut Conn,
    stretch: Stretch,
    (first, last): (Correlation, Correlation),
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE correlation >= $4 AND correlation <= $5 AND id < $1 AND id >= $2
        ORDER BY correlation DESC, id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    let (first, last) = (first.as_i64(), last.as_i64());
    let limit = stretch.limit;
    fetch_all!(conn, AuditRow, SQL, before, since, limit, first, last)
}

async fn about(
    conn: &mut Conn,
    stretch: Stretch,
    person: Uuid,
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE user_id = $4 AND id < $1 AND id >= $2
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit, person)
}

async fn done_by(
    conn: &mut Conn,
    stretch: Stretch,
    person: Uuid,
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE actor_id = $4 AND id < $1 AND id >= $2
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit, person)
}

async fn through(
    conn: &mut Conn,
    stretch: Stretch,
    client: Uuid,
) -> Result<Vec<AuditRow>, StoreError> {
    const SQL: &str = "
        SELECT id, at, event, reason, correlation, user_id, actor_id, client_id, detail
        FROM audit WHERE client_id = $4 AND id < $1 AND id >= $2
        ORDER BY id DESC LIMIT $3";
    let (before, since) = stretch.ends();
    fetch_all!(conn, AuditRow, SQL, before, since, stretch.limit, client)
}
