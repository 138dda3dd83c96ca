//! One-time passwords of applications on the phone.

use gantry_core::factor::TotpFactor;
use gantry_core::user::UserId;
use gantry_core::{Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;

row!(TotpRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    sealed: Vec<u8>,
    last_step: i64,
    last_used_at: Option<i64>,
    created_at: i64,
});

impl TryFrom<TotpRow> for TotpFactor {
    type Error = StoreError;

    fn try_from(row: TotpRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            name: row.name.parse()?,
            sealed: row.sealed,
            last_step: row.last_step,
            last_used_at: row.last_used_at.map(Timestamp::from_i64),
            created_at: Timestamp::from_i64(row.created_at),
        })
    }
}

/// Stores one that was confirmed by a code.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, factor: &TotpFactor) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO totp_factors (id, user_id, name, sealed, last_step, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    execute!(
        tx,
        SQL,
        factor.id.as_uuid(),
        factor.user_id.as_uuid(),
        factor.name.as_str().to_owned(),
        factor.sealed.clone(),
        factor.last_step,
        factor.created_at.as_i64(),
    )
    .map(|_| ())
}

/// Those of a person, the oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<TotpFactor>, StoreError> {
    const SQL: &str = "
        SELECT id, user_id, name, sealed, last_step, last_used_at, created_at
        FROM totp_factors WHERE user_id = $1 ORDER BY id LIMIT 100";
    let rows = fetch_all!(conn, TotpRow, SQL, user.as_uuid())?;
    rows.into_iter().map(TotpFactor::try_from).collect()
}

/// RFC 6238 §5.2: accepts a step once; `false` if it, or a later one, was accepted before.
/// <https://www.rfc-editor.org/rfc/rfc6238#section-5.2>
///
/// # Errors
/// A breakdown of the database.
pub async fn accept_step(
    tx: &mut Tx,
    id: Id<TotpFactor>,
    step: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE totp_factors SET last_step = $2, last_used_at = $3 WHERE id = $1 AND last_step < $2";
    Ok(execute!(tx, SQL, id.as_uuid(), step, now.as_i64())? == 1)
}

/// Gives one of a person's another name; `false` if there is none such.
///
/// # Errors
/// A breakdown of the database.
pub async fn rename(tx: &mut Tx, user: UserId, id: Uuid, name: String) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE totp_factors SET name = $3 WHERE id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, id, user.as_uuid(), name)? == 1)
}

/// Removes one of a person's; `false` if there is none such.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove(tx: &mut Tx, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM totp_factors WHERE id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, id, user.as_uuid())? == 1)
}

/// Removes all of a person's.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM totp_factors WHERE user_id = $1";
    execute!(tx, SQL, user.as_uuid())
}
