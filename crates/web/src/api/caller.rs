//! Who calls: whoever a bearer token belongs to, and what it proves now.
//!
//! Cookies are not looked at, so that no page of another site can make a browser call.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use gantry_accounts::api_tokens::ApiCaller;
use gantry_accounts::permissions::{Administrator, Helpdesk, Reader};
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_oidc::{ErrorCode, OAuthError};

use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::client_address;
use crate::http::state::AppState;

/// A token that is good for something.
pub(super) struct Caller(pub(super) ApiCaller);

impl FromRequestParts<AppState> for Caller {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let Some(header) = authorization(&parts.headers) else {
            let told = "send Authorization: Bearer and a token of the API";
            return Err(denied(ErrorCode::InvalidToken, told, "token_missing"));
        };
        // RFC 9110 §11.1: the name of the scheme ignores case.
        // <https://www.rfc-editor.org/rfc/rfc9110#section-11.1>
        let text = match header.split_once(' ') {
            Some((scheme, text)) if scheme.eq_ignore_ascii_case("bearer") => text.trim(),
            _ => "",
        };
        let Some(caller) = app.accounts().api_caller(text).await? else {
            note(parts, app).await?;
            let told = "the token has ended, has run out, or never was one";
            return Err(denied(ErrorCode::InvalidToken, told, "api_token_invalid"));
        };
        let limits = app.accounts().limits();
        if !limits.hears_api(caller.token.id, caller.user.id) {
            let told = "too many requests with this token";
            return Err(denied(ErrorCode::SlowDown, told, "too_many_requests"));
        }
        Ok(Self(caller))
    }
}

/// A token for looking.
pub(super) struct Reading {
    /// Whose it is.
    pub(super) caller: ApiCaller,
    /// What it proves.
    pub(super) reader: Reader,
}

/// A token for helping people.
pub(super) struct Helping {
    /// Whose it is.
    pub(super) caller: ApiCaller,
    /// What it proves.
    pub(super) helpdesk: Helpdesk,
}

/// A token for everything.
pub(super) struct Administering {
    /// Whose it is.
    pub(super) caller: ApiCaller,
    /// What it proves.
    pub(super) administrator: Administrator,
}

impl FromRequestParts<AppState> for Reading {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let Caller(caller) = Caller::from_request_parts(parts, app).await?;
        let reader = caller.reader().ok_or_else(too_little)?;
        Ok(Self { caller, reader })
    }
}

impl FromRequestParts<AppState> for Helping {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let Caller(caller) = Caller::from_request_parts(parts, app).await?;
        let helpdesk = caller.helpdesk().ok_or_else(too_little)?;
        Ok(Self { caller, helpdesk })
    }
}

impl FromRequestParts<AppState> for Administering {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let Caller(caller) = Caller::from_request_parts(parts, app).await?;
        let administrator = caller.administrator().ok_or_else(too_little)?;
        Ok(Self {
            caller,
            administrator,
        })
    }
}

/// RFC 6750 §3.1: the token is good, but not for this.
/// <https://www.rfc-editor.org/rfc/rfc6750#section-3.1>
fn too_little() -> HttpError {
    let told = "the token's scopes or its person's role do not allow this";
    denied(ErrorCode::InsufficientScope, told, "insufficient_scope")
}

const fn denied(code: ErrorCode, told: &'static str, reason: &'static str) -> HttpError {
    HttpError::Denied {
        error: OAuthError::new(code, told, reason),
        header_came: true,
    }
}

/// One line a minute and address, so that strangers cannot fill the disk.
async fn note(parts: &Parts, app: &AppState) -> Result<(), HttpError> {
    tracing::info!(reason = "api_token_invalid", "refused");
    let address = client_address::of(parts, &app.trusted_proxies);
    if app.accounts().limits().notes_refusal(address) {
        let line = Line {
            reason: Some("api_token_invalid"),
            ..Line::new(Event::ApiCall)
        };
        app.accounts().trail().refused(line).await?;
    }
    Ok(())
}
