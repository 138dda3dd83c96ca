//! `/api/v1/keys`: the signing keys.

use axum::Json;
use axum::extract::State;
use gantry_core::Timestamp;
use gantry_oidc::keys::LoadedKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::input::Input;
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A signing key; its private half never leaves.
#[derive(Serialize, ToSchema)]
#[schema(as = Key, example = json!({
    "kid": "k1", "algorithm": "RS256", "published": true,
    "active_from": "2026-11-21T10:00:00Z", "retired_at": null,
    "created_at": "2026-11-21T09:00:00Z"
}))]
pub(super) struct KeyShown {
    kid: String,
    algorithm: &'static str,
    /// Whether it is in the published key set.
    published: bool,
    active_from: String,
    retired_at: Option<String>,
    created_at: String,
}

/// The signing keys.
#[derive(Serialize, ToSchema)]
pub(super) struct Keys {
    /// The oldest first; former ones too.
    items: Vec<KeyShown>,
}

/// How to replace the keys.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Rotation {
    /// A key leaked: the new ones sign at once, and the former ones are believed no more.
    immediately: bool,
}

fn shown(loaded: &LoadedKey, now: Timestamp) -> KeyShown {
    KeyShown {
        kid: loaded.key.kid.clone(),
        algorithm: loaded.key.algorithm.as_str(),
        published: loaded.is_published(now),
        active_from: time(loaded.key.active_from),
        retired_at: loaded.key.retired_at.map(time),
        created_at: time(loaded.key.created_at),
    }
}

async fn all(app: &AppState) -> Result<Json<Keys>, HttpError> {
    let now = app.accounts().env().now();
    let keys = app.provider.keys().await?;
    let items = keys.iter().map(|loaded| shown(loaded, now)).collect();
    Ok(Json(Keys { items }))
}

/// Signing keys
#[utoipa::path(
    get,
    operation_id = "list_keys",
    path = "/api/v1/keys",
    tag = "keys",
    security(("token" = ["read"])),
    responses((status = 200, description = "The keys", body = Keys)),
)]
pub(super) async fn list(State(app): State<AppState>, _: Reading) -> Result<Json<Keys>, HttpError> {
    all(&app).await
}

/// Make new signing keys
///
/// They are published at once and sign an hour later.
#[utoipa::path(
    post,
    operation_id = "rotate_keys",
    path = "/api/v1/keys/rotate",
    tag = "keys",
    request_body = Rotation,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The keys", body = Keys)),
)]
pub(super) async fn rotate(
    State(app): State<AppState>,
    me: Administering,
    Input(rotation): Input<Rotation>,
) -> Result<Json<Keys>, HttpError> {
    let provider = &app.provider;
    provider
        .rotate_keys(&me.administrator, rotation.immediately)
        .await?;
    all(&app).await
}
