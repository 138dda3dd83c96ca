//! The checks of an authorization request's own parameters, once its return address is proven.

use gantry_core::Seconds;
use gantry_core::authorization::{Asked, Requested};
use gantry_core::client::{Client, GrantType, ResponseMode, ResponseType};
use gantry_core::scope::{Scope, ScopeSet};

use crate::authorize::return_address::ReturnAddress;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;

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
    check_response_type(params)?;
    check_unsupported(params)?;
    let prompt = Prompt::read(params)?;
    let max_age = max_age(params)?;
    Ok(Asked {
        redirect_uri: address.redirect_uri().to_owned(),
        scopes: scopes(params, client),
        state: params.get("state").map(str::to_owned),
        nonce: nonce(params)?,
        code_challenge: code_challenge(params, client)?,
        // A password check zero seconds ago is one that is made now.
        prompt_login: prompt.login || max_age == Some(Seconds::new(0)),
        prompt_consent: prompt.consent,
        prompt_none: prompt.none,
        max_age,
        login_hint: short(params, "login_hint"),
        ui_locales: short(params, "ui_locales"),
        response_type: ResponseType::Code,
        response_mode: ResponseMode::Query,
        prompt_select_account: false,
        prompt_create: false,
        subject_hint: None,
        requested: Requested::default(),
        pushed: None,
    })
}

/// RFC 6749 §3.1.1: `code` is the only response type.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-3.1.1>
fn check_response_type(params: &Params) -> Result<(), OAuthError> {
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(OAuthError::new(
            ErrorCode::UnsupportedResponseType,
            "response_type must be code",
            "response_type_unsupported",
        )),
        None => Err(OAuthError::invalid_request(
            "response_type is missing",
            "response_type_missing",
        )),
    }
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
    match params.get("response_mode") {
        None | Some("query") => Ok(()),
        Some(_) => Err(OAuthError::invalid_request(
            "response_mode must be query",
            "response_mode_unsupported",
        )),
    }
}

/// OpenID Connect Core §3.1.2.1: what the client wants to be asked.
struct Prompt {
    login: bool,
    consent: bool,
    none: bool,
}

impl Prompt {
    fn read(params: &Params) -> Result<Self, OAuthError> {
        let mut prompt = Self {
            login: false,
            consent: false,
            none: false,
        };
        for word in params
            .get("prompt")
            .unwrap_or_default()
            .split(' ')
            .filter(|w| !w.is_empty())
        {
            match word {
                "login" => prompt.login = true,
                "consent" => prompt.consent = true,
                "none" => prompt.none = true,
                _ => {
                    return Err(OAuthError::invalid_request(
                        "prompt must be none, login or consent",
                        "prompt_unknown",
                    ));
                }
            }
        }
        if prompt.none && (prompt.login || prompt.consent) {
            return Err(OAuthError::invalid_request(
                "prompt none cannot be combined",
                "prompt_contradictory",
            ));
        }
        Ok(prompt)
    }
}

/// Unknown scopes are dropped; no scope at all means the client's default.
fn scopes(params: &Params, client: &Client) -> ScopeSet {
    let asked = params.get("scope").map_or_else(
        || client.settings.default_scopes.clone(),
        ScopeSet::parse_known,
    );
    // OpenID Connect Core §11: offline_access is ignored where no refresh token can be had.
    if client.settings.grants.contains(&GrantType::RefreshToken) {
        asked
    } else {
        asked.without(Scope::OfflineAccess)
    }
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
fn code_challenge(params: &Params, client: &Client) -> Result<Option<String>, OAuthError> {
    let challenge = params.get("code_challenge");
    let method = params.get("code_challenge_method");
    match (challenge, method) {
        (None, None) if client.settings.public || client.settings.require_pkce => Err(
            OAuthError::invalid_request("code_challenge is required", "pkce_required"),
        ),
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
    match text.parse::<u32>() {
        Ok(seconds) => Ok(Some(Seconds::new(i64::from(seconds)))),
        Err(_) => Err(OAuthError::invalid_request(
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
