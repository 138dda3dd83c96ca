//! Sign-ins whose password was right and whose second factor is still to be proven.

use crate::authorization::AuthorizationRequestId;
use crate::clock::Timestamp;
use crate::id::Id;
use crate::methods::Methods;
use crate::session::SessionId;
use crate::user::UserId;

/// A pending sign-in's row id.
pub type PendingSignInId = Id<PendingSignIn>;

/// A sign-in that is not done: no session exists yet.
#[derive(Debug, Clone)]
pub struct PendingSignIn {
    /// Row id.
    pub id: PendingSignInId,
    /// Who signs in.
    pub user_id: UserId,
    /// What was proven so far.
    pub methods: Methods,
    /// The authorization request that waits for it.
    pub request_id: Option<AuthorizationRequestId>,
    /// The session that this browser had; it ends with the sign-in.
    pub former_session: Option<SessionId>,
    /// Where the password came from, as text.
    pub address: String,
    /// The browser, in the words of its `User-Agent`, shortened.
    pub device: String,
    /// When the password was checked.
    pub created_at: Timestamp,
    /// After this the password is asked for again.
    pub expires_at: Timestamp,
}
