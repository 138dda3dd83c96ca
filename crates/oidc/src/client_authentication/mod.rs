//! Who is asking: `client_secret_basic`, `client_secret_post`, or a public client by name.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::clients::secret_matches;
use gantry_core::Secret;

use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;

/// Credentials as presented.
struct Presented {
    client_id: String,
    /// The secret, in each spelling that it may have been meant.
    secrets: Vec<Secret>,
    /// `Authorization` came without the word `Basic`.
    bare: bool,
}

const fn refused(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, description, reason)
}

/// Who is asking, or why that is not known.
pub(crate) enum Authenticated {
    Client(Arc<CachedClient>),
    /// With the client that it claimed to be, for the trail.
    Refused(OAuthError, Option<Arc<CachedClient>>),
}

impl Provider {
    /// RFC 6749 §2.3. <https://www.rfc-editor.org/rfc/rfc6749#section-2.3>
    pub(crate) async fn authenticate_client(
        &self,
        call: &ClientCall<'_>,
    ) -> Result<Authenticated, Error> {
        let presented = match read(call) {
            Ok(presented) => presented,
            Err(error) => return Ok(Authenticated::Refused(error, None)),
        };
        let unknown = refused("client authentication failed", "unknown_client");
        let Ok(id) = presented.client_id.parse() else {
            return Ok(Authenticated::Refused(unknown, None));
        };
        let Some(client) = self.accounts.client_cache().by_client_id(&id).await? else {
            return Ok(Authenticated::Refused(unknown, None));
        };
        let now = self.accounts.env().now();
        let checked = check(&client, &presented, |secret| {
            secret_matches(&client.secrets, secret, now)
        });
        Ok(match checked {
            Ok(()) => Authenticated::Client(client),
            Err(error) => Authenticated::Refused(error, Some(client)),
        })
    }
}

fn check(
    client: &CachedClient,
    presented: &Presented,
    matches: impl Fn(&Secret) -> bool,
) -> Result<(), OAuthError> {
    let settings = &client.client.settings;
    if client.client.disabled {
        return Err(refused("client authentication failed", "client_disabled"));
    }
    if presented.bare && !settings.bare_authorization {
        return Err(refused(
            "the Authorization header lacks the word Basic",
            "basic_missing",
        ));
    }
    match (settings.public, presented.secrets.is_empty()) {
        // RFC 6749 §2.1: a public client has no credentials; PKCE stands in for them.
        (true, true) => Ok(()),
        (true, false) => Err(refused(
            "a public client has no secret",
            "secret_unexpected",
        )),
        (false, true) => Err(refused(
            "client authentication is missing",
            "client_authentication_missing",
        )),
        (false, false) if presented.secrets.iter().any(matches) => Ok(()),
        (false, false) => Err(refused(
            "client authentication failed",
            "client_authentication",
        )),
    }
}

/// RFC 6749 §2.3: a client must not use more than one method.
fn read(call: &ClientCall<'_>) -> Result<Presented, OAuthError> {
    let in_body = call.body.get("client_secret");
    match call.authorization {
        Some(_) if in_body.is_some() => Err(OAuthError::invalid_request(
            "the client authenticates in two ways at once",
            "two_authentications",
        )),
        Some(header) => {
            let presented = from_header(header)?;
            match call.body.get("client_id") {
                Some(other) if other != presented.client_id => Err(OAuthError::invalid_request(
                    "client_id differs from the one in the header",
                    "client_id_differs",
                )),
                _ => Ok(presented),
            }
        }
        None => from_body(call.body),
    }
}

fn from_body(body: &Params) -> Result<Presented, OAuthError> {
    let Some(client_id) = body.get("client_id") else {
        return Err(refused(
            "client authentication is missing",
            "client_authentication_missing",
        ));
    };
    let secret = body
        .get("client_secret")
        .map(|secret| Secret::new(secret.to_owned()));
    Ok(Presented {
        client_id: client_id.to_owned(),
        secrets: secret.into_iter().collect(),
        bare: false,
    })
}

/// RFC 6749 §2.3.1 form-encodes id and secret before base64; Rocket.Chat does not. Both readings
/// of the secret are tried. <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
fn from_header(header: &str) -> Result<Presented, OAuthError> {
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
    Ok(Presented {
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
