//! `client_secret_basic`: the secret in the header. RFC 6749 §2.3.1.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::clients::secret_matches;
use gantry_core::{Secret, Timestamp};

use crate::client_authentication::refused;
use crate::error::OAuthError;

/// What a header says.
#[derive(Debug)]
pub(crate) struct Basic {
    /// The client.
    pub(crate) client_id: String,
    /// The secret, in each spelling that it may have been meant.
    pub(crate) secrets: Vec<Secret>,
    /// The header came without the word `Basic`.
    pub(crate) bare: bool,
}

pub(super) fn check(
    client: &CachedClient,
    basic: &Basic,
    now: Timestamp,
) -> Result<(), OAuthError> {
    if basic.bare && !client.client.settings.bare_authorization {
        return Err(refused(
            "the Authorization header lacks the word Basic",
            "basic_missing",
        ));
    }
    if basic.secrets.is_empty() {
        return Err(refused(
            "client authentication is missing",
            "client_authentication_missing",
        ));
    }
    let matches = |secret| secret_matches(&client.secrets, secret, now);
    if basic.secrets.iter().any(matches) {
        Ok(())
    } else {
        Err(refused(
            "client authentication failed",
            "client_authentication",
        ))
    }
}

/// RFC 6749 §2.3.1 form-encodes id and secret before base64; Rocket.Chat does not. Both readings
/// of the secret are tried. <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
pub(crate) fn from_header(header: &str) -> Result<Basic, OAuthError> {
    let malformed = refused(
        "the Authorization header cannot be read",
        "authorization_malformed",
    );
    let (scheme, credentials) = header.trim().split_once(' ').unwrap_or(("", header.trim()));
    if !scheme.is_empty() && !scheme.eq_ignore_ascii_case("basic") {
        return Err(refused(
            "the Authorization scheme must be Basic",
            "authorization_scheme",
        ));
    }
    let decoded = STANDARD.decode(credentials.trim()).map_err(|_| malformed)?;
    let text = String::from_utf8(decoded).map_err(|_| malformed)?;
    let (id, secret) = text.split_once(':').ok_or(malformed)?;
    let mut secrets = vec![Secret::new(secret.to_owned())];
    secrets.extend(
        form_decoded(secret)
            .filter(|decoded| decoded.as_str() != secret)
            .map(Secret::new),
    );
    let client_id = form_decoded(id).unwrap_or_else(|| id.to_owned());
    secrets.retain(|secret| !secret.expose().is_empty());
    Ok(Basic {
        client_id,
        secrets,
        bare: scheme.is_empty(),
    })
}

fn form_decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.ok().map(std::borrow::Cow::into_owned)
}
