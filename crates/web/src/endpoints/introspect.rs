//! `/application/o/introspect/`: <https://www.rfc-editor.org/rfc/rfc7662>

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use gantry_oidc::Verdict;
use gantry_oidc::client_call::{ClientCall, Endpoint};
use gantry_oidc::introspect::Introspection;

use crate::endpoints::params_body::ParamsBody;
use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::state::AppState;

/// RFC 9701 §4: a caller that accepts this gets a signed answer.
/// <https://www.rfc-editor.org/rfc/rfc9701#section-4>
const SIGNED: &str = "application/token-introspection+jwt";

/// Tells what a token is worth.
pub(crate) async fn post(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: ParamsBody,
) -> Result<Response, HttpError> {
    let authorization = authorization(&headers);
    let call = ClientCall {
        endpoint: Endpoint::Introspection,
        authorization,
        query: query.as_deref(),
        body: &body.params,
    };
    match app
        .provider
        .introspect(call, wants_signed(&headers))
        .await?
    {
        Verdict::Allow(Introspection::Plain(told)) => Ok(Json(told).into_response()),
        Verdict::Allow(Introspection::Signed(told)) => {
            Ok(([(header::CONTENT_TYPE, SIGNED)], told).into_response())
        }
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: authorization.is_some(),
        }),
    }
}

fn wants_signed(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .filter_map(|one| one.split(';').next())
        .any(|kind| kind.trim().eq_ignore_ascii_case(SIGNED))
}
