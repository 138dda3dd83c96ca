//! Pictures: people's, applications', and the place's own logo. Never what was uploaded, always what
//! was made of it.

use gantry_core::Timestamp;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_optional, row};
use crate::error::StoreError;

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// A person; the owner is the person's row.
    Avatar,
    /// An application; the owner is the client's row.
    Icon,
    /// This place; there is one owner, the empty id.
    Logo,
}

impl ImageKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Icon => "icon",
            Self::Logo => "logo",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Avatar, Self::Icon, Self::Logo]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A picture under its public name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// What it is of.
    pub kind: ImageKind,
    /// Whose it is.
    pub owner: Uuid,
    /// The type of the bytes.
    pub content_type: String,
    /// The picture; `None` if it was taken away.
    pub bytes: Option<Vec<u8>>,
    /// When it last changed.
    pub updated_at: Timestamp,
}

row!(ImageRow {
    kind: String,
    owner: Uuid,
    content_type: String,
    bytes: Option<Vec<u8>>,
    updated_at: i64,
});
row!(HandleRow { handle: String });

/// Keeps a picture in place of an older one, and returns its public name: the given one, or that of
/// the first picture.
///
/// # Errors
/// A breakdown of the database.
pub async fn put(tx: &mut Tx, image: &StoredImage, handle: &str) -> Result<String, StoreError> {
    const SQL: &str = "
        INSERT INTO images (kind, owner, handle, content_type, bytes, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (kind, owner) DO UPDATE SET
            content_type = excluded.content_type,
            bytes = excluded.bytes,
            updated_at = excluded.updated_at
        RETURNING handle";
    let row = fetch_optional!(
        tx,
        HandleRow,
        SQL,
        image.kind.as_str(),
        image.owner,
        handle.to_owned(),
        image.content_type.clone(),
        image.bytes.clone(),
        image.updated_at.as_i64(),
    )?;
    Ok(row.map_or_else(|| handle.to_owned(), |row| row.handle))
}

/// Takes a picture away; its public name stays for the next one. `false` if there was none.
///
/// # Errors
/// A breakdown of the database.
pub async fn clear(
    tx: &mut Tx,
    kind: ImageKind,
    owner: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE images SET bytes = NULL, updated_at = $3
        WHERE kind = $1 AND owner = $2 AND bytes IS NOT NULL";
    Ok(execute!(tx, SQL, kind.as_str(), owner, now.as_i64())? == 1)
}

/// Forgets a picture and its public name, for an owner who is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn forget(tx: &mut Tx, kind: ImageKind, owner: Uuid) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM images WHERE kind = $1 AND owner = $2";
    execute!(tx, SQL, kind.as_str(), owner).map(|_| ())
}

/// The picture with a public name.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_handle(conn: &mut Conn, handle: &str) -> Result<Option<StoredImage>, StoreError> {
    const SQL: &str = "
        SELECT kind, owner, content_type, bytes, updated_at
        FROM images WHERE handle = $1";
    let row = fetch_optional!(conn, ImageRow, SQL, handle.to_owned())?;
    Ok(row.and_then(|row| {
        Some(StoredImage {
            kind: ImageKind::parse(&row.kind)?,
            owner: row.owner,
            content_type: row.content_type,
            bytes: row.bytes,
            updated_at: Timestamp::from_i64(row.updated_at),
        })
    }))
}

/// The public name of somebody's picture, if there is a picture.
///
/// # Errors
/// A breakdown of the database.
pub async fn handle_of(
    conn: &mut Conn,
    kind: ImageKind,
    owner: Uuid,
) -> Result<Option<String>, StoreError> {
    const SQL: &str = "
        SELECT handle FROM images
        WHERE kind = $1 AND owner = $2 AND bytes IS NOT NULL";
    let row = fetch_optional!(conn, HandleRow, SQL, kind.as_str(), owner)?;
    Ok(row.map(|row| row.handle))
}
