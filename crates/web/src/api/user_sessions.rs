//! Where a person is signed in.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_core::session::Session;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Helping, Reading};
use super::input::id_of;
use super::shown::time;
use super::users::find;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A browser in which a person is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionShown {
    id: String,
    /// What the browser says of itself.
    device: String,
    created_at: String,
    /// To within a few minutes.
    last_seen_at: String,
}

impl From<Session> for SessionShown {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            device: session.device,
            created_at: time(session.created_at),
            last_seen_at: time(session.last_seen_at),
        }
    }
}

/// The sessions of a person.
#[derive(Serialize, ToSchema)]
pub(super) struct Sessions {
    /// The newest first.
    items: Vec<SessionShown>,
}

/// Where a person is signed in
#[utoipa::path(
    get,
    operation_id = "list_sessions_of_user",
    path = "/api/v1/users/{id}/sessions",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The sessions", body = Sessions)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<Sessions>, HttpError> {
    let id = find(&app, &id).await?.id;
    let sessions = app.accounts().sessions_of(id).await?;
    let items = sessions.into_iter().map(SessionShown::from).collect();
    Ok(Json(Sessions { items }))
}

/// End every session and token of a person
#[utoipa::path(
    delete,
    operation_id = "end_sessions_of_user",
    path = "/api/v1/users/{id}/sessions",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["people"])),
    responses((status = 204, description = "Ended")),
)]
pub(super) async fn end_all(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    app.accounts().end_everything(&me.helpdesk, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one session of a person
#[utoipa::path(
    delete,
    operation_id = "end_session_of_user",
    path = "/api/v1/users/{id}/sessions/{session}",
    tag = "users",
    params(
        ("id" = String, Path, description = "The person's id"),
        ("session" = String, Path, description = "The session's id"),
    ),
    security(("token" = ["people"])),
    responses((status = 204, description = "Ended")),
)]
pub(super) async fn end(
    State(app): State<AppState>,
    me: Helping,
    Path((id, session)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    let session = id_of(&session)?;
    let ended = app.accounts().end_session_of(&me.helpdesk, id, session);
    ended.await?;
    Ok(StatusCode::NO_CONTENT)
}
