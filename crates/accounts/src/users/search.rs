//! Finding people by the beginnings of words.
//!
//! The first word typed is looked up in the index; the others are compared with the words of whom
//! it found. Nothing is counted, and one search reads a bounded number of rows.

use gantry_core::user::User;
use gantry_store::user_search::{self, SearchPosition};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::users::find::MOST;
use crate::users::names;

/// How many times a page may go back to the index while the other words filter people away.
const ROUNDS: usize = 10;

/// One page of people who were found.
#[derive(Debug, Clone)]
pub struct FoundUsers {
    /// The people, in the order of the words that were found.
    pub users: Vec<User>,
    /// Where the next page begins, unless this was the last.
    pub next: Option<SearchPosition>,
}

impl Accounts {
    /// People who have, for every word of the text, a word that begins with it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn search_users(
        &self,
        text: &str,
        after: Option<SearchPosition>,
        limit: i64,
    ) -> Result<FoundUsers, Error> {
        let folded = text.to_lowercase();
        let mut wanted = folded.split_whitespace();
        let Some(first) = wanted.next() else {
            return Ok(FoundUsers {
                users: Vec::new(),
                next: None,
            });
        };
        let others: Vec<&str> = wanted.collect();
        let limit = limit.clamp(1, MOST);
        let page = usize::try_from(limit).unwrap_or(1);
        let mut users = Vec::new();
        let mut position = after;
        let mut conn = self.store.read().await?;
        for _ in 0..ROUNDS {
            let rows = user_search::by_prefix(&mut conn, first, position.as_ref(), limit).await?;
            let last = rows.len() < page;
            for (at, user) in rows {
                if is_wanted(&user, &at.word, first, &others) {
                    users.push(user);
                }
                position = Some(at);
                if users.len() == page {
                    return Ok(FoundUsers {
                        users,
                        next: position,
                    });
                }
            }
            if last {
                return Ok(FoundUsers { users, next: None });
            }
        }
        Ok(FoundUsers {
            users,
            next: position,
        })
    }
}

/// Whether a row is somebody's first with that beginning, and the other words fit too.
pub(crate) fn is_wanted(user: &User, word: &str, first: &str, others: &[&str]) -> bool {
    let words = names::words(user);
    let begins = |beginning: &str| words.iter().find(|word| word.starts_with(beginning));
    begins(first).is_some_and(|earliest| earliest == word)
        && others.iter().all(|other| begins(other).is_some())
}
