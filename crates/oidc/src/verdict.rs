//! A protocol decision: yes with a value, or no with an error for the client.

use crate::error::OAuthError;

/// What the protocol decided. A denial commits what was written with it.
#[derive(Debug, Clone)]
pub enum Verdict<T> {
    /// Granted.
    Allow(T),
    /// Refused.
    Deny(OAuthError),
}
