//! Refresh tokens: a family begins with one code and is rotated token by token.

use crate::access::Entry;
use crate::authorization::Requested;
use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::correlation::Correlation;
use crate::id::Id;
use crate::methods::Methods;
use crate::scope::ScopeSet;
use crate::session::SessionId;
use crate::user::UserId;

/// A family's row id.
pub type RefreshFamilyId = Id<RefreshFamily>;

/// A refresh token's row id.
pub type RefreshTokenId = Id<RefreshToken>;

/// Everything that one authorization may go on to refresh.
#[derive(Debug, Clone)]
pub struct RefreshFamily {
    /// Row id.
    pub id: RefreshFamilyId,
    /// To whom it was given.
    pub client_id: ClientRowId,
    /// About whom.
    pub user_id: UserId,
    /// The session that it ends with, for clients that are bound to it.
    pub session_id: Option<SessionId>,
    /// What was granted.
    pub scopes: ScopeSet,
    /// What was asked for beside scopes.
    pub requested: Requested,
    /// When the password was checked: `auth_time` of every refreshed ID token.
    pub authenticated_at: Timestamp,
    /// How the person proved who it is.
    pub methods: Methods,
    /// Where and when the person came in.
    pub entry: Entry,
    /// The trail's code.
    pub correlation: Correlation,
}

/// One refresh token of a family.
#[derive(Debug, Clone)]
pub struct RefreshToken {
    /// Row id.
    pub id: RefreshTokenId,
    /// Its family.
    pub family: RefreshFamily,
    /// End of its life.
    pub expires_at: Timestamp,
    /// When it was rotated, if it was.
    pub used_at: Option<Timestamp>,
    /// Whether the family was revoked.
    pub revoked: bool,
}
