//! The `claims` parameter: which of its claims are known here, and which exceed the scopes.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter>

use std::collections::BTreeSet;

use gantry_core::authorization::Asked;
use gantry_core::claims_request::{ClaimRequest, ClaimsRequest};
use gantry_core::client::Client;
use gantry_core::scope::{Scope, ScopeSet};
use serde_json::Value;

use crate::assurance;
use crate::claims::SingleClaims;
use crate::error::{ErrorCode, OAuthError};

/// Every claim about a person, with the scopes of which each covers it.
const CLAIMS: [(&str, &[Scope]); 20] = [
    ("name", &[Scope::Profile]),
    ("given_name", &[Scope::Profile]),
    ("family_name", &[Scope::Profile]),
    ("middle_name", &[Scope::Profile]),
    ("nickname", &[Scope::Profile]),
    ("preferred_username", &[Scope::Profile]),
    ("profile", &[Scope::Profile]),
    ("picture", &[Scope::Profile]),
    ("website", &[Scope::Profile]),
    ("gender", &[Scope::Profile]),
    ("birthdate", &[Scope::Profile]),
    ("zoneinfo", &[Scope::Profile]),
    ("locale", &[Scope::Profile]),
    ("updated_at", &[Scope::Profile]),
    ("email", &[Scope::Email]),
    ("email_verified", &[Scope::Email]),
    ("address", &[Scope::Address]),
    ("phone_number", &[Scope::Phone]),
    ("phone_number_verified", &[Scope::Phone]),
    ("groups", &[Scope::Profile, Scope::Groups]),
];

/// The scopes of which each covers a claim; none for a claim that is not known.
#[must_use]
pub fn covering(claim: &str) -> &'static [Scope] {
    let known = CLAIMS.iter().find(|(name, _)| *name == claim);
    known.map_or(&[], |(_, scopes)| scopes)
}

/// The standard claim that a claim of this client repeats; any other is its own.
pub(crate) fn source<'a>(client: &'a Client, claim: &'a str) -> &'a str {
    let extra = client.settings.extra_claims.iter();
    let mut repeated = extra.filter(|(name, _)| name.as_str() == claim);
    repeated.next().map_or(claim, |(_, source)| source.as_str())
}

/// What is kept of a `claims` parameter: claims that are known and that this client may ask for.
///
/// # Errors
/// Something else than the parameter's grammar, or a demand that nobody could meet.
pub(crate) fn read(text: &str, client: &Client) -> Result<ClaimsRequest, OAuthError> {
    let asked = ClaimsRequest::parse(text).map_err(|_| {
        OAuthError::invalid_request(
            "claims must be a JSON object as OpenID Connect Core section 5.5 has it",
            "claims_malformed",
        )
    })?;
    check_acr(&asked)?;
    Ok(allowed(asked, client))
}

/// What of it is known and this client may ask for.
pub(crate) fn allowed(asked: ClaimsRequest, client: &Client) -> ClaimsRequest {
    ClaimsRequest {
        userinfo: known(asked.userinfo, client),
        id_token: known(asked.id_token, client),
    }
}

/// OpenID Connect Core §5.5.1.1: an essential `acr` with other values than ours is a failed
/// authentication; asked for in any other way it is voluntary.
/// <https://openid.net/specs/openid-connect-core-1_0.html#acrSemantics>
fn check_acr(asked: &ClaimsRequest) -> Result<(), OAuthError> {
    let acr = asked.id_token.get("acr").and_then(Option::as_ref);
    if acr.is_some_and(|acr| acr.essential && assurance::least(acr).is_none()) {
        return Err(OAuthError::new(
            ErrorCode::UnmetAuthenticationRequirements,
            "no authentication context class that acr asks for can be had",
            "acr_unattainable",
        ));
    }
    Ok(())
}

fn known(claims: SingleClaims, client: &Client) -> SingleClaims {
    let allowed = client.settings.scopes.as_ref();
    let may_ask = |name: &str| {
        let scopes = covering(source(client, name));
        scopes
            .iter()
            .any(|scope| allowed.is_none_or(|allowed| allowed.contains(*scope)))
    };
    let is_kept = |name: &str, request: Option<&ClaimRequest>| {
        // Of `sub` only a value says something; the claim is always there.
        let names_person = request.is_some_and(|r| r.value.is_some() || r.values.is_some());
        may_ask(name) || name == "acr" || (name == "sub" && names_person)
    };
    claims
        .into_iter()
        .filter(|(name, request)| is_kept(name, request.as_ref()))
        .collect()
}

/// OpenID Connect Core §5.5.1: whether a request is about the person whom its client knows by this
/// name. One for another person must not be answered.
pub(crate) fn is_about(asked: &Asked, subject: &str) -> bool {
    let claims = &asked.requested.claims;
    let named = [&claims.userinfo, &claims.id_token];
    let mut wanted = named
        .into_iter()
        .filter_map(|half| half.get("sub")?.as_ref());
    let hinted = asked.subject_hint.as_deref();
    hinted.is_none_or(|hint| hint == subject)
        && wanted.all(|sub| sub.accepts(&Value::from(subject)))
}

/// Whether a request says which person it is about.
pub(crate) fn names_person(asked: &Asked) -> bool {
    let claims = &asked.requested.claims;
    asked.subject_hint.is_some()
        || claims.userinfo.contains_key("sub")
        || claims.id_token.contains_key("sub")
}

/// The claims asked for by name that these scopes do not cover, as standard claims.
#[must_use]
pub fn beyond(client: &Client, asked: &Asked, scopes: &ScopeSet) -> BTreeSet<String> {
    let claims = &asked.requested.claims;
    let names = claims.userinfo.keys().chain(claims.id_token.keys());
    names
        .map(|name| source(client, name))
        .filter(|name| !covering(name).is_empty())
        .filter(|name| !covering(name).iter().any(|scope| scopes.contains(*scope)))
        .map(ToOwned::to_owned)
        .collect()
}
