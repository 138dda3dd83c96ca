//! `/application/o/revoke/`: <https://www.rfc-editor.org/rfc/rfc7009>

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use gantry_oidc::Verdict;
use gantry_oidc::client_call::{ClientCall, Endpoint};

use crate::endpoints::params_body::ParamsBody;
use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Takes a token back. The answer is the same for tokens that are not known.
pub(crate) async fn post(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: ParamsBody,
) -> Result<StatusCode, HttpError> {
    let authorization = authorization(&headers);
    let call = ClientCall {
        endpoint: Endpoint::Revocation,
        authorization,
        query: query.as_deref(),
        body: &body.params,
    };
    match app.provider.revoke(call).await? {
        Verdict::Allow(()) => Ok(StatusCode::OK),
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: authorization.is_some(),
        }),
    }
}
