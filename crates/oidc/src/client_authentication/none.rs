//! `none`: a public client, by name. RFC 6749 §2.1: it has no credentials; PKCE stands in for them.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-2.1>

use crate::client_authentication::presented::Presented;
use crate::client_authentication::refused;
use crate::error::OAuthError;

pub(super) fn check(presented: &Presented<'_>) -> Result<(), OAuthError> {
    match presented {
        Presented::Nothing { .. } => Ok(()),
        // Some libraries send the header whether there is a secret or not.
        Presented::Basic(basic) if basic.secrets.is_empty() && !basic.bare => Ok(()),
        Presented::Basic(basic) if basic.bare => Err(refused(
            "the Authorization header lacks the word Basic",
            "basic_missing",
        )),
        _ => Err(refused(
            "a public client has no secret",
            "secret_unexpected",
        )),
    }
}
