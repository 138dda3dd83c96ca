//! Browser sessions.

use std::net::IpAddr;

use gantry_core::session::{Session, SessionId};
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;
use crate::users::{UserRow, user_columns};

row!(SessionRow {
    id: Uuid,
    user_id: Uuid,
    authenticated_at: i64,
    created_at: i64,
    last_seen_at: i64,
    methods: String,
    factor_at: Option<i64>,
    address: String,
    device: String,
});

row!(StoredRow { digest: Vec<u8> } + session: SessionRow);

row!(OwnerRow { user_id: Uuid });

row!(LiveRow { digest: Vec<u8>, config_version: i64 } + session: SessionRow, + user: UserRow);

/// A session that still holds, with its person.
#[derive(Debug, Clone)]
pub struct LiveSession {
    /// The session.
    pub session: Session,
    /// What its cookie's secret must digest to.
    pub digest: Digest,
    /// Who signed in.
    pub user: User,
    /// Where the browser is: at the time of the sign-in, unless the reader knows better.
    pub address: Option<IpAddr>,
    /// The number of [`crate::config_version`] at the time of reading.
    pub config_version: i64,
}

/// The oldest times at which a session may have begun and been used.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Sessions that began before are over.
    pub created_after: Timestamp,
    /// Sessions that were last used before are over.
    pub seen_after: Timestamp,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: SessionId::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            authenticated_at: Timestamp::from_i64(row.authenticated_at),
            created_at: Timestamp::from_i64(row.created_at),
            last_seen_at: Timestamp::from_i64(row.last_seen_at),
            methods: row.methods.parse()?,
            factor_at: row.factor_at.map(Timestamp::from_i64),
            address: row.address,
            device: row.device,
        })
    }
}

/// Begins a session. Call [`crate::credentials::confirm_password`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, session: &Session, digest: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO sessions
            (id, digest, user_id, authenticated_at, created_at, last_seen_at, methods, factor_at,
             address, device)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    execute!(
        tx,
        SQL,
        session.id.as_uuid(),
        digest.as_bytes().to_vec(),
        session.user_id.as_uuid(),
        session.authenticated_at.as_i64(),
        session.created_at.as_i64(),
        session.last_seen_at.as_i64(),
        session.methods.to_string(),
        session.factor_at.map(Timestamp::as_i64),
        session.address.clone(),
        session.device.clone(),
    )
    .map(|_| ())
}

/// A session that was not ended, has not run out, and whose person may still sign in.
///
/// # Errors
/// A breakdown of the database.
pub async fn live(
    conn: &mut Conn,
    id: SessionId,
    limits: SessionLimits,
) -> Result<Option<LiveSession>, StoreError> {
    const SQL: &str = concat!(
        "SELECT s.id, s.digest, s.user_id, s.authenticated_at, s.created_at, s.last_seen_at,
            s.methods, s.factor_at, s.address, s.device, v.version AS config_version, ",
        user_columns!(),
        " FROM sessions s
          JOIN users u ON u.id = s.user_id
          JOIN config_version v ON v.id = 1
          WHERE s.id = $1
            AND s.ended_at IS NULL
            AND s.created_at > $2
            AND s.last_seen_at > $3
            AND NOT u.disabled
            AND (u.revoked_before IS NULL OR s.id > u.revoked_before)"
    );
    let (created, seen) = (limits.created_after.as_i64(), limits.seen_after.as_i64());
    let Some(row) = fetch_optional!(conn, LiveRow, SQL, id.as_uuid(), created, seen)? else {
        return Ok(None);
    };
    let session: Session = row.session.try_into()?;
    Ok(Some(LiveSession {
        address: session.address.parse().ok(),
        session,
        digest: Digest::from_slice(&row.digest)?,
        user: row.user.try_into()?,
        config_version: row.config_version,
    }))
}

