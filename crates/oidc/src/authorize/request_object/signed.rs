//! Believing a request object: its signature, whose it is, and what it says.

use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Client;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::Value;

use crate::authorize::request_object::LONGEST;
use crate::client_keys::ClientKeysFault;
use crate::error::{ErrorCode, OAuthError};
use crate::jwt::{self, Audience, Claims, Expected, Fault, Key};
use crate::params::Params;
use crate::provider::Provider;

/// RFC 9101 §10.8: a token of another kind is no request object.
/// <https://www.rfc-editor.org/rfc/rfc9101#section-10.8>
const TYPES: [&str; 2] = ["jwt", "oauth-authz-req+jwt"];
/// Members that are about the object, not about the request.
const ABOUT_THE_OBJECT: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

const fn bad_object(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidRequestObject, description, reason)
}

impl Provider {
    /// RFC 9101 §6.2: the signature is checked by a key of the client; `none` is not supported.
    /// <https://www.rfc-editor.org/rfc/rfc9101#section-6.2>
    pub(super) async fn verify_object(
        &self,
        client: &CachedClient,
        object: &str,
        unsupported: ErrorCode,
    ) -> Result<Claims, OAuthError> {
        let kid = jwt::named_key(object, LONGEST);
        let keys = self.client_keys(client, kid.as_deref()).await;
        let keys = keys.map_err(|fault| match fault {
            ClientKeysFault::None => OAuthError::new(
                unsupported,
                "the client has registered no keys for request objects",
                "client_keys_none",
            ),
            ClientKeysFault::Unreachable => bad_object(
                "the keys of the client cannot be fetched",
                "client_keys_unreachable",
            ),
        })?;
        let keys: Vec<Key> = keys.iter().cloned().map(Key::of).collect();
        let algorithms: Vec<_> = match client.client.settings.requests.object_signing_alg {
            Some(one) => vec![jwt::algorithm(one)],
            None => SigningAlgorithm::ALL.map(jwt::algorithm).to_vec(),
        };
        let expected = Expected {
            algorithms: &algorithms,
            types: &TYPES,
            longest: LONGEST,
            now: self.accounts.env().now(),
        };
        jwt::verify(object, &keys, &expected).map_err(|fault| match fault {
            Fault::Unsigned => OAuthError::new(
                unsupported,
                "unsigned request objects are not supported",
                "request_object_unsigned",
            ),
            other => faulty(other),
        })
    }

    /// RFC 9101 §4 and §5: who made it, for whom, and nothing nested in it.
    /// <https://www.rfc-editor.org/rfc/rfc9101#section-4>
    pub(super) fn check_object(&self, client: &Client, claims: &Claims) -> Result<(), OAuthError> {
        if claims.has("request") || claims.has("request_uri") {
            return Err(bad_object(
                "a request object must not contain another one",
                "request_object_nested",
            ));
        }
        let own = Some(client.client_id.as_str());
        let foreign = |name| claims.has(name) && claims.text(name) != own;
        if foreign("iss") || foreign("client_id") {
            return Err(bad_object(
                "the request object is of another client",
                "request_object_parties",
            ));
        }
        // RFC 9101 §10.8: whoever is the subject of its own token authenticates by it.
        if claims.text("sub") == own {
            return Err(bad_object(
                "the token is a client assertion, no request object",
                "request_object_is_assertion",
            ));
        }
        let for_us = match claims.audience() {
            Audience::Missing => true,
            Audience::One(one) => self.is_own_issuer(client, one),
            Audience::Several(several) => several.iter().any(|one| self.is_own_issuer(client, one)),
            Audience::Malformed => false,
        };
        if for_us {
            Ok(())
        } else {
            Err(bad_object(
                "the request object is for another audience",
                "request_object_audience",
            ))
        }
    }

    /// Whether a text is our issuer, by whichever name the client may know it.
    pub(crate) fn is_own_issuer(&self, client: &Client, text: &str) -> bool {
        let named = text.trim_end_matches('/');
        [
            self.issuer(client),
            self.client_issuer(client),
            self.public_url().to_owned(),
        ]
        .iter()
        .any(|own| own.trim_end_matches('/') == named)
    }
}

/// OpenID Connect Core §6.1: `response_type` and `client_id` must be the same outside and inside.
pub(super) fn check_outside(claims: &Claims, params: &Params) -> Result<(), OAuthError> {
    let differs = |name: &str| {
        let (inside, outside) = (claims.text(name), params.get(name));
        matches!((inside, outside), (Some(inside), Some(outside)) if inside != outside)
    };
    if differs("response_type") || differs("client_id") {
        return Err(bad_object(
            "response_type or client_id differs from the one in the request object",
            "request_object_differs",
        ));
    }
    Ok(())
}

/// Members as the texts that they would be as parameters.
pub(super) fn parameters(claims: &Claims) -> Vec<(String, String)> {
    let of_the_request = claims
        .members()
        .filter(|(name, _)| !ABOUT_THE_OBJECT.contains(name));
    let mut parameters = Vec::new();
    for (name, value) in of_the_request {
        let mut add = |text: String| parameters.push((name.to_owned(), text));
        match value {
            Value::Null => {}
            Value::String(text) => add(text.clone()),
            Value::Array(several) if name == "resource" => {
                let texts = several.iter().filter_map(Value::as_str);
                texts.map(ToOwned::to_owned).for_each(add);
            }
            other => add(other.to_string()),
        }
    }
    parameters
}

const fn faulty(fault: Fault) -> OAuthError {
    match fault {
        Fault::TooLong
        | Fault::Malformed
        | Fault::Json
        | Fault::Times
        | Fault::Critical
        | Fault::Unsigned => bad_object(
            "the request object cannot be read",
            "request_object_malformed",
        ),
        Fault::Algorithm => bad_object(
            "the request object is signed by another algorithm",
            "request_object_algorithm",
        ),
        Fault::Type => bad_object("the token is no request object", "request_object_typ"),
        Fault::UnknownKey | Fault::Signature => bad_object(
            "the signature of the request object is wrong",
            "request_object_signature",
        ),
        Fault::Expired => bad_object("the request object has run out", "request_object_expired"),
        Fault::NotYet => bad_object(
            "the request object is not good yet",
            "request_object_not_yet",
        ),
    }
}
