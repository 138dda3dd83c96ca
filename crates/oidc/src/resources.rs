//! RFC 8707: what an access token is for. <https://www.rfc-editor.org/rfc/rfc8707>

use std::collections::BTreeSet;

use gantry_core::client::Client;
use serde_json::{Value, json};
use url::Url;

use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;

const fn unknown(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidTarget, description, reason)
}

/// RFC 8707 §2: the resources that a request names, each one registered for the client; none
/// means this server itself. Of a client that has no resources the parameter is as good as
/// unknown. <https://www.rfc-editor.org/rfc/rfc8707#section-2>
pub(crate) fn check(params: &Params, client: &Client) -> Result<BTreeSet<String>, OAuthError> {
    let registered = &client.settings.tokens.resources;
    if registered.is_empty() {
        return Ok(BTreeSet::new());
    }
    named(params.all("resource"), registered)
}

/// RFC 8693 §2.1: the same for an exchange, which may name its audiences in either way. What is not
/// registered is refused even if nothing is.
/// <https://www.rfc-editor.org/rfc/rfc8693#section-2.1>
pub(crate) fn check_exchange(
    params: &Params,
    client: &Client,
) -> Result<BTreeSet<String>, OAuthError> {
    let all = params.all("resource").chain(params.all("audience"));
    named(all, &client.settings.tokens.resources)
}

fn named<'a>(
    all: impl Iterator<Item = &'a str>,
    registered: &[String],
) -> Result<BTreeSet<String>, OAuthError> {
    let mut resources = BTreeSet::new();
    for named in all {
        if !is_resource(named) {
            return Err(unknown(
                "resource must be an absolute URI without a fragment",
                "resource_malformed",
            ));
        }
        if !registered.iter().any(|resource| resource == named) {
            return Err(unknown(
                "resource is not registered for this client",
                "resource_unknown",
            ));
        }
        resources.insert(named.to_owned());
    }
    Ok(resources)
}

/// RFC 8707 §2.2: at the token endpoint a request may name some of what was granted; naming
/// nothing means all of it that the client still has. A token for resources never becomes one for
/// this server because they were taken from the client. <https://www.rfc-editor.org/rfc/rfc8707#section-2.2>
pub(crate) fn narrow(
    params: &Params,
    client: &Client,
    granted: &BTreeSet<String>,
) -> Result<BTreeSet<String>, OAuthError> {
    let registered = &client.settings.tokens.resources;
    let mut open = granted.clone();
    open.retain(|resource| registered.contains(resource));
    if open.is_empty() && !granted.is_empty() {
        return Err(unknown(
            "the client may have none of the granted resources any more",
            "resource_no_longer_allowed",
        ));
    }
    let named = check(params, client)?;
    if named.is_empty() {
        return Ok(open);
    }
    if named.is_subset(&open) {
        Ok(named)
    } else {
        Err(unknown(
            "resource was not part of the authorization",
            "resource_exceeds_grant",
        ))
    }
}

/// RFC 9068 §3: the resources, or this server if none is named.
/// <https://www.rfc-editor.org/rfc/rfc9068#section-3>
pub(crate) fn audience(resources: &BTreeSet<String>, issuer: &str) -> Value {
    match resources.first() {
        None => json!(issuer),
        Some(only) if resources.len() == 1 => json!(only),
        Some(_) => json!(resources),
    }
}

fn is_resource(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.fragment().is_none())
}

#[cfg(test)]
mod tests {
    use super::is_resource;

    #[test]
    fn a_resource_is_absolute_and_has_no_fragment() {
        assert!(is_resource("https://api.example.org/v1?x=1"));
        assert!(is_resource("urn:example:api"));
        assert!(!is_resource("/v1"));
        assert!(!is_resource("https://api.example.org/#part"));
        assert!(!is_resource("https://api.example.org/#"));
    }
}
