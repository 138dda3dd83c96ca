//! What is done to one application.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::applications::{ApplicationShown, find, shown};
use super::caller::Administering;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Delete an application
#[utoipa::path(
    delete,
    operation_id = "delete_application",
    path = "/api/v1/applications/{slug}",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Deleted")),
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &slug).await?.id;
    app.accounts().remove_client(&me.administrator, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let nobody in any more
#[utoipa::path(
    post,
    operation_id = "disable_application",
    path = "/api/v1/applications/{slug}/disable",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "The application", body = ApplicationShown)),
)]
pub(super) async fn disable(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
) -> Result<Json<ApplicationShown>, HttpError> {
    set_disabled(&app, &me, &slug, true).await
}

/// Let people in again
#[utoipa::path(
    post,
    operation_id = "enable_application",
    path = "/api/v1/applications/{slug}/enable",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "The application", body = ApplicationShown)),
)]
pub(super) async fn enable(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
) -> Result<Json<ApplicationShown>, HttpError> {
    set_disabled(&app, &me, &slug, false).await
}

async fn set_disabled(
    app: &AppState,
    me: &Administering,
    slug: &str,
    disabled: bool,
) -> Result<Json<ApplicationShown>, HttpError> {
    let id = find(app, slug).await?.id;
    let accounts = app.accounts();
    let client = accounts.set_client_disabled(&me.administrator, id, disabled);
    let client = client.await?;
    Ok(Json(shown(app, &client).await?))
}
