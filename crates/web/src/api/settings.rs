//! `/api/v1/settings/{section}`: what holds for the whole place.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::caller::{Administering, Reading};
use super::input::Input;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A section of the settings
///
/// `policy`, `branding` or `mail`; without the password of the mail server.
#[utoipa::path(
    get,
    operation_id = "show_settings",
    path = "/api/v1/settings/{section}",
    tag = "settings",
    params(("section" = String, Path, description = "policy, branding or mail")),
    security(("token" = ["read"])),
    responses((
        status = 200,
        description = "The section",
        body = Object,
        example = json!({
            "session_idle": 43200, "session_whole": 2_592_000,
            "password_length": 10, "password_score": 2, "factors": "nobody"
        }),
    )),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    me: Reading,
    Path(section): Path<String>,
) -> Result<Json<Value>, HttpError> {
    let document = app
        .accounts()
        .section_document(&me.reader, &section)
        .await?;
    document.map(Json).ok_or_else(HttpError::not_found)
}

/// Change a section of the settings
///
/// RFC 7396: members replace those that are there, `null` gives the default back.
#[utoipa::path(
    patch,
    operation_id = "change_settings",
    path = "/api/v1/settings/{section}",
    tag = "settings",
    params(("section" = String, Path, description = "policy, branding or mail")),
    request_body(content = Object, example = json!({ "password_length": 14 })),
    security(("token" = ["everything"])),
    responses((status = 200, description = "The section", body = Object)),
)]
pub(super) async fn change(
    State(app): State<AppState>,
    me: Administering,
    Path(section): Path<String>,
    Input(patch): Input<Value>,
) -> Result<Json<Value>, HttpError> {
    if !gantry_accounts::declared::SECTIONS.contains(&section.as_str()) {
        return Err(HttpError::not_found());
    }
    let accounts = app.accounts();
    let changed = accounts.change_section(&me.administrator, &section, &patch);
    Ok(Json(changed.await?))
}
