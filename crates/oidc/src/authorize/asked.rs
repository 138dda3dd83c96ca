//! The checks of an authorization request's own parameters, once its return address is proven.

use std::collections::BTreeSet;

use gantry_core::Seconds;
use gantry_core::authorization::{Asked, Requested};
use gantry_core::claims_request::ClaimsRequest;
use gantry_core::client::{Client, GrantType, ResponseType};
use gantry_core::scope::{Scope, ScopeSet};

use crate::authorize::prompt::Prompt;
use crate::authorize::response;
use crate::authorize::return_address::ReturnAddress;
use crate::claims::requested;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::resources;

/// Longer than any honest nonce.
const LONGEST_NONCE: usize = 1024;

pub(crate) fn check(
    params: &Params,
    client: &Client,
    address: &ReturnAddress,
) -> Result<Asked, OAuthError> {
    // RFC 6749 §3.1: parameters must not be repeated.
    if let Some(fault) = params.fault() {
        return Err(fault);
    }
    let response_type = response::check_type(params, client)?;
    let response_mode = response::check_mode(params, response_type)?;
    check_unsupported(params)?;
    let prompt = Prompt::read(params)?;
    let scopes = scopes(params, client, response_type);
    let nonce = nonce(params)?;
    response::check_id_token(response_type, &scopes, nonce.as_deref())?;
    Ok(Asked {
        redirect_uri: address.redirect_uri().to_owned(),
        scopes,
        state: params.get("state").map(str::to_owned),
        nonce,
        code_challenge: code_challenge(params, client, response_type)?,
        prompt_login: prompt.login,
        prompt_consent: prompt.consent,
        prompt_none: prompt.none,
        max_age: max_age(params)?,
        login_hint: short(params, "login_hint"),
        ui_locales: short(params, "ui_locales"),
        response_type,
        response_mode,
        prompt_select_account: prompt.select_account,
        prompt_create: prompt.create,
        subject_hint: None,
        requested: requested(params, client)?,
        pushed: None,
    })
}

/// OpenID Connect Core §3.1.2.6: what is not supported is refused by its own error.
/// <https://openid.net/specs/openid-connect-core-1_0.html#AuthError>
fn check_unsupported(params: &Params) -> Result<(), OAuthError> {
    let unsupported = [
        (
            "request",
            ErrorCode::RequestNotSupported,
            "request is not supported",
        ),
        (
            "request_uri",
            ErrorCode::RequestUriNotSupported,
            "request_uri is not supported",
        ),
        (
            "registration",
            ErrorCode::RegistrationNotSupported,
            "registration is not supported",
        ),
    ];
    for (name, code, description) in unsupported {
        if params.get(name).is_some() {
            return Err(OAuthError::new(code, description, "parameter_unsupported"));
        }
    }
    Ok(())
}

/// Unknown scopes are dropped; no scope at all means the client's default.
pub(crate) fn scopes(params: &Params, client: &Client, kind: ResponseType) -> ScopeSet {
    let asked = params.get("scope").map_or_else(
        || client.settings.default_scopes.clone(),
        ScopeSet::parse_known,
    );
    allowed(&asked, client, kind)
}

/// Those scopes of them that this client may ask for.
pub(super) fn allowed(asked: &ScopeSet, client: &Client, kind: ResponseType) -> ScopeSet {
    let allowed = client.settings.scopes.as_ref();
    // OpenID Connect Core §11: offline_access is ignored where no refresh token can be had.
    let refreshes = kind.has_code() && client.settings.grants.contains(&GrantType::RefreshToken);
    asked
        .iter()
        .filter(|scope| allowed.is_none_or(|allowed| allowed.contains(*scope)))
        .filter(|scope| refreshes || *scope != Scope::OfflineAccess)
        .collect()
}

/// OpenID Connect Core §3.1.2.1 and §5.5, RFC 8707 §2: what is asked for beside scopes.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter>
fn requested(params: &Params, client: &Client) -> Result<Requested, OAuthError> {
    let claims = match params.get("claims") {
        Some(text) => requested::read(text, client)?,
        None => ClaimsRequest::default(),
    };
    let acr_values = short(params, "acr_values").unwrap_or_default();
    Ok(Requested {
        claims,
        resources: resources(params, client)?,
        acr_values: acr_values
            .split_ascii_whitespace()
            .map(ToOwned::to_owned)
            .collect(),
        claims_locales: short(params, "claims_locales"),
    })
}

/// Of a client that has no resources the parameter is as good as unknown.
fn resources(params: &Params, client: &Client) -> Result<BTreeSet<String>, OAuthError> {
    if client.settings.tokens.resources.is_empty() {
        return Ok(BTreeSet::new());
    }
    resources::check(params, client)
}

fn nonce(params: &Params) -> Result<Option<String>, OAuthError> {
    let nonce = params.get("nonce");
    if nonce.is_some_and(|nonce| nonce.len() > LONGEST_NONCE) {
        return Err(OAuthError::invalid_request(
            "nonce is too long",
            "nonce_too_long",
        ));
    }
    if nonce.is_some_and(|nonce| nonce.contains(char::is_control)) {
        return Err(OAuthError::invalid_request(
            "nonce has control characters",
            "nonce_malformed",
        ));
    }
    Ok(nonce.map(str::to_owned))
}

/// RFC 7636 §4.3, with S256 only: a challenge without a method would mean `plain`.
/// <https://www.rfc-editor.org/rfc/rfc7636#section-4.3>
fn code_challenge(
    params: &Params,
    client: &Client,
    kind: ResponseType,
) -> Result<Option<String>, OAuthError> {
    let required = requires_pkce(client);
    let challenge = params.get("code_challenge");
    let method = params.get("code_challenge_method");
    match (challenge, method) {
        (None, None) if required && kind.has_code() => Err(OAuthError::invalid_request(
            "code_challenge is required",
            "pkce_required",
        )),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(OAuthError::invalid_request(
            "code_challenge is missing",
            "pkce_challenge_missing",
        )),
        (Some(challenge), Some("S256")) if is_s256(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => Err(OAuthError::invalid_request(
            "code_challenge must have 43 base64url characters",
            "pkce_challenge_malformed",
        )),
        (Some(_), _) => Err(OAuthError::invalid_request(
            "code_challenge_method must be S256",
            "pkce_method_unsupported",
        )),
    }
}

pub(super) const fn requires_pkce(client: &Client) -> bool {
    client.settings.public || client.settings.require_pkce
}

fn is_s256(challenge: &str) -> bool {
    challenge.len() == 43
        && challenge
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// OpenID Connect Core §3.1.2.1: `max_age` is a number of seconds.
fn max_age(params: &Params) -> Result<Option<Seconds>, OAuthError> {
    let Some(text) = params.get("max_age") else {
        return Ok(None);
    };
    match text.parse::<i64>() {
        Ok(seconds) if seconds >= 0 => Ok(Some(Seconds::new(seconds))),
        _ => Err(OAuthError::invalid_request(
            "max_age must be a number of seconds",
            "max_age_malformed",
        )),
    }
}

/// A hint that is only ever shown; over-long ones are ignored.
fn short(params: &Params, name: &str) -> Option<String> {
    params
        .get(name)
        .filter(|text| text.len() <= 255)
        .map(str::to_owned)
}
