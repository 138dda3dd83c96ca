//! Secrets of an application; the text of one is told in the answer that made it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_core::Seconds;
use gantry_core::client::ClientSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::applications::find;
use super::caller::{Administering, Reading};
use super::input::{Input, id_of};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A secret, without its text.
#[derive(Serialize, ToSchema)]
#[schema(as = Secret)]
pub(super) struct SecretShown {
    id: String,
    created_at: String,
    /// When it stops working, if an end was set.
    expires_at: Option<String>,
}

impl From<ClientSecret> for SecretShown {
    fn from(secret: ClientSecret) -> Self {
        Self {
            id: secret.id.to_string(),
            created_at: time(secret.created_at),
            expires_at: secret.expires_at.map(time),
        }
    }
}

/// The secrets of an application.
#[derive(Serialize, ToSchema)]
pub(super) struct Secrets {
    /// The oldest first.
    items: Vec<SecretShown>,
}

/// What becomes of the other secrets.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({ "others_end_after_seconds": 86400 }))]
pub(super) struct SecretToAdd {
    /// After how many seconds the others end; they live on unless said.
    others_end_after_seconds: Option<i64>,
}

/// A secret that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct SecretAdded {
    /// Its text, told this once.
    client_secret: String,
}

/// Secrets of an application
#[utoipa::path(
    get,
    operation_id = "list_secrets",
    path = "/api/v1/applications/{slug}/secrets",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The secrets, without their texts", body = Secrets)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<Secrets>, HttpError> {
    let client = find(&app, &slug).await?;
    let secrets = app.accounts().client_secrets(client.id).await?;
    let items = secrets.into_iter().map(SecretShown::from).collect();
    Ok(Json(Secrets { items }))
}

/// Make a secret
#[utoipa::path(
    post,
    operation_id = "add_secret",
    path = "/api/v1/applications/{slug}/secrets",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    request_body = SecretToAdd,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The secret", body = SecretAdded)),
)]
pub(super) async fn add(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    Input(new): Input<SecretToAdd>,
) -> Result<(StatusCode, Json<SecretAdded>), HttpError> {
    let client = find(&app, &slug).await?;
    let overlap = new.others_end_after_seconds.map(Seconds::new);
    let accounts = app.accounts();
    let made = accounts.add_client_secret(&me.administrator, client.id, overlap);
    let client_secret = made.await?.expose().to_owned();
    Ok((StatusCode::CREATED, Json(SecretAdded { client_secret })))
}

/// End a secret at once
#[utoipa::path(
    delete,
    operation_id = "remove_secret",
    path = "/api/v1/applications/{slug}/secrets/{id}",
    tag = "applications",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        ("id" = String, Path, description = "The secret's id"),
    ),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Ended")),
)]
pub(super) async fn remove(
    State(app): State<AppState>,
    me: Administering,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let client = find(&app, &slug).await?;
    let id = id_of(&id)?;
    let accounts = app.accounts();
    let removed = accounts.remove_client_secret(&me.administrator, client.id, id);
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
