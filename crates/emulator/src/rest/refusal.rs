//! The shapes in which the REST interface says no.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::rest::limits::Allowance;

/// A call refused.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// 401
    NotSignedIn,
    /// 403: the route wants a permission.
    Forbidden,
    /// 404
    NoSuchRoute,
    /// 429
    TooMany(Allowance),
    /// 400
    Failed {
        reason: String,
        code: &'static str,
        details: Value,
    },
    /// 400 with a text alone.
    Text(String),
}

impl Refusal {
    pub(crate) fn failed(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Failed {
            reason: reason.into(),
            code,
            details: json!({}),
        }
    }

    pub(crate) fn invalid_params(reason: impl Into<String>) -> Self {
        Self::failed("invalid-params", reason)
    }

    pub(crate) fn missing(property: &str) -> Self {
        Self::invalid_params(format!("must have required property '{property}'"))
    }

    pub(crate) fn not_authorized() -> Self {
        Self::failed("error-not-authorized", "Not authorized")
    }

    pub(crate) fn action_not_allowed(reason: impl Into<String>) -> Self {
        Self::failed("error-action-not-allowed", reason)
    }

    pub(crate) fn user_not_found() -> Self {
        Self::Text("User not found.".to_owned())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::NotSignedIn => (
                StatusCode::UNAUTHORIZED,
                json!({ "status": "error", "message": "You must be logged in to do this." }),
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                json!({ "success": false, "error": "User does not have the permissions required for this action [error-unauthorized]" }),
            ),
            Self::NoSuchRoute => (
                StatusCode::NOT_FOUND,
                json!({ "status": "error", "message": "API endpoint does not exist." }),
            ),
            Self::TooMany(allowance) => (StatusCode::TOO_MANY_REQUESTS, too_many(allowance)),
            Self::Failed {
                reason,
                code,
                details,
            } => (
                StatusCode::BAD_REQUEST,
                json!({ "success": false, "error": format!("{reason} [{code}]").trim_start(), "errorType": code, "details": details }),
            ),
            Self::Text(error) => (
                StatusCode::BAD_REQUEST,
                json!({ "success": false, "error": error }),
            ),
        };
        (status, Json(body)).into_response()
    }
}

fn too_many(allowance: Allowance) -> Value {
    let time_to_reset = allowance.time_to_reset();
    let seconds = time_to_reset.saturating_add(999).div_euclid(1000);
    json!({
        "success": false,
        "error": format!(
            "Error, too many requests. Please slow down. You must wait {seconds} seconds before trying this endpoint again. [error-too-many-requests]"
        ),
        "errorType": "error-too-many-requests",
        "details": { "timeToReset": time_to_reset, "seconds": seconds },
    })
}
