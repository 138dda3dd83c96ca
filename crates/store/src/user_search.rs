//! Finding people by the beginning of a word of their name, user name or address.

use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, row};
use crate::error::StoreError;
use crate::users::{UserRow, user_columns};

row!(FoundRow { word: String, user_id: Uuid } + user: UserRow);

/// Where a page of search results ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPosition {
    /// The last word.
    pub word: String,
    /// The last person.
    pub user_id: UserId,
}

/// Replaces the words by which a person is found. They arrive folded.
///
/// # Errors
/// A breakdown of the database.
pub async fn replace_words(tx: &mut Tx, id: UserId, words: &[String]) -> Result<(), StoreError> {
    const CLEAR: &str = "DELETE FROM user_words WHERE user_id = $1";
    const ADD: &str = "
        INSERT INTO user_words (word, user_id) VALUES ($1, $2)
        ON CONFLICT DO NOTHING";
    execute!(tx, CLEAR, id.as_uuid())?;
    for word in words {
        execute!(tx, ADD, word.clone(), id.as_uuid())?;
    }
    Ok(())
}

/// People with a word that begins with `prefix`, after a position, in the order of the words.
/// Somebody with two such words is found twice.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_prefix(
    conn: &mut Conn,
    prefix: &str,
    after: Option<&SearchPosition>,
    limit: i64,
) -> Result<Vec<(SearchPosition, User)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT w.word, w.user_id, ",
        user_columns!(),
        " FROM user_words w JOIN users u ON u.id = w.user_id
          WHERE w.word >= $1 AND w.word < $2 AND (w.word, w.user_id) > ($3, $4)
          ORDER BY w.word, w.user_id
          LIMIT $5"
    );
    let (word, id) = after.map_or((String::new(), Uuid::nil()), |position| {
        (position.word.clone(), position.user_id.as_uuid())
    });
    let end = format!("{prefix}{}", char::MAX);
    fetch_all!(conn, FoundRow, SQL, prefix.to_owned(), end, word, id, limit)?
        .into_iter()
        .map(|row| {
            let position = SearchPosition {
                word: row.word,
                user_id: UserId::from_uuid(row.user_id),
            };
            Ok((position, row.user.try_into()?))
        })
        .collect()
}
