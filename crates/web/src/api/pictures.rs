//! The logo of this place, and icons of applications: their bytes are the body.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::applications::find;
use super::caller::Administering;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Set the logo of this place
///
/// PNG, JPEG, WebP or GIF, 5 MB at most; it is cropped and written anew.
#[utoipa::path(
    put,
    operation_id = "set_logo",
    path = "/api/v1/settings/branding/logo",
    tag = "settings",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Set")),
)]
pub(super) async fn set_logo(
    State(app): State<AppState>,
    me: Administering,
    picture: Bytes,
) -> Result<StatusCode, HttpError> {
    let accounts = app.accounts();
    let set = accounts.set_logo(&me.administrator, Some(picture.to_vec()));
    set.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove the logo of this place
#[utoipa::path(
    delete,
    operation_id = "remove_logo",
    path = "/api/v1/settings/branding/logo",
    tag = "settings",
    security(("token" = ["everything"])),
    responses((status = 204, description = "Removed")),
)]
pub(super) async fn remove_logo(
    State(app): State<AppState>,
    me: Administering,
) -> Result<StatusCode, HttpError> {
    app.accounts().set_logo(&me.administrator, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Set the icon of an application
///
/// PNG, JPEG, WebP or GIF, 5 MB at most; it is cropped and written anew.
#[utoipa::path(
    put,
    operation_id = "set_icon",
    path = "/api/v1/applications/{slug}/icon",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Set")),
)]
pub(super) async fn set_icon(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    picture: Bytes,
) -> Result<StatusCode, HttpError> {
    let client = find(&app, &slug).await?;
    let accounts = app.accounts();
    let set = accounts.set_icon(&me.administrator, &client, Some(picture.to_vec()));
    set.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove the icon of an application
#[utoipa::path(
    delete,
    operation_id = "remove_icon",
    path = "/api/v1/applications/{slug}/icon",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Removed")),
)]
pub(super) async fn remove_icon(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
) -> Result<StatusCode, HttpError> {
    let client = find(&app, &slug).await?;
    let accounts = app.accounts();
    accounts.set_icon(&me.administrator, &client, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
