//! Password hashes.

use gantry_core::Timestamp;
use gantry_core::password::PasswordHash;
use gantry_core::user::{User, UserId};

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;
use crate::users::{UserRow, user_columns};

row!(CredentialRow { password_hash: Option<String> } + user: UserRow);

/// A person with the stored password hash.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: UserId,
) -> Result<Option<(User, Option<PasswordHash>)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT u.password_hash, ",
        user_columns!(),
        " FROM users u WHERE u.id = $1"
    );
    let Some(row) = fetch_optional!(conn, CredentialRow, SQL, id.as_uuid())? else {
        return Ok(None);
    };
    let hash = row.password_hash.map(|hash| hash.parse()).transpose()?;
    Ok(Some((row.user.try_into()?, hash)))
}

/// Sets the password hash; `false` if the person is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_password(tx: &mut Tx, id: UserId, to: &PasswordHash) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE users SET password_hash = $2, password_lent = FALSE WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid(), to.as_str().to_owned())? == 1)
}

/// Sets the hash of a password that somebody knows who must not get more by it than the person has
/// now; `false` if the person is gone. Whoever changes it later knowing the old one borrows it too:
/// only [`set_password`] makes it the person's own.
///
/// # Errors
/// A breakdown of the database.
pub async fn lend_password(tx: &mut Tx, id: UserId, to: &PasswordHash) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users SET password_hash = $2, password_lent = TRUE, helped = TRUE WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid(), to.as_str().to_owned())? == 1)
}

/// Takes a password that is lent away, and forgets that one ever was; `false` if none was.
///
/// # Errors
/// A breakdown of the database.
pub async fn end_help(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users SET password_lent = FALSE, helped = FALSE,
            password_hash = CASE WHEN password_lent THEN NULL ELSE password_hash END
        WHERE id = $1 AND helped";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

row!(LentRow {
    password_lent: bool
});

/// Whether somebody else knows the password.
///
/// # Errors
/// A breakdown of the database.
pub async fn is_lent(conn: &mut Conn, id: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT password_lent FROM users WHERE id = $1";
    let row = fetch_optional!(conn, LentRow, SQL, id.as_uuid())?;
    Ok(row.is_some_and(|row| row.password_lent))
}

/// Replaces a hash made with old parameters, unless the password was changed meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn rehash(
    tx: &mut Tx,
    id: UserId,
    from: &PasswordHash,
    to: &PasswordHash,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    let (from, to) = (from.as_str().to_owned(), to.as_str().to_owned());
    Ok(execute!(tx, SQL, id.as_uuid(), from, to)? == 1)
}

/// Whether the password that was checked is still the one, and its person still let in.
///
/// It writes the hash, a fresher one of the same password if given, so that the row stays held: a
/// reset at the same moment waits, and then ends the session that this write begins.
///
/// # Errors
/// A breakdown of the database.
pub async fn confirm_password(
    tx: &mut Tx,
    id: UserId,
    (checked, fresh): (&PasswordHash, &PasswordHash),
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users SET password_hash = $3, signed_in_at = $4
        WHERE id = $1 AND password_hash = $2 AND NOT disabled";
    let (checked, fresh) = (checked.as_str().to_owned(), fresh.as_str().to_owned());
    Ok(execute!(tx, SQL, id.as_uuid(), checked, fresh, now.as_i64())? == 1)
}
