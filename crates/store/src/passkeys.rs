//! Passkeys.

use gantry_core::factor::PasskeyFactor;
use gantry_core::user::UserId;
use gantry_core::{Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(PasskeyRow {
    id: Uuid,
    user_id: Uuid,
    credential: Vec<u8>,
    name: String,
    passkey: String,
    last_used_at: Option<i64>,
    created_at: i64,
});

impl TryFrom<PasskeyRow> for PasskeyFactor {
    type Error = StoreError;

    fn try_from(row: PasskeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            credential: row.credential,
            name: row.name.parse()?,
            passkey: row.passkey,
            last_used_at: row.last_used_at.map(Timestamp::from_i64),
            created_at: Timestamp::from_i64(row.created_at),
        })
    }
}

/// Stores one; `false` if its credential is somebody's already.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, factor: &PasskeyFactor) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO passkeys (id, user_id, credential, name, passkey, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (credential) DO NOTHING";
    let changed = execute!(
        tx,
        SQL,
        factor.id.as_uuid(),
        factor.user_id.as_uuid(),
        factor.credential.clone(),
        factor.name.as_str().to_owned(),
        factor.passkey.clone(),
        factor.created_at.as_i64(),
    )?;
    Ok(changed == 1)
}

/// Those of a person, the oldest first.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<PasskeyFactor>, StoreError> {
    const SQL: &str = "
        SELECT id, user_id, credential, name, passkey, last_used_at, created_at
        FROM passkeys WHERE user_id = $1 ORDER BY id LIMIT 100";
    let rows = fetch_all!(conn, PasskeyRow, SQL, user.as_uuid())?;
    rows.into_iter().map(PasskeyFactor::try_from).collect()
}

/// The one with this credential.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_credential(
    conn: &mut Conn,
    credential: &[u8],
) -> Result<Option<PasskeyFactor>, StoreError> {
    const SQL: &str = "
        SELECT id, user_id, credential, name, passkey, last_used_at, created_at
        FROM passkeys WHERE credential = $1";
    fetch_optional!(conn, PasskeyRow, SQL, credential.to_vec())?
        .map(PasskeyFactor::try_from)
        .transpose()
}

/// Notes a use, with what is known of the key afterwards; `false` if it is gone, or was used
/// meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn used(
    tx: &mut Tx,
    id: Id<PasskeyFactor>,
    (before, after): (&str, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE passkeys SET passkey = $3, last_used_at = $4 WHERE id = $1 AND passkey = $2";
    let (before, after) = (before.to_owned(), after.to_owned());
    Ok(execute!(tx, SQL, id.as_uuid(), before, after, now.as_i64())? == 1)
}

/// Gives one of a person's another name; `false` if there is none such.
///
/// # Errors
/// A breakdown of the database.
pub async fn rename(tx: &mut Tx, user: UserId, id: Uuid, name: String) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, id, user.as_uuid(), name)? == 1)
}

/// Removes one of a person's; `false` if there is none such.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove(tx: &mut Tx, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, id, user.as_uuid())? == 1)
}

/// Removes all of a person's.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM passkeys WHERE user_id = $1";
    execute!(tx, SQL, user.as_uuid())
}
