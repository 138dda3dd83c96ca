//! Browser sessions.

use crate::clock::Timestamp;
use crate::id::Id;
use crate::methods::Methods;
use crate::user::UserId;

/// A session's row id, also the `sid` claim.
pub type SessionId = Id<Session>;

/// One browser in which a person signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Row id.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// When a password was last checked: the `auth_time` claim.
    pub authenticated_at: Timestamp,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it was last used, to within five minutes.
    pub last_seen_at: Timestamp,
    /// How the person proved who it is.
    pub methods: Methods,
    /// When a second factor was last proven.
    pub factor_at: Option<Timestamp>,
    /// Where the sign-in came from, as text.
    pub address: String,
    /// The browser, in the words of its `User-Agent`, shortened.
    pub device: String,
}
