//! Errors on their way to the client.

use crate::authorize::return_address::{Reply, ReturnAddress};
use crate::error::OAuthError;

/// RFC 6749 §4.1.2.1: the redirect URI with `error`, `error_description` and `state`.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1>
pub(crate) fn reply(to: &ReturnAddress, error: OAuthError) -> Reply {
    to.reply(&[
        ("error", error.code.as_str()),
        ("error_description", error.description),
    ])
}
