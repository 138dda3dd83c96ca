//! What a person agreed to tell an application.

use std::collections::BTreeSet;

use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::scope::ScopeSet;
use crate::user::UserId;

/// A person's standing agreement.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Who agreed.
    pub user_id: UserId,
    /// For which client.
    pub client_id: ClientRowId,
    /// To which scopes.
    pub scopes: ScopeSet,
    /// To which single claims beside them.
    pub claims: BTreeSet<String>,
    /// When it was last given.
    pub granted_at: Timestamp,
}
