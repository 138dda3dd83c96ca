//! `/application/o/device/`: <https://www.rfc-editor.org/rfc/rfc8628#section-3.1>

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use gantry_oidc::Verdict;
use gantry_oidc::client_call::{ClientCall, Endpoint};
use gantry_oidc::device::DeviceAuthorization;

use crate::endpoints::params_body::ParamsBody;
use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::client_address;
use crate::http::state::AppState;

/// Gives a device its two codes. Nobody may fill the disk.
pub(crate) async fn post(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    parts: Parts,
    body: ParamsBody,
) -> Result<Json<DeviceAuthorization>, HttpError> {
    let address = client_address::of(&parts, &app.trusted_proxies);
    if !app.accounts().limits().hears_authorization(address) {
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(HttpError::problem(status, "too_many_requests"));
    }
    let authorization = authorization(&parts.headers);
    let call = ClientCall {
        endpoint: Endpoint::DeviceAuthorization,
        authorization,
        query: query.as_deref(),
        body: &body.params,
    };
    match app.provider.authorize_device(call).await? {
        Verdict::Allow(device) => Ok(Json(device)),
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: authorization.is_some(),
        }),
    }
}
