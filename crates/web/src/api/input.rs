//! What callers send: JSON in bodies, pairs in queries; nothing that is not known.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use gantry_accounts::Refusal;
use gantry_core::Id;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::error::HttpError;
use crate::http::state::AppState;

/// A body of JSON.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Input<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = kind.split(';').next().unwrap_or("").trim();
        if !matches!(essence, "application/json" | "application/merge-patch+json") {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(HttpError::problem(status, "not_json"));
        }
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|_| HttpError::problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large"))?;
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(document(error.to_string())),
        }
    }
}

/// The query of an address.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Asked<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, HttpError> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(document(error.body_text())),
        }
    }
}

fn document(problem: String) -> HttpError {
    Refusal::Document(vec![problem]).into()
}

/// The id in a path; what is none names nothing.
pub(super) fn id_of<K>(text: &str) -> Result<Id<K>, HttpError> {
    text.parse().map_err(|_| HttpError::not_found())
}

/// Tells a member that is `null` from one that is not there.
#[expect(
    clippy::option_option,
    reason = "a member that is null is not one that is missing"
)]
pub(super) fn nullable<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
