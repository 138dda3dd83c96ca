//! The connection of a workspace: its credentials go in and never come back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::Error;
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_core::workspace::{ChatTask, Workspace};
use gantry_rocketchat::workspaces::NewConnection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::chat_refusal::ChatRefusal;
use super::input::Input;
use super::mail::Resumed;
use super::shown::time;
use crate::admin::workspace::{find, is_for, known};
use crate::error::HttpError;
use crate::http::state::AppState;

/// Tasks that are told at once; mending the cause moves on to the next ones.
const MOST: i64 = 200;

/// How a workspace is connected.
#[derive(Serialize, ToSchema)]
#[schema(as = Connection, example = json!({
    "site": "https://chat.example.org/", "usable": true, "service_user_id": "kBPdr7tWxYkNmeEFs",
    "has_login_token_secret": true, "version": "8.4.1", "changed_at": "2026-11-21T09:00:00Z"
}))]
pub(super) struct ConnectionShown {
    /// The address that the credentials are for.
    site: String,
    /// They are for the address that the application has now.
    usable: bool,
    /// Rocket.Chat's id of the service account.
    service_user_id: String,
    /// The secret with which login tokens are made from 8.0 on is stored.
    has_login_token_secret: bool,
    /// What the workspace told last.
    version: String,
    changed_at: String,
}

/// Credentials of a service account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "service_user_id": "kBPdr7tWxYkNmeEFs", "token": "a personal access token"
}))]
pub(super) struct Credentials {
    /// Rocket.Chat's id of the service account.
    service_user_id: String,
    /// Its personal access token; what is stored stays if this is missing.
    token: Option<String>,
    /// The workspace's `CREATE_TOKENS_FOR_USERS_SECRET`; what is stored stays if this is missing.
    login_token_secret: Option<String>,
}

/// Something to be done in a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatTask)]
pub(super) struct TaskShown {
    /// `end_session`, `end_all`, `account` or `learn`.
    kind: &'static str,
    user_id: String,
    created_at: String,
    attempts: i64,
    /// When it is tried next.
    due_at: String,
    /// Why it waits for an administrator; the stable reason.
    stopped: Option<String>,
}

/// What waits to be done in a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct Tasks {
    /// At most 200.
    items: Vec<TaskShown>,
}

impl From<ChatTask> for TaskShown {
    fn from(task: ChatTask) -> Self {
        Self {
            kind: task.kind.as_str(),
            user_id: task.user_id.to_string(),
            created_at: time(task.created_at),
            attempts: task.attempts,
            due_at: time(task.due_at),
            stopped: task.stopped,
        }
    }
}

fn shown(client: &Client, stored: Workspace) -> ConnectionShown {
    ConnectionShown {
        usable: is_for(&stored, client),
        site: stored.site,
        service_user_id: stored.service_user_id,
        has_login_token_secret: stored.sealed_secret.is_some(),
        version: stored.version,
        changed_at: time(stored.updated_at),
    }
}

/// How a workspace is connected
///
/// 404 if it is not.
#[utoipa::path(
    get,
    operation_id = "show_connection",
    path = "/api/v1/applications/{slug}/rocketchat/connection",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "Without the credentials", body = ConnectionShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<ConnectionShown>, HttpError> {
    let client = find(&app, &slug).await?;
    let stored = app.workspaces.connection(client.id).await?;
    let stored = stored.ok_or_else(HttpError::not_found)?;
    Ok(Json(shown(&client, stored)))
}

/// Connect a workspace
///
/// The credentials are tried before they are stored.
#[utoipa::path(
    put,
    operation_id = "connect_workspace",
    path = "/api/v1/applications/{slug}/rocketchat/connection",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    request_body = Credentials,
    security(("token" = ["everything"])),
    responses((status = 200, description = "Without the credentials", body = ConnectionShown)),
)]
pub(super) async fn connect(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    Input(credentials): Input<Credentials>,
) -> Result<Json<ConnectionShown>, ChatRefusal> {
    let client = find(&app, &slug).await?;
    let known = known(&app, &client).await?;
    let new = NewConnection {
        service_user_id: credentials.service_user_id.trim().to_owned(),
        token: credentials.token.map(Secret::new),
        secret: credentials.login_token_secret.map(Secret::new),
    };
    if new.service_user_id.is_empty() {
        return Err(
            Error::from(gantry_accounts::Refusal::Settings("the user id is missing")).into(),
        );
    }
    let connected = app.workspaces.connect(&me.administrator, &known, new);
    Ok(Json(shown(&client, connected.await?)))
}

/// Forget the credentials of a workspace
///
/// Who is who there stays known.
#[utoipa::path(
    delete,
    operation_id = "disconnect_workspace",
    path = "/api/v1/applications/{slug}/rocketchat/connection",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Forgotten")),
)]
pub(super) async fn disconnect(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
) -> Result<StatusCode, HttpError> {
    let client = find(&app, &slug).await?;
    let workspaces = &app.workspaces;
    if workspaces.disconnect(&me.administrator, client.id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(HttpError::not_found())
    }
}

/// What waits to be done in a workspace
#[utoipa::path(
    get,
    operation_id = "list_chat_tasks",
    path = "/api/v1/applications/{slug}/rocketchat/tasks",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The longest waiting first", body = Tasks)),
)]
pub(super) async fn tasks(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<Tasks>, HttpError> {
    let client = find(&app, &slug).await?;
    let tasks = app.workspaces.waiting(client.id, MOST).await?;
    let items = tasks.into_iter().map(TaskShown::from).collect();
    Ok(Json(Tasks { items }))
}

/// Try again what stopped in a workspace
#[utoipa::path(
    post,
    operation_id = "resume_chat_tasks",
    path = "/api/v1/applications/{slug}/rocketchat/tasks/resume",
    tag = "rocketchat",
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
    let resumed = app.workspaces.try_again(client.id).await?;
    Ok(Json(Resumed { resumed }))
}
