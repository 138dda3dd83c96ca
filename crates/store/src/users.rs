//! People.

use gantry_core::Timestamp;
use gantry_core::email::Email;
use gantry_core::password::PasswordHash;
use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use gantry_core::username::Username;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

/// The columns of [`UserRow`], for statements that join people to something else.
macro_rules! user_columns {
    () => {
        "u.id AS u_id, u.subject, u.username, u.email, u.email_verified, u.name AS u_name, \
         u.profile, u.attributes, u.role, u.factor_demanded, u.disabled, u.language, \
         u.created_at AS u_created_at, u.updated_at, u.signed_in_at"
    };
}
pub(crate) use user_columns;

row!(UserRow {
    u_id: Uuid,
    subject: String,
    username: String,
    email: Option<String>,
    email_verified: bool,
    u_name: String,
    profile: String,
    attributes: String,
    role: Option<String>,
    factor_demanded: bool,
    disabled: bool,
    language: Option<String>,
    u_created_at: i64,
    updated_at: i64,
    signed_in_at: Option<i64>,
});

row!(ExistsRow { found: bool });

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId::from_uuid(row.u_id),
            subject: row.subject.parse()?,
            username: row.username.parse()?,
            email: row.email.map(|email| email.parse()).transpose()?,
            email_verified: row.email_verified,
            name: row.u_name.parse()?,
            profile: serde_json::from_str(&row.profile)?,
            attributes: serde_json::from_str(&row.attributes)?,
            role: row.role.map(|role| role.parse()).transpose()?,
            factor_demanded: row.factor_demanded,
            disabled: row.disabled,
            language: row.language,
            created_at: Timestamp::from_i64(row.u_created_at),
            updated_at: Timestamp::from_i64(row.updated_at),
            signed_in_at: row.signed_in_at.map(Timestamp::from_i64),
        })
    }
}

/// Adds a person; `false` if user name, e-mail address or subject is taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(
    tx: &mut Tx,
    user: &User,
    password: Option<&PasswordHash>,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO users (id, subject, username, username_folded, email, email_verified, name,
            profile, attributes, role, factor_demanded, disabled, language, password_hash,
            created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT DO NOTHING";
    let inserted = execute!(
        tx,
        SQL,
        user.id.as_uuid(),
        user.subject.as_str().to_owned(),
        user.username.as_str().to_owned(),
        user.username.folded(),
        user.email.as_ref().map(|email| email.as_str().to_owned()),
        user.email_verified,
        user.name.as_str().to_owned(),
        serde_json::to_string(&user.profile)?,
        serde_json::to_string(&user.attributes)?,
        user.role.map(Role::as_str),
        user.factor_demanded,
        user.disabled,
        user.language.clone(),
        password.map(|hash| hash.as_str().to_owned()),
        user.created_at.as_i64(),
        user.updated_at.as_i64(),
    )?;
    Ok(inserted == 1)
}

/// Writes everything but the password; `false` if the person is gone.
///
/// # Errors
/// A breakdown of the database; a unique violation if a name is taken, so check first.
pub async fn update(tx: &mut Tx, user: &User) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users
        SET username = $2, username_folded = $3, email = $4, email_verified = $5, name = $6,
            profile = $7, attributes = $8, role = $9, factor_demanded = $10, disabled = $11,
            language = $12, updated_at = $13
        WHERE id = $1";
    let updated = execute!(
        tx,
        SQL,
        user.id.as_uuid(),
        user.username.as_str().to_owned(),
        user.username.folded(),
        user.email.as_ref().map(|email| email.as_str().to_owned()),
        user.email_verified,
        user.name.as_str().to_owned(),
        serde_json::to_string(&user.profile)?,
        serde_json::to_string(&user.attributes)?,
        user.role.map(Role::as_str),
        user.factor_demanded,
        user.disabled,
        user.language.clone(),
        user.updated_at.as_i64(),
    )?;
    Ok(updated == 1)
}

/// Removes a person. Sessions, codes and tokens die with the row that they are joined to.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM users WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// One person.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_id(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    const SQL: &str = concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id = $1");
    person(fetch_optional!(conn, UserRow, SQL, id.as_uuid())?)
}

/// A person by user name, ignoring case.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_username(conn: &mut Conn, name: &Username) -> Result<Option<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u WHERE u.username_folded = $1"
    );
    person(fetch_optional!(conn, UserRow, SQL, name.folded())?)
}

/// A person by e-mail address.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_email(conn: &mut Conn, email: &Email) -> Result<Option<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u WHERE u.email = $1"
    );
    let row = fetch_optional!(conn, UserRow, SQL, email.as_str().to_owned())?;
    person(row)
}

fn person(row: Option<UserRow>) -> Result<Option<User>, StoreError> {
    row.map(User::try_from).transpose()
}

/// Holds a person's row until the write is over; `false` if the person is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn hold(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE users SET updated_at = updated_at WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// Everything that was issued to a person before `before` stops working.
///
/// Ids are ordered by time, so one id separates what was issued before from what comes after.
///
/// # Errors
/// A breakdown of the database.
pub async fn revoke_before(tx: &mut Tx, id: UserId, before: Uuid) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE users
        SET revoked_before =
            CASE WHEN revoked_before > $2 THEN revoked_before ELSE $2 END
        WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid(), before)? == 1)
}

/// People in the order of their user names, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u WHERE u.username_folded > $1 ORDER BY u.username_folded LIMIT $2"
    );
    let rows = fetch_all!(conn, UserRow, SQL, after.unwrap_or("").to_owned(), limit)?;
    rows.into_iter().map(User::try_from).collect()
}

/// Whether anybody may administer Gantry.
///
/// # Errors
/// A breakdown of the database.
pub async fn any_admin(conn: &mut Conn) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT id FROM users WHERE role = 'administrator') AS found";
    Ok(fetch_optional!(conn, ExistsRow, SQL)?.is_some_and(|row| row.found))
}

/// Whether another administrator who can sign in would be left without this person.
///
/// # Errors
/// A breakdown of the database.
pub async fn another_admin(conn: &mut Conn, id: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (
            SELECT id FROM users
            WHERE role = 'administrator'
              AND NOT disabled AND password_hash IS NOT NULL AND id <> $1
        ) AS found";
    Ok(fetch_optional!(conn, ExistsRow, SQL, id.as_uuid())?.is_some_and(|row| row.found))
}
