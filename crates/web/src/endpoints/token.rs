//! `/application/o/token/`: <https://www.rfc-editor.org/rfc/rfc6749#section-3.2>

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use gantry_oidc::Verdict;
use gantry_oidc::client_call::{ClientCall, Endpoint};
use gantry_oidc::token::TokenResponse;

use crate::endpoints::params_body::ParamsBody;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Exchanges a code or a refresh token.
pub(crate) async fn post(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: ParamsBody,
) -> Result<Json<TokenResponse>, HttpError> {
    let authorization = authorization(&headers);
    let call = ClientCall {
        endpoint: Endpoint::Token,
        authorization,
        query: query.as_deref(),
        body: &body.params,
    };
    match app.provider.token(call).await? {
        Verdict::Allow(response) => Ok(Json(response)),
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: authorization.is_some(),
        }),
    }
}

/// The `Authorization` header; one that is no text counts as a header that says nothing.
pub(crate) fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or_default())
}
