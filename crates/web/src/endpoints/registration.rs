//! `/application/o/register/`: <https://www.rfc-editor.org/rfc/rfc7591#section-3> and
//! <https://www.rfc-editor.org/rfc/rfc7592#section-2>

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use gantry_oidc::registration::{ManagementCall, RegistrationCall};
use gantry_oidc::{RegistrationMode, Verdict};
use serde_json::Value;

use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::client_address;
use crate::http::state::AppState;

/// A client registers.
pub(crate) async fn post(
    State(app): State<AppState>,
    parts: Parts,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), HttpError> {
    there(&app)?;
    let call = RegistrationCall {
        authorization: authorization(&parts.headers),
        address: client_address::of(&parts, &app.trusted_proxies),
        body: &body,
    };
    let told = allowed(app.provider.register(call).await?)?;
    Ok((StatusCode::CREATED, Json(told)))
}

/// A client reads its registration.
pub(crate) async fn get(
    State(app): State<AppState>,
    Path(client_id): Path<String>,
    parts: Parts,
) -> Result<Json<Value>, HttpError> {
    there(&app)?;
    let call = call(&app, &client_id, &parts);
    allowed(app.provider.read_registration(call).await?).map(Json)
}

/// A client replaces its registration.
pub(crate) async fn put(
    State(app): State<AppState>,
    Path(client_id): Path<String>,
    parts: Parts,
    body: Bytes,
) -> Result<Json<Value>, HttpError> {
    there(&app)?;
    let call = call(&app, &client_id, &parts);
    allowed(app.provider.replace_registration(call, &body).await?).map(Json)
}

/// A client ends its registration.
pub(crate) async fn delete(
    State(app): State<AppState>,
    Path(client_id): Path<String>,
    parts: Parts,
) -> Result<StatusCode, HttpError> {
    there(&app)?;
    let call = call(&app, &client_id, &parts);
    allowed(app.provider.end_registration(call).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where nobody may register, there is nothing.
fn there(app: &AppState) -> Result<(), HttpError> {
    match app.provider.registration_mode() {
        RegistrationMode::Off => Err(HttpError::not_found()),
        RegistrationMode::InitialAccessToken | RegistrationMode::Open => Ok(()),
    }
}

fn call<'a>(app: &AppState, client_id: &'a str, parts: &'a Parts) -> ManagementCall<'a> {
    ManagementCall {
        client_id,
        authorization: authorization(&parts.headers),
        address: client_address::of(parts, &app.trusted_proxies),
    }
}

fn allowed<T>(verdict: Verdict<T>) -> Result<T, HttpError> {
    match verdict {
        Verdict::Allow(value) => Ok(value),
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: false,
        }),
    }
}
