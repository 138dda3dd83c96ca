//! What an application was not told of yet: sign-outs, with their reasons.

use axum::Json;
use axum::extract::{Path, State};
use gantry_store::logout_tasks::LogoutTask;
use serde::Serialize;
use utoipa::ToSchema;

use super::applications::find;
use super::caller::{Administering, Reading};
use super::mail::Resumed;
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Sign-outs that are told at once; mending the cause moves on to the next ones.
const MOST: i64 = 200;

/// A sign-out that an application has not heard of.
#[derive(Serialize, ToSchema)]
#[schema(as = SignOut)]
pub(super) struct SignOutShown {
    user_id: String,
    /// When the session ended.
    created_at: String,
    attempts: i64,
    /// When it is tried next; once it stopped, how long it is kept.
    due_at: String,
    /// Why it is not tried any more; the stable reason.
    stopped: Option<String>,
}

/// What an application was not told of yet.
#[derive(Serialize, ToSchema)]
pub(super) struct SignOuts {
    /// At most 200.
    items: Vec<SignOutShown>,
}

impl From<LogoutTask> for SignOutShown {
    fn from(task: LogoutTask) -> Self {
        Self {
            user_id: task.user_id.to_string(),
            created_at: time(task.created_at),
            attempts: task.attempts,
            due_at: time(task.due_at),
            stopped: task.stopped,
        }
    }
}

/// Sign-outs that an application was not told of yet
#[utoipa::path(
    get,
    operation_id = "list_sign_outs",
    path = "/api/v1/applications/{slug}/sign-outs",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "What waits", body = SignOuts)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<SignOuts>, HttpError> {
    let client = find(&app, &slug).await?;
    let waiting = app.provider.logouts_waiting(client.id, MOST).await?;
    let items = waiting.into_iter().map(SignOutShown::from).collect();
    Ok(Json(SignOuts { items }))
}

/// Try again to tell an application of sign-outs
#[utoipa::path(
    post,
    operation_id = "resume_sign_outs",
    path = "/api/v1/applications/{slug}/sign-outs/resume",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "How many", body = Resumed)),
)]
pub(super) async fn resume(
    State(app): State<AppState>,
    _: Administering,
    Path(slug): Path<String>,
) -> Result<Json<Resumed>, HttpError> {
    let client = find(&app, &slug).await?;
    let resumed = app.provider.resume_logouts(client.id).await?;
    Ok(Json(Resumed { resumed }))
}
