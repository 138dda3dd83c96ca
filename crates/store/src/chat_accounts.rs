//! Who a person is in a workspace.

use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_core::workspace::ChatAccount;
use gantry_core::{Digest, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(AccountRow {
    client_id: Uuid,
    user_id: Uuid,
    chat_id: Option<String>,
    chat_username: String,
    follows: bool,
    may_administer: bool,
    deactivated: bool,
    problem: Option<String>,
    creating_since: Option<i64>,
    avatar: Option<Vec<u8>>,
});

impl TryFrom<AccountRow> for ChatAccount {
    type Error = StoreError;

    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        let avatar = row.avatar.map(|bytes| Digest::from_slice(&bytes));
        Ok(Self {
            client_id: ClientRowId::from_uuid(row.client_id),
            user_id: UserId::from_uuid(row.user_id),
            chat_id: row.chat_id,
            chat_username: row.chat_username,
            follows: row.follows,
            may_administer: row.may_administer,
            deactivated: row.deactivated,
            problem: row.problem,
            creating_since: row.creating_since.map(Timestamp::from_i64),
            avatar: avatar.transpose()?,
        })
    }
}

/// A person's account in a workspace.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    client: ClientRowId,
    user: UserId,
) -> Result<Option<ChatAccount>, StoreError> {
    const SQL: &str = "
        SELECT client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
            problem, creating_since, avatar
        FROM chat_accounts WHERE client_id = $1 AND user_id = $2";
    let row = fetch_optional!(conn, AccountRow, SQL, client.as_uuid(), user.as_uuid())?;
    row.map(ChatAccount::try_from).transpose()
}

/// Whose account this is, if it is anybody's.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_chat_id(
    conn: &mut Conn,
    client: ClientRowId,
    chat_id: &str,
) -> Result<Option<ChatAccount>, StoreError> {
    const SQL: &str = "
        SELECT client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
            problem, creating_since, avatar
        FROM chat_accounts WHERE client_id = $1 AND chat_id = $2";
    let row = fetch_optional!(conn, AccountRow, SQL, client.as_uuid(), chat_id.to_owned())?;
    row.map(ChatAccount::try_from).transpose()
}

/// The accounts of a workspace by person, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn of_workspace(
    conn: &mut Conn,
    client: ClientRowId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<ChatAccount>, StoreError> {
    const SQL: &str = "
        SELECT client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
            problem, creating_since, avatar
        FROM chat_accounts WHERE client_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3";
    let after = after.map_or(Uuid::nil(), UserId::as_uuid);
    let rows = fetch_all!(conn, AccountRow, SQL, client.as_uuid(), after, limit)?;
    rows.into_iter().map(ChatAccount::try_from).collect()
}

/// The accounts of a workspace that wait for an administrator, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn with_problems(
    conn: &mut Conn,
    client: ClientRowId,
    limit: i64,
) -> Result<Vec<ChatAccount>, StoreError> {
    const SQL: &str = "
        SELECT client_id, user_id, chat_id, chat_username, follows, may_administer, deactivated,
            problem, creating_since, avatar
        FROM chat_accounts WHERE client_id = $1 AND problem IS NOT NULL ORDER BY user_id LIMIT $2";
    let rows = fetch_all!(conn, AccountRow, SQL, client.as_uuid(), limit)?;
    rows.into_iter().map(ChatAccount::try_from).collect()
}

/// Notes the user name that a person would get, unless something is known already.
///
/// # Errors
/// A breakdown of the database.
pub async fn begin(
    tx: &mut Tx,
    client: ClientRowId,
    user: UserId,
    chat_username: &str,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO chat_accounts
            (client_id, user_id, chat_username, follows, may_administer, deactivated, lease_until)
        SELECT $1, u.id, $3, TRUE, FALSE, FALSE, 0 FROM users u WHERE u.id = $2
        ON CONFLICT DO NOTHING";
    let name = chat_username.to_owned();
    Ok(execute!(tx, SQL, client.as_uuid(), user.as_uuid(), name)? == 1)
}

/// Takes the making of an account for oneself until `until`; `false` if somebody else has it, or
/// the account exists.
///
/// # Errors
/// A breakdown of the database.
pub async fn lease(
    tx: &mut Tx,
    account: &ChatAccount,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE chat_accounts
        SET lease_until = $4, creating_since = coalesce(creating_since, $3)
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NULL AND lease_until <= $3";
    let (client, user) = (account.client_id.as_uuid(), account.user_id.as_uuid());
    Ok(execute!(tx, SQL, client, user, now.as_i64(), until.as_i64())? == 1)
}

/// What is written down at the end of [`lease`].
#[derive(Debug, Clone)]
pub enum Made {
    /// The account exists.
    Account {
        /// The chat's id of it.
        chat_id: String,
        /// Its user name there.
        chat_username: String,
    },
    /// It cannot be made for this stable reason.
    Problem(String),
    /// It was refused, so that there is nothing to look for; it may be tried again.
    Refused,
    /// Nothing is known: it may be tried again, after looking whether it was made.
    Nothing,
}

/// Ends [`lease`] with what came of it; `false` if the account is somebody else's.
///
/// # Errors
/// A breakdown of the database.
pub async fn finish(tx: &mut Tx, account: &ChatAccount, made: &Made) -> Result<bool, StoreError> {
    const MADE: &str = "
        UPDATE chat_accounts
        SET chat_id = $3, chat_username = $4, problem = NULL, lease_until = 0
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM chat_accounts o WHERE o.client_id = $1 AND o.chat_id = $3)";
    const PROBLEM: &str = "
        UPDATE chat_accounts SET problem = $3, creating_since = NULL, lease_until = 0
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NULL";
    const REFUSED: &str = "
        UPDATE chat_accounts SET creating_since = NULL, lease_until = 0
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NULL";
    const NOTHING: &str = "
        UPDATE chat_accounts SET lease_until = 0
        WHERE client_id = $1 AND user_id = $2 AND chat_id IS NULL";
    let (client, user) = (account.client_id.as_uuid(), account.user_id.as_uuid());
    let changed = match made {
        Made::Account {
            chat_id,
            chat_username,
        } => execute!(
            tx,
            MADE,
            client,
            user,
            chat_id.clone(),
            chat_username.clone()
        )?,
        Made::Problem(reason) => execute!(tx, PROBLEM, client, user, reason.clone())?,
        Made::Refused => execute!(tx, REFUSED, client, user)?,
        Made::Nothing => execute!(tx, NOTHING, client, user)?,
    };
    Ok(changed == 1)
}
