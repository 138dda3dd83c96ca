//! `client_secret_post`: the secret in the body. RFC 6749 §2.3.1.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>

use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::clients::secret_matches;
use gantry_core::{Secret, Timestamp};

use crate::client_authentication::refused;
use crate::error::OAuthError;

pub(super) fn check(
    client: &CachedClient,
    secret: &Secret,
    now: Timestamp,
) -> Result<(), OAuthError> {
    if secret_matches(&client.secrets, secret, now) {
        Ok(())
    } else {
        Err(refused(
            "client authentication failed",
            "client_authentication",
        ))
    }
}
