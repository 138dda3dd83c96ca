//! Links in mails: each serves one use and one purpose, and runs out.

use gantry_core::email::Email;
use gantry_core::user::UserId;
use gantry_core::{Digest, Id, Timestamp};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(LinkRow {
    id: Uuid,
    digest: Vec<u8>,
    purpose: String,
    user_id: Option<Uuid>,
    email: String,
    detail: String,
    created_by: Option<Uuid>,
    used_at: Option<i64>,
    created_at: i64,
    expires_at: i64,
});

row!(CountRow { number: i64 });

/// A link's row id.
pub type MailLinkId = Id<MailLink>;

/// A link that was sent, or would have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLink {
    /// Row id, ordered by time.
    pub id: MailLinkId,
    /// What it is for, and for nothing else.
    pub purpose: String,
    /// Whose it is; nobody's for invitations, and for addresses that nobody has.
    pub user_id: Option<UserId>,
    /// The address it was sent to.
    pub email: Email,
    /// What else belongs to the purpose, as JSON.
    pub detail: String,
    /// Who had it sent, if an administrator did.
    pub created_by: Option<UserId>,
    /// When it was used, or taken back.
    pub used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
}

impl TryFrom<LinkRow> for (MailLink, Digest) {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let link = MailLink {
            id: MailLinkId::from_uuid(row.id),
            purpose: row.purpose,
            user_id: row.user_id.map(UserId::from_uuid),
            email: row.email.parse()?,
            detail: row.detail,
            created_by: row.created_by.map(UserId::from_uuid),
            used_at: row.used_at.map(Timestamp::from_i64),
            created_at: Timestamp::from_i64(row.created_at),
            expires_at: Timestamp::from_i64(row.expires_at),
        };
        Ok((link, Digest::from_slice(&row.digest)?))
    }
}

/// Stores a link.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, link: &MailLink, digest: Digest) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO mail_links (id, digest, purpose, user_id, email, detail, created_by, used_at,
            created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    execute!(
        tx,
        SQL,
        link.id.as_uuid(),
        digest.as_bytes().to_vec(),
        link.purpose.clone(),
        link.user_id.map(UserId::as_uuid),
        link.email.as_str().to_owned(),
        link.detail.clone(),
        link.created_by.map(UserId::as_uuid),
        link.used_at.map(Timestamp::as_i64),
        link.created_at.as_i64(),
        link.expires_at.as_i64(),
    )
    .map(|_| ())
}

/// A link, whatever became of it, and what its secret must digest to. One that was not used before
/// everything of its person ended is none any more.
///
/// # Errors
/// A breakdown of the database.
pub async fn find(
    conn: &mut Conn,
    id: MailLinkId,
) -> Result<Option<(MailLink, Digest)>, StoreError> {
    const SQL: &str = "
        SELECT l.id, l.digest, l.purpose, l.user_id, l.email, l.detail, l.created_by, l.used_at,
            l.created_at, l.expires_at
        FROM mail_links l LEFT JOIN users u ON u.id = l.user_id
        WHERE l.id = $1
          AND (l.used_at IS NOT NULL OR l.user_id IS NULL OR u.revoked_before IS NULL
            OR l.id > u.revoked_before)";
    let row = fetch_optional!(conn, LinkRow, SQL, id.as_uuid())?;
    row.map(TryFrom::try_from).transpose()
}

/// Uses a link; `false` if it was used before, has run out, is for something else, or was made
/// before everything of its person ended.
///
/// # Errors
/// A breakdown of the database.
pub async fn consume(
    tx: &mut Tx,
    id: MailLinkId,
    purpose: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE mail_links SET used_at = $3
        WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
          AND (user_id IS NULL OR EXISTS (
            SELECT u.id FROM users u
            WHERE u.id = mail_links.user_id
              AND (u.revoked_before IS NULL OR mail_links.id > u.revoked_before)))";
    let (id, now) = (id.as_uuid(), now.as_i64());
    Ok(execute!(tx, SQL, id, purpose.to_owned(), now)? == 1)
}

/// Uses up every open link of a person.
///
/// # Errors
/// A breakdown of the database.
pub async fn end_of_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE mail_links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL";
    execute!(tx, SQL, user.as_uuid(), now.as_i64())
}

/// Whether so many links of a purpose were made for a person since a time.
///
/// # Errors
/// A breakdown of the database.
pub async fn enough(
    conn: &mut Conn,
    (user, purpose): (UserId, &str),
    since: Timestamp,
    many: i64,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT count(*) AS number
        FROM (SELECT id FROM mail_links
              WHERE user_id = $1 AND purpose = $2 AND created_at > $3
              LIMIT $4) made";
    let (user, purpose) = (user.as_uuid(), purpose.to_owned());
    let row = fetch_optional!(conn, CountRow, SQL, user, purpose, since.as_i64(), many)?;
    Ok(row.is_some_and(|row| row.number >= many))
}

/// Invitations that still wait, newest first, before one of them.
///
/// # Errors
/// A breakdown of the database.
pub async fn invitations(
    conn: &mut Conn,
    before: Option<MailLinkId>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<MailLink>, StoreError> {
    const SQL: &str = "
        SELECT id, digest, purpose, user_id, email, detail, created_by, used_at, created_at,
            expires_at
        FROM mail_links
        WHERE purpose = 'invitation' AND used_at IS NULL AND id < $1 AND expires_at > $2
        ORDER BY id DESC LIMIT $3";
    let before = before.map_or(Uuid::max(), MailLinkId::as_uuid);
    let rows = fetch_all!(conn, LinkRow, SQL, before, now.as_i64(), limit)?;
    let links = rows.into_iter().map(<(MailLink, Digest)>::try_from);
    links.map(|link| link.map(|(link, _)| link)).collect()
}
