//! Pages of people who have something in common, and what lists tell about one.

use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, fetch_all, fetch_optional, row};
use crate::error::StoreError;
use crate::users::{UserRow, user_columns};

row!(HeldRow {
    has_factor: bool,
    has_password: bool,
});

row!(BelongingsRow {
    mail_links: i64,
    api_tokens: i64,
    chats: i64,
    agreements: i64,
});

/// What a person can prove who they are with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// A confirmed second factor.
    pub factor: bool,
    /// A password.
    pub password: bool,
}

/// What hangs on a person and ends with the account, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Links in mails that were not used.
    pub mail_links: i64,
    /// Tokens of the API that were not taken back.
    pub api_tokens: i64,
    /// Accounts in connected workspaces.
    pub chats: i64,
    /// Applications that the person agreed to.
    pub agreements: i64,
}

/// Disabled people in the order of their user names, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn disabled(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u
          WHERE u.disabled AND u.username_folded > $1
          ORDER BY u.username_folded
          LIMIT $2"
    );
    people(fetch_all!(conn, UserRow, SQL, after.to_owned(), limit)?)
}

/// People with a role in the order of their ids, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn with_role(
    conn: &mut Conn,
    role: Role,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u
          WHERE u.role = $1 AND u.id > $2
          ORDER BY u.id
          LIMIT $3"
    );
    let after = after.map_or(Uuid::nil(), UserId::as_uuid);
    people(fetch_all!(conn, UserRow, SQL, role.as_str(), after, limit)?)
}

fn people(rows: Vec<UserRow>) -> Result<Vec<User>, StoreError> {
    rows.into_iter().map(User::try_from).collect()
}

/// What a person can prove who they are with; nothing for nobody.
///
/// # Errors
/// A breakdown of the database.
pub async fn held(conn: &mut Conn, id: UserId) -> Result<Held, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT t.id FROM totp_factors t WHERE t.user_id = u.id)
                OR EXISTS (SELECT p.id FROM passkeys p WHERE p.user_id = u.id) AS has_factor,
            u.password_hash IS NOT NULL AS has_password
        FROM users u WHERE u.id = $1";
    let row = fetch_optional!(conn, HeldRow, SQL, id.as_uuid())?;
    Ok(row.map_or_else(Held::default, |row| Held {
        factor: row.has_factor,
        password: row.has_password,
    }))
}

/// What ends with a person's account.
///
/// # Errors
/// A breakdown of the database.
pub async fn belongings(conn: &mut Conn, id: UserId) -> Result<Belongings, StoreError> {
    const SQL: &str = "
        SELECT (SELECT count(*) FROM mail_links m
                WHERE m.user_id = u.id AND m.used_at IS NULL) AS mail_links,
            (SELECT count(*) FROM api_tokens t
                WHERE t.user_id = u.id AND t.revoked_at IS NULL) AS api_tokens,
            (SELECT count(*) FROM chat_accounts c WHERE c.user_id = u.id) AS chats,
            (SELECT count(*) FROM consents c
                WHERE c.user_id = u.id AND c.scopes <> '') AS agreements
        FROM users u WHERE u.id = $1";
    let row = fetch_optional!(conn, BelongingsRow, SQL, id.as_uuid())?;
    Ok(row.map_or_else(Belongings::default, |row| Belongings {
        mail_links: row.mail_links,
        api_tokens: row.api_tokens,
        chats: row.chats,
        agreements: row.agreements,
    }))
}
