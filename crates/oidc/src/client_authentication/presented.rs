//! What a request brings to prove who sent it.

use gantry_core::Secret;

use crate::client_authentication::assertion;
use crate::client_authentication::refused;
use crate::client_authentication::secret_basic::{Basic, from_header};
use crate::client_call::{ClientCall, Endpoint};
use crate::error::OAuthError;

/// RFC 7523 §2.2: what kind of assertion it must be.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Exactly one way of saying who it is.
pub(super) enum Presented<'a> {
    /// `Authorization: Basic`.
    Basic(Basic),
    /// `client_id` and `client_secret`.
    Post { client_id: &'a str, secret: Secret },
    /// `client_assertion`.
    Assertion(Assertion<'a>),
    /// `client_id` alone.
    Nothing { client_id: &'a str },
}

/// An assertion and the client that it names.
pub(super) struct Assertion<'a> {
    pub(super) client_id: String,
    pub(super) text: &'a str,
    /// Where it was presented.
    pub(super) endpoint: Endpoint,
}

impl Presented<'_> {
    /// Who it claims to be.
    pub(super) fn client_id(&self) -> &str {
        match self {
            Self::Basic(basic) => &basic.client_id,
            Self::Post { client_id, .. } | Self::Nothing { client_id } => client_id,
            Self::Assertion(assertion) => &assertion.client_id,
        }
    }
}

/// RFC 6749 §2.3: a client must not use more than one method.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-2.3>
pub(super) fn read<'a>(call: &ClientCall<'a>) -> Result<Presented<'a>, OAuthError> {
    let body = call.body;
    let secret = body.get("client_secret");
    let text = body.get("client_assertion");
    let ways = [call.authorization, secret, text];
    if ways.iter().flatten().count() > 1 {
        return Err(OAuthError::invalid_request(
            "the client authenticates in two ways at once",
            "two_authentications",
        ));
    }
    if text.is_some() || body.get("client_assertion_type").is_some() {
        return read_assertion(call, text).map(Presented::Assertion);
    }
    if let Some(header) = call.authorization {
        return read_header(call, header).map(Presented::Basic);
    }
    let client_id = body.get("client_id").ok_or(refused(
        "client authentication is missing",
        "client_authentication_missing",
    ))?;
    Ok(match secret {
        Some(secret) => Presented::Post {
            client_id,
            secret: Secret::new(secret.to_owned()),
        },
        None => Presented::Nothing { client_id },
    })
}

fn read_header(call: &ClientCall<'_>, header: &str) -> Result<Basic, OAuthError> {
    let basic = from_header(header)?;
    match call.body.get("client_id") {
        Some(other) if other != basic.client_id => Err(OAuthError::invalid_request(
            "client_id differs from the one in the header",
            "client_id_differs",
        )),
        _ => Ok(basic),
    }
}

/// RFC 7521 §4.2: `client_id` is not needed beside an assertion, but must not name another client.
/// <https://www.rfc-editor.org/rfc/rfc7521#section-4.2>
fn read_assertion<'a>(
    call: &ClientCall<'a>,
    text: Option<&'a str>,
) -> Result<Assertion<'a>, OAuthError> {
    if call.body.get("client_assertion_type") != Some(JWT_BEARER) {
        return Err(refused(
            "client_assertion_type must be the jwt-bearer one",
            "assertion_type",
        ));
    }
    let text = text.ok_or(refused("client_assertion is missing", "assertion_missing"))?;
    let client_id = assertion::subject(text).ok_or(refused(
        "the client assertion cannot be read",
        "assertion_malformed",
    ))?;
    match call.body.get("client_id") {
        Some(other) if other != client_id => Err(refused(
            "client_id differs from the one in the assertion",
            "client_id_differs",
        )),
        _ => Ok(Assertion {
            client_id,
            text,
            endpoint: call.endpoint,
        }),
    }
}
