//! The one place that turns an error into an answer.
//!
//! The answer is JSON, as programs want it; on pages [`crate::http::frame`] replaces it by a page for
//! the [`Obstacle`] that is attached to it.

use std::error::Error as StdError;

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::{Error, Refusal};
use gantry_oidc::{ErrorCode, OAuthError};
use gantry_store::StoreError;
use serde_json::json;
use url::form_urlencoded;

/// Why there is no answer but this.
#[derive(Debug)]
pub(crate) enum HttpError {
    /// An act was refused, or something broke.
    Act(Error),
    /// The protocol says no.
    Denied {
        /// What it says.
        error: OAuthError,
        /// Whether the client had sent an `Authorization` header.
        header_came: bool,
    },
    /// A page is in the way.
    Problem {
        /// The status.
        status: StatusCode,
        /// The stable reason code.
        reason: &'static str,
    },
    /// Nobody is signed in.
    SignInFirst {
        /// Path and query to come back to.
        next: String,
    },
    /// The person has to prove a second factor first.
    ProveMore {
        /// Path and query to come back to.
        next: String,
    },
}

/// What a page about an error says; attached to its answer.
#[derive(Debug, Clone)]
pub(crate) struct Obstacle {
    /// The stable reason code.
    pub(crate) reason: String,
    /// The same in words, if that says more.
    pub(crate) description: Option<&'static str>,
    /// The refusal itself, if an act was refused.
    pub(crate) refusal: Option<Refusal>,
}

impl HttpError {
    /// An error that is told by its reason alone.
    pub(crate) const fn problem(status: StatusCode, reason: &'static str) -> Self {
        Self::Problem { status, reason }
    }

    /// There is nothing at this address.
    pub(crate) const fn not_found() -> Self {
        Self::problem(StatusCode::NOT_FOUND, "not_found")
    }
}

impl From<Error> for HttpError {
    fn from(error: Error) -> Self {
        Self::Act(error)
    }
}

impl From<Refusal> for HttpError {
    fn from(refusal: Refusal) -> Self {
        Self::Act(refusal.into())
    }
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        match self {
            Self::Act(error) => act(&error),
            Self::Denied { error, header_came } => denied(&error, header_came),
            Self::Problem { status, reason } => told(status, "invalid_request", reason, reason),
            Self::SignInFirst { next } => go_and_return("/login?next=", &next),
            Self::ProveMore { next } => go_and_return("/login/step-up?more=yes&next=", &next),
        }
    }
}

fn go_and_return(page: &str, next: &str) -> Response {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("{page}{next}")).into_response()
}

fn act(error: &Error) -> Response {
    match error {
        Error::Refused(refusal) => {
            let status = match refusal {
                Refusal::Unknown { .. } => StatusCode::NOT_FOUND,
                Refusal::Changed => StatusCode::CONFLICT,
                _ => StatusCode::BAD_REQUEST,
            };
            let reason = if status == StatusCode::NOT_FOUND {
                "not_found"
            } else {
                refusal.code()
            };
            let mut response = told(status, "invalid_request", "refused", reason);
            if let Some(obstacle) = response.extensions_mut().get_mut::<Obstacle>() {
                obstacle.refusal = Some(refusal.clone());
            }
            response
        }
        Error::Busy => {
            let mut response = told(
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                "too busy; try again in a moment",
                "busy",
            );
            retry_after(response.headers_mut(), "2");
            response
        }
        breakdown => {
            tracing::error!(error = causes(breakdown), "request.broke_down");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            told(
                status,
                "server_error",
                "something broke on our side",
                "internal",
            )
        }
    }
}

/// RFC 6749 §5.2 and RFC 6750 §3. <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
fn denied(error: &OAuthError, header_came: bool) -> Response {
    let status = match error.code {
        ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
        // RFC 8628 §3.5: what a device is told is an error like any other.
        ErrorCode::SlowDown if error.reason == OAuthError::ASKED_TOO_SOON => {
            StatusCode::BAD_REQUEST
        }
        ErrorCode::SlowDown => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut response = told(status, error.code.as_str(), error.description, error.reason);
    if let Some(obstacle) = response.extensions_mut().get_mut::<Obstacle>() {
        obstacle.description = Some(error.description);
    }
    let headers = response.headers_mut();
    match error.code {
        ErrorCode::InvalidClient if header_came => {
            set(headers, header::WWW_AUTHENTICATE, "Basic realm=\"gantry\"");
        }
        // RFC 6750 §3.1: whoever showed no token at all is told of no error.
        ErrorCode::InvalidToken if error.reason == "token_missing" => {
            set(headers, header::WWW_AUTHENTICATE, "Bearer realm=\"gantry\"");
        }
        ErrorCode::InvalidToken | ErrorCode::InsufficientScope => {
            let challenge = format!(
                "Bearer realm=\"gantry\", error=\"{}\", error_description=\"{}\"",
                error.code.as_str(),
                error.description
            );
            set(headers, header::WWW_AUTHENTICATE, &challenge);
        }
        ErrorCode::SlowDown => retry_after(headers, "5"),
        _ => {}
    }
    response
}

/// The answer itself. The reason goes to pages only; programs get the protocol's words.
fn told(status: StatusCode, error: &str, description: &str, reason: &str) -> Response {
    let body = Json(json!({ "error": error, "error_description": description }));
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], body).into_response();
    response.extensions_mut().insert(Obstacle {
        reason: reason.to_owned(),
        description: None,
        refusal: None,
    });
    response
}

fn retry_after(headers: &mut HeaderMap, seconds: &'static str) {
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// An error with everything that caused it, in one line.
fn causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use axum::response::IntoResponse;
    use gantry_accounts::Error;
    use gantry_oidc::{ErrorCode, OAuthError};

    use super::HttpError;

    fn shown(error: HttpError) -> (u16, Option<String>) {
        let response = error.into_response();
        let challenge = response.headers().get(header::WWW_AUTHENTICATE);
        let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), challenge)
    }

    fn denied(code: ErrorCode, header_came: bool) -> HttpError {
        HttpError::Denied {
            error: OAuthError::new(code, "no", "no"),
            header_came,
        }
    }

    #[test]
    fn a_client_hears_basic_only_if_it_spoke_so() {
        let basic = Some("Basic realm=\"gantry\"".to_owned());

        assert_eq!(shown(denied(ErrorCode::InvalidClient, true)), (401, basic));
        assert_eq!(shown(denied(ErrorCode::InvalidClient, false)), (401, None));
        assert_eq!(shown(denied(ErrorCode::InvalidGrant, true)), (400, None));
    }

    #[test]
    fn a_bad_token_is_answered_with_a_bearer_challenge() {
        let (status, challenge) = shown(denied(ErrorCode::InvalidToken, false));

        assert_eq!(status, 401);
        assert_eq!(
            challenge.as_deref(),
            Some("Bearer realm=\"gantry\", error=\"invalid_token\", error_description=\"no\"")
        );
    }

    #[test]
    fn a_busy_server_says_when_to_come_again() {
        let response = HttpError::from(Error::Busy).into_response();

        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }

    #[test]
    fn the_way_back_after_signing_in_is_one_parameter() {
        let error = HttpError::SignInFirst {
            next: "/admin?a=1&b=/x".to_owned(),
        };

        let response = error.into_response();

        assert_eq!(
            response.headers()[header::LOCATION],
            "/login?next=%2Fadmin%3Fa%3D1%26b%3D%2Fx"
        );
    }
}
