//! `/.well-known/webfinger`: <https://www.rfc-editor.org/rfc/rfc7033#section-4>

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_oidc::webfinger::Found;

use crate::error::HttpError;
use crate::http::state::AppState;

/// Who vouches for people of this place.
pub(crate) async fn get(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    match app.provider.webfinger(query.as_deref().unwrap_or_default()) {
        Found::Here(document) => {
            let kind = [(header::CONTENT_TYPE, "application/jrd+json")];
            Ok((kind, document.to_string()).into_response())
        }
        Found::Elsewhere => Err(HttpError::not_found()),
        Found::Unreadable => Err(HttpError::problem(
            StatusCode::BAD_REQUEST,
            "resource_unreadable",
        )),
    }
}
