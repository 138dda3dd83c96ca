//! The login tokens of every user: sessions, which expire and are at most fifty, and personal access tokens, which do neither.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::watch;

use crate::encoding::random_secret;
use crate::http_client::now_in_milliseconds;

/// `MAX_RESUME_LOGIN_TOKENS`
const MOST_SESSIONS: usize = 50;

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A login, dated `when`.
    Session,
    /// A personal access token, dated `createdAt`.
    Personal {
        name: String,
        bypass_two_factor: bool,
    },
}

/// One entry of `services.resume.loginTokens`; the plain text is kept for tests alone, lookups go by the hash.
#[derive(Clone, Debug)]
pub(crate) struct LoginToken {
    pub(crate) plain: String,
    pub(crate) hash: String,
    pub(crate) user_id: String,
    /// Milliseconds since 1970.
    pub(crate) since: i64,
    pub(crate) kind: TokenKind,
}

/// Every live login token of the workspace, oldest first.
#[derive(Debug, Default)]
pub(crate) struct LoginTokens {
    list: Vec<LoginToken>,
    /// Hashes of sessions that lately gave a second factor.
    confirmed: Vec<String>,
    removals: watch::Sender<u64>,
}

impl LoginTokens {
    /// Makes a token and gives its plain text; the oldest session beyond fifty is dropped.
    pub(crate) fn add(&mut self, user_id: &str, kind: TokenKind) -> String {
        let plain = random_secret();
        self.list.push(LoginToken {
            hash: hash(&plain),
            plain: plain.clone(),
            user_id: user_id.to_owned(),
            since: now_in_milliseconds(),
            kind,
        });
        let sessions = self
            .list
            .iter()
            .filter(|token| token.is_session_of(user_id))
            .count();
        if sessions > MOST_SESSIONS
            && let Some(oldest) = self
                .list
                .iter()
                .position(|token| token.is_session_of(user_id))
        {
            self.list.remove(oldest);
            self.note_removal();
        }
        plain
    }

    /// The token with this plain text.
    pub(crate) fn find(&self, plain: &str) -> Option<&LoginToken> {
        let hash = hash(plain);
        self.list.iter().find(|token| token.hash == hash)
    }

    /// The tokens of one user.
    pub(crate) fn of(&self, user_id: &str) -> impl Iterator<Item = &LoginToken> {
        self.list
            .iter()
            .filter(move |token| token.user_id == user_id)
    }

    /// Removes the tokens that match and says how many they were.
    pub(crate) fn remove(&mut self, matches: impl Fn(&LoginToken) -> bool) -> usize {
        let before = self.list.len();
        self.list.retain(|token| !matches(token));
        let removed = before.saturating_sub(self.list.len());
        if removed > 0 {
            self.note_removal();
        }
        removed
    }

    /// Removes sessions older than `Accounts_LoginExpiration` days.
    pub(crate) fn expire(&mut self, days: i64) {
        let oldest = now_in_milliseconds().saturating_sub(days.saturating_mul(86_400_000));
        self.remove(|token| token.kind == TokenKind::Session && token.since < oldest);
    }

    /// Makes every token older.
    pub(crate) fn age(&mut self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        for token in &mut self.list {
            token.since = token.since.saturating_sub(by);
        }
    }

    /// Counts removals up.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.removals.subscribe()
    }

    /// Remembers that a session gave its second factor.
    pub(crate) fn confirm(&mut self, plain: &str) {
        self.confirmed.push(hash(plain));
    }

    pub(crate) fn is_confirmed(&self, plain: &str) -> bool {
        self.confirmed.contains(&hash(plain))
    }

    fn note_removal(&self) {
        self.removals
            .send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl LoginToken {
    fn is_session_of(&self, user_id: &str) -> bool {
        self.kind == TokenKind::Session && self.user_id == user_id
    }
}

/// How the database keeps a token.
fn hash(plain: &str) -> String {
    STANDARD.encode(digest(&SHA256, plain.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{LoginTokens, TokenKind};

    fn personal() -> TokenKind {
        TokenKind::Personal {
            name: "gantry".to_owned(),
            bypass_two_factor: true,
        }
    }

    #[test]
    fn the_fifty_first_session_drops_the_oldest_and_no_personal_token() {
        let mut tokens = LoginTokens::default();
        let access = tokens.add("u1", personal());
        let first = tokens.add("u1", TokenKind::Session);
        let second = tokens.add("u1", TokenKind::Session);
        let other = tokens.add("u2", TokenKind::Session);

        for _ in 0..49 {
            tokens.add("u1", TokenKind::Session);
        }

        assert!(tokens.find(&first).is_none());
        assert!(
            [&second, &access, &other]
                .iter()
                .all(|kept| tokens.find(kept).is_some())
        );
        assert_eq!(tokens.of("u1").count(), 51);
    }

    #[test]
    fn only_sessions_expire() {
        let mut tokens = LoginTokens::default();
        let access = tokens.add("u1", personal());
        let session = tokens.add("u1", TokenKind::Session);
        let changes = tokens.changes();

        tokens.age(std::time::Duration::from_hours(91 * 24));
        tokens.expire(90);

        assert!(tokens.find(&session).is_none() && tokens.find(&access).is_some());
        assert_eq!(*changes.borrow(), 1);
    }
}
