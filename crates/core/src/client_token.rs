//! Access tokens of clients for themselves: RFC 6749 §4.4.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.4>

use std::collections::BTreeSet;

use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::id::Id;

/// A token's row id.
pub type ClientTokenId = Id<ClientToken>;

/// An access token without a person, as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientToken {
    /// Row id.
    pub id: ClientTokenId,
    /// Whose it is.
    pub client_id: ClientRowId,
    /// RFC 8707: what it is for; nothing named means this server.
    pub resources: BTreeSet<String>,
    /// End of its life.
    pub expires_at: Timestamp,
}
