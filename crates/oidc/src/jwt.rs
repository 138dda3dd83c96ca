//! Tokens that clients make: verified by their own keys, strictly.
//!
//! [`verify`] is a plain function from text, keys and time to claims. `json` reads JSON without
//! guessing, `keys` says which key may check which algorithm, `claims` checks the times.

mod claims;
mod json;
mod keys;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::Timestamp;
use jsonwebtoken::{Algorithm, crypto};
use serde_json::{Map, Value};

pub use crate::jwt::claims::{Audience, Claims};
pub use crate::jwt::keys::{Key, algorithm};

/// How many keys are tried on a token that names none.
const MOST_KEYS_TRIED: usize = 8;

/// What a token must be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The algorithms that are good here.
    pub algorithms: &'a [Algorithm],
    /// The values of `typ` that are good here, in lower case and without `application/`. A token
    /// without `typ` is good everywhere.
    pub types: &'a [&'a str],
    /// The longest text.
    pub longest: usize,
    /// What time it is.
    pub now: Timestamp,
}

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Longer than is read.
    TooLong,
    /// Not three parts of base64url.
    Malformed,
    /// The header or the claims are no JSON object, repeat a member, or nest too deep.
    Json,
    /// `alg` is `none`.
    Unsigned,
    /// `alg` is not one of those that are good here.
    Algorithm,
    /// `typ` says that it is something else.
    Type,
    /// The header demands extensions.
    Critical,
    /// The key that the header names is not known.
    UnknownKey,
    /// No key fits, or the signature is wrong.
    Signature,
    /// A time is no number.
    Times,
    /// It has run out.
    Expired,
    /// It is not good yet, or made in the future.
    NotYet,
}

/// The parts of a token, decoded and not yet believed.
struct Parts<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: &'a str,
    signature: &'a str,
}

/// RFC 8725 §3: the key decides the algorithm, never the token; nothing is read twice in two ways.
/// <https://www.rfc-editor.org/rfc/rfc8725#section-3>
///
/// # Errors
/// The first thing that is wrong with it.
pub fn verify(token: &str, keys: &[Key], expected: &Expected<'_>) -> Result<Claims, Fault> {
    let parts = read(token, expected.longest)?;
    let algorithm = check_header(&parts.header, expected)?;
    let kid = match parts.header.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.as_str()),
        Some(_) => return Err(Fault::Json),
    };
    check_signature(&parts, keys, kid, algorithm)?;
    let claims = Claims::new(parts.claims);
    claims.check_times(expected.now)?;
    Ok(claims)
}

/// The claims of a token as it presents itself, to find out whose keys to check it with.
#[must_use]
pub fn unverified(token: &str, longest: usize) -> Option<Claims> {
    read(token, longest)
        .ok()
        .map(|parts| Claims::new(parts.claims))
}

/// The key that a token names, to find out whether the keys at hand are too old.
#[must_use]
pub fn named_key(token: &str, longest: usize) -> Option<String> {
    let parts = read(token, longest).ok()?;
    let kid = parts.header.get("kid")?.as_str()?;
    Some(kid.to_owned())
}

/// RFC 7515 §7.1: three parts of base64url without padding.
/// <https://www.rfc-editor.org/rfc/rfc7515#section-7.1>
fn read(token: &str, longest: usize) -> Result<Parts<'_>, Fault> {
    if token.len() > longest {
        return Err(Fault::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Fault::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Fault::Malformed)?;
    if claims.contains('.') {
        return Err(Fault::Malformed);
    }
    Ok(Parts {
        header: object(header)?,
        claims: object(claims)?,
        signed,
        signature,
    })
}

fn object(part: &str) -> Result<Map<String, Value>, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Malformed)?;
    json::object(&bytes).ok_or(Fault::Json)
}

fn check_header(header: &Map<String, Value>, expected: &Expected<'_>) -> Result<Algorithm, Fault> {
    // RFC 7515 §4.1.11: whoever does not understand an extension must refuse; none is understood.
    // <https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11>
    if header.contains_key("crit") || header.contains_key("b64") {
        return Err(Fault::Critical);
    }
    // RFC 8725 §3.11: a token made for something else is not good here.
    // <https://www.rfc-editor.org/rfc/rfc8725#section-3.11>
    match header.get("typ") {
        None => {}
        Some(Value::String(kind)) => {
            let kind = kind.to_ascii_lowercase();
            let kind = kind.strip_prefix("application/").unwrap_or(&kind);
            if !expected.types.contains(&kind) {
                return Err(Fault::Type);
            }
        }
        Some(_) => return Err(Fault::Type),
    }
    let Some(Value::String(name)) = header.get("alg") else {
        return Err(Fault::Algorithm);
    };
    if name.eq_ignore_ascii_case("none") {
        return Err(Fault::Unsigned);
    }
    let algorithm: Algorithm = name.parse().map_err(|_| Fault::Algorithm)?;
    if expected.algorithms.contains(&algorithm) {
        Ok(algorithm)
    } else {
        Err(Fault::Algorithm)
    }
}

/// `kid` chooses; keys without one are tried if they are of the right kind.
fn check_signature(
    parts: &Parts<'_>,
    keys: &[Key],
    kid: Option<&str>,
    algorithm: Algorithm,
) -> Result<(), Fault> {
    let may_be_meant = |key: &&Key| kid.is_none() || key.kid().is_none() || key.kid() == kid;
    let mut meant = keys.iter().filter(may_be_meant).peekable();
    if kid.is_some() && meant.peek().is_none() {
        return Err(Fault::UnknownKey);
    }
    let fitting = meant.filter(|key| key.fits(algorithm));
    let signed = parts.signed.as_bytes();
    for key in fitting.take(MOST_KEYS_TRIED) {
        let Some(key) = key.decoding() else { continue };
        if let Ok(true) = crypto::verify(parts.signature, signed, &key, algorithm) {
            return Ok(());
        }
    }
    Err(Fault::Signature)
}

#[cfg(test)]
mod tests;