/// A session and what its cookie's secret must digest to, whatever became of it.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<(Session, Digest)>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, user_id, authenticated_at, created_at, last_seen_at, methods,
            factor_at, address, device
        FROM sessions WHERE id = $1";
    let Some(row) = fetch_optional!(conn, StoredRow, SQL, id.as_uuid())? else {
        return Ok(None);
    };
    let digest = Digest::from_slice(&row.digest)?;
    Ok(Some((row.session.try_into()?, digest)))
}

/// Notes that a session was used.
///
/// # Errors
/// A breakdown of the database.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE sessions SET last_seen_at = $2
        WHERE id = $1 AND ended_at IS NULL AND last_seen_at < $2";
    execute!(tx, SQL, id.as_uuid(), now.as_i64()).map(|_| ())
}

/// Holds a session's row until the write is over, so that its end waits; `false` if it has ended.
///
/// # Errors
/// A breakdown of the database.
pub async fn hold(tx: &mut Tx, id: SessionId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE sessions SET last_seen_at = last_seen_at WHERE id = $1 AND ended_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// Notes a further proof and gives the session's cookie another secret; `false` if the session has
/// ended, or somebody was faster.
///
/// # Errors
/// A breakdown of the database.
pub async fn strengthen(
    tx: &mut Tx,
    stronger: &Session,
    (before, after): (Digest, Digest),
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE sessions
        SET digest = $3, methods = $4, factor_at = $5, authenticated_at = $6
        WHERE id = $1 AND digest = $2 AND ended_at IS NULL";
    let changed = execute!(
        tx,
        SQL,
        stronger.id.as_uuid(),
        before.as_bytes().to_vec(),
        after.as_bytes().to_vec(),
        stronger.methods.to_string(),
        stronger.factor_at.map(Timestamp::as_i64),
        stronger.authenticated_at.as_i64(),
    )?;
    Ok(changed == 1)
}

/// Ends a session; `false` if it had ended already.
///
/// # Errors
/// A breakdown of the database.
pub async fn end(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), now.as_i64())? == 1)
}

/// Ends one of a person's own sessions; `false` if it had ended already, or is somebody else's.
///
/// # Errors
/// A breakdown of the database.
pub async fn end_own(
    tx: &mut Tx,
    user: UserId,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE sessions SET ended_at = $3
        WHERE id = $1 AND user_id = $2 AND ended_at IS NULL";
    Ok(execute!(tx, SQL, id.as_uuid(), user.as_uuid(), now.as_i64())? == 1)
}

/// Ends the session that a browser had and says whose it was; `None` if it had ended already.
///
/// # Errors
/// A breakdown of the database.
pub async fn end_former(
    tx: &mut Tx,
    id: SessionId,
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    const SQL: &str = "
        UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL RETURNING user_id";
    let row = fetch_optional!(tx, OwnerRow, SQL, id.as_uuid(), now.as_i64())?;
    Ok(row.map(|row| UserId::from_uuid(row.user_id)))
}

/// Ends all of a person's sessions but one.
///
/// # Errors
/// A breakdown of the database.
pub async fn end_others(
    tx: &mut Tx,
    user: UserId,
    kept: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE sessions SET ended_at = $3
        WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL";
    let kept = kept.map_or(Uuid::nil(), SessionId::as_uuid);
    execute!(tx, SQL, user.as_uuid(), kept, now.as_i64())
}

/// A person's sessions that still hold, newest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_user(
    conn: &mut Conn,
    user: UserId,
    limits: SessionLimits,
) -> Result<Vec<Session>, StoreError> {
    const SQL: &str = "
        SELECT s.id, s.user_id, s.authenticated_at, s.created_at, s.last_seen_at,
            s.methods, s.factor_at, s.address, s.device
        FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.user_id = $1
          AND s.ended_at IS NULL
          AND s.created_at > $2
          AND s.last_seen_at > $3
          AND (u.revoked_before IS NULL OR s.id > u.revoked_before)
        ORDER BY s.id DESC
        LIMIT 100";
    let (created, seen) = (limits.created_after.as_i64(), limits.seen_after.as_i64());
    let rows = fetch_all!(conn, SessionRow, SQL, user.as_uuid(), created, seen)?;
    rows.into_iter().map(Session::try_from).collect()
}
