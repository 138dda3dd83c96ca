//! Sign-ins that still need a second factor: begun with a right password, finished once.

use gantry_core::Digest;
use gantry_core::Timestamp;
use gantry_core::authorization::AuthorizationRequestId;
use gantry_core::pending_sign_in::{PendingSignIn, PendingSignInId};
use gantry_core::session::SessionId;
use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;
use crate::users::{UserRow, user_columns};

row!(PendingRow {
    pending_id: Uuid,
    digest: Vec<u8>,
    methods: String,
    request_id: Option<Uuid>,
    former_session: Option<Uuid>,
    address: String,
    device: String,
    begun_at: i64,
    expires_at: i64,
} + user: UserRow);

/// A pending sign-in that may still be finished, with its person.
#[derive(Debug, Clone)]
pub struct FoundSignIn {
    /// The sign-in.
    pub sign_in: PendingSignIn,
    /// What its cookie's secret must digest to.
    pub digest: Digest,
    /// Who signs in.
    pub user: User,
}

/// Stores a pending sign-in. Call [`crate::credentials::confirm_password`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    sign_in: &PendingSignIn,
    digest: Digest,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO sign_ins
            (id, digest, user_id, methods, request_id, former_session, address, device, failures,
             created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)";
    execute!(
        tx,
        SQL,
        sign_in.id.as_uuid(),
        digest.as_bytes().to_vec(),
        sign_in.user_id.as_uuid(),
        sign_in.methods.to_string(),
        sign_in.request_id.map(AuthorizationRequestId::as_uuid),
        sign_in.former_session.map(SessionId::as_uuid),
        sign_in.address.clone(),
        sign_in.device.clone(),
        sign_in.created_at.as_i64(),
        sign_in.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A sign-in that was not finished, failed fewer times than `most`, and whose person may still sign
/// in: a password reset, a disabled account and the end of everything end it too.
///
/// # Errors
/// A breakdown of the database.
pub async fn open(
    conn: &mut Conn,
    id: PendingSignInId,
    most: i64,
    now: Timestamp,
) -> Result<Option<FoundSignIn>, StoreError> {
    const SQL: &str = concat!(
        "SELECT p.id AS pending_id, p.digest, p.methods, p.request_id, p.former_session,
            p.address, p.device, p.created_at AS begun_at, p.expires_at, ",
        user_columns!(),
        " FROM sign_ins p
          JOIN users u ON u.id = p.user_id
          WHERE p.id = $1
            AND p.finished_at IS NULL
            AND p.failures < $2
            AND p.expires_at > $3
            AND NOT u.disabled
            AND (u.revoked_before IS NULL OR p.id > u.revoked_before)"
    );
    let Some(row) = fetch_optional!(conn, PendingRow, SQL, id.as_uuid(), most, now.as_i64())?
    else {
        return Ok(None);
    };
    let user: User = row.user.try_into()?;
    Ok(Some(FoundSignIn {
        sign_in: PendingSignIn {
            id: PendingSignInId::from_uuid(row.pending_id),
            user_id: user.id,
            methods: row.methods.parse()?,
            request_id: row.request_id.map(AuthorizationRequestId::from_uuid),
            former_session: row.former_session.map(SessionId::from_uuid),
            address: row.address,
            device: row.device,
            created_at: Timestamp::from_i64(row.begun_at),
            expires_at: Timestamp::from_i64(row.expires_at),
        },
        digest: Digest::from_slice(&row.digest)?,
        user,
    }))
}

/// Counts a factor that was wrong.
///
/// # Errors
/// A breakdown of the database.
pub async fn count_failure(tx: &mut Tx, id: PendingSignInId) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE sign_ins SET failures = failures + 1 WHERE id = $1";
    execute!(tx, SQL, id.as_uuid()).map(|_| ())
}

/// Finishes a sign-in; `false` if it was finished before, failed too often or has run out. Call
/// [`admit`] first, in the same write.
///
/// # Errors
/// A breakdown of the database.
pub async fn finish(
    tx: &mut Tx,
    id: PendingSignInId,
    most: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE sign_ins SET finished_at = $3
        WHERE id = $1 AND finished_at IS NULL AND failures < $2 AND expires_at > $3";
    Ok(execute!(tx, SQL, id.as_uuid(), most, now.as_i64())? == 1)
}

/// Whether a person is still let in by what was begun under this id.
///
/// It writes, so that the person's row stays held: a reset at the same moment waits, and then ends
/// the session that this write begins.
///
/// # Errors
/// A breakdown of the database.
pub async fn admit(
    tx: &mut Tx,
    user: UserId,
    begun: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users SET signed_in_at = $3
        WHERE id = $1 AND NOT disabled AND (revoked_before IS NULL OR revoked_before < $2)";
    Ok(execute!(tx, SQL, user.as_uuid(), begun, now.as_i64())? == 1)
}
