//! Parameters in a body: `application/x-www-form-urlencoded`, whatever the content type says.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse;
use gantry_oidc::OAuthError;
use gantry_oidc::params::Params;

use crate::error::HttpError;
use crate::http::state::AppState;

/// The raw text of a body and what it says.
pub(crate) struct ParamsBody {
    /// As it came.
    pub(crate) text: String,
    /// Decoded.
    pub(crate) params: Params,
}

impl FromRequest<AppState> for ParamsBody {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| {
                HttpError::problem(rejection.into_response().status(), "body_not_read")
            })?;
        let text = String::from_utf8(body.to_vec()).map_err(|_| HttpError::Denied {
            error: OAuthError::invalid_request("the body is not text", "body_not_text"),
            header_came: false,
        })?;
        Ok(Self {
            params: Params::parse(&text),
            text,
        })
    }
}
