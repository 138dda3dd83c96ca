//! Clients that register themselves, and the tokens that let them.

use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::id::Id;

/// An initial access token's row id.
pub type InitialAccessTokenId = Id<InitialAccessToken>;

/// RFC 7591 §1.2: lets whoever holds it register some clients.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-1.2>
#[derive(Debug, Clone)]
pub struct InitialAccessToken {
    /// Row id.
    pub id: InitialAccessTokenId,
    /// SHA-256 of the token's secret half.
    pub digest: Digest,
    /// What an operator calls it.
    pub name: String,
    /// How many clients may still be registered with it.
    pub uses_left: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// From then on it is good for nothing.
    pub expires_at: Timestamp,
}

/// A registration access token's row id.
pub type RegistrationId = Id<Registration>;

/// RFC 7592: that a client registered itself, and the token with which it manages that.
/// <https://www.rfc-editor.org/rfc/rfc7592>
#[derive(Debug, Clone)]
pub struct Registration {
    /// Which client.
    pub client_id: ClientRowId,
    /// The row id inside its registration access token.
    pub token_id: RegistrationId,
    /// SHA-256 of that token's secret half.
    pub digest: Digest,
    /// When it was.
    pub registered_at: Timestamp,
}
