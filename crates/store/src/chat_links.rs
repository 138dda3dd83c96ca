//! Changes of who a person is in a workspace, once it is known.

use gantry_core::Digest;
use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_core::workspace::ChatAccount;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

row!(NameRow {
    chat_username: String
});

/// Links a person to an account; `false` if the account is somebody else's.
///
/// # Errors
/// A breakdown of the database.
pub async fn put(tx: &mut Tx, account: &ChatAccount) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_accounts
            (client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
             lease_until)
        SELECT $1, u.id, $3, $4, $5, $6, $7, 0 FROM users u
        WHERE u.id = $2
          AND NOT EXISTS (
            SELECT 1 FROM chat_accounts o
            WHERE o.client_id = $1 AND o.chat_id = $3 AND o.user_id <> $2)
        ON CONFLICT (client_id, user_id) DO UPDATE SET
            chat_id = excluded.chat_id,
            chat_username = excluded.chat_username,
            follows = excluded.follows,
            may_administer = excluded.may_administer,
            deactivated = excluded.deactivated,
            problem = NULL,
            creating_since = NULL,
            lease_until = 0";
    let changed = execute!(
        tx,
        SQL,
        account.client_id.as_uuid(),
        account.user_id.as_uuid(),
        account.chat_id.clone(),
        account.chat_username.clone(),
        account.follows,
        account.may_administer,
        account.deactivated,
    )?;
    Ok(changed == 1)
}

/// Links a person whose account was found out, unless a link is known already.
///
/// # Errors
/// A breakdown of the database.
pub async fn learn(tx: &mut Tx, account: &ChatAccount) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_accounts
            (client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
             lease_until)
        SELECT $1, u.id, $3, $4, $5, FALSE, FALSE, 0 FROM users u
        WHERE u.id = $2
          AND NOT EXISTS (
            SELECT 1 FROM chat_accounts o WHERE o.client_id = $1 AND o.chat_id = $3)
        ON CONFLICT (client_id, user_id) DO UPDATE SET
            chat_id = excluded.chat_id,
            chat_username = excluded.chat_username,
            follows = excluded.follows,
            problem = NULL,
            lease_until = 0
        WHERE chat_accounts.chat_id IS NULL";
    let changed = execute!(
        tx,
        SQL,
        account.client_id.as_uuid(),
        account.user_id.as_uuid(),
        account.chat_id.clone(),
        account.chat_username.clone(),
        account.follows,
    )?;
    Ok(changed == 1)
}

/// Forgets a link; `false` if there was none.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, client: ClientRowId, user: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM chat_accounts WHERE client_id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, client.as_uuid(), user.as_uuid())? == 1)
}

/// Notes what was seen of, or done to, an account; `false` if the link has changed meanwhile.
///
/// # Errors
/// A breakdown of the database.
pub async fn note(tx: &mut Tx, account: &ChatAccount) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_accounts
        SET chat_username = $4, deactivated = $5, problem = $6, avatar = $7
        WHERE client_id = $1 AND user_id = $2 AND chat_id = $3";
    let avatar = account.avatar.as_ref().map(Digest::as_bytes);
    let changed = execute!(
        tx,
        SQL,
        account.client_id.as_uuid(),
        account.user_id.as_uuid(),
        account.chat_id.clone(),
        account.chat_username.clone(),
        account.deactivated,
        account.problem.clone(),
        avatar.map(|bytes| bytes.to_vec()),
    )?;
    Ok(changed == 1)
}

/// The user name by which a workspace knows a person, if the account there does not follow the
/// user name here.
///
/// # Errors
/// A breakdown of the database.
pub async fn username(
    conn: &mut Conn,
    client: ClientRowId,
    user: UserId,
) -> Result<Option<String>, StoreError> {
    const SQL: &str = "
        SELECT chat_username FROM chat_accounts
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NOT NULL AND NOT follows";
    let row = fetch_optional!(conn, NameRow, SQL, client.as_uuid(), user.as_uuid())?;
    Ok(row.map(|row| row.chat_username))
}

/// Another user name for an account that does not exist yet; what was in the way of the old one is
/// forgotten.
///
/// # Errors
/// A breakdown of the database.
pub async fn want_name(tx: &mut Tx, account: &ChatAccount, name: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_accounts
        SET chat_username = $4, problem = NULL, creating_since = NULL, lease_until = 0
        WHERE client_id = $1 AND user_id = $2 AND chat_username = $3 AND chat_id IS NULL";
    let (client, user) = (account.client_id.as_uuid(), account.user_id.as_uuid());
    let (old, name) = (account.chat_username.clone(), name.to_owned());
    Ok(execute!(tx, SQL, client, user, old, name)? == 1)
}

/// Accounts of a workspace that could not be made may be tried again: something was mended.
///
/// # Errors
/// A breakdown of the database.
pub async fn retry(tx: &mut Tx, client: ClientRowId) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE chat_accounts SET problem = NULL
        WHERE client_id = $1 AND chat_id IS NULL AND problem IS NOT NULL";
    execute!(tx, SQL, client.as_uuid())
}

/// Notes the user name that an account was seen to have.
///
/// # Errors
/// A breakdown of the database.
pub async fn note_name(tx: &mut Tx, account: &ChatAccount, name: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE chat_accounts SET chat_username = $4
        WHERE client_id = $1 AND user_id = $2 AND chat_id = $3";
    let (client, user) = (account.client_id.as_uuid(), account.user_id.as_uuid());
    let (chat_id, name) = (account.chat_id.clone(), name.to_owned());
    execute!(tx, SQL, client, user, chat_id, name).map(|_| ())
}
