//! Roles and rooms of a workspace that follow groups.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use gantry_accounts::Refusal;
use gantry_core::group::GroupId;
use gantry_core::workspace::SyncSettings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::groups::ids_of;
use super::input::Input;
use crate::admin::workspace::find;
use crate::error::HttpError;
use crate::http::state::AppState;

/// The longest name of a role or room that is taken.
const LONGEST: usize = 100;
const TOO_LONG: Refusal = Refusal::Settings("a role or room has at most 100 characters");

/// What is kept in step in a workspace.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({
    "roles": { "moderators": "moderator" }, "rooms": { "chemistry": "chemistry" },
    "confirm_relinquish": false
}))]
pub(super) struct Sync {
    /// By the name of a group: the role that its members have.
    roles: BTreeMap<String, String>,
    /// By the name of a group: the room that its members are in.
    rooms: BTreeMap<String, String>,
    /// Deactivate even the last owner of a room.
    confirm_relinquish: bool,
}

async fn named(
    app: &AppState,
    by_id: &BTreeMap<GroupId, String>,
) -> Result<BTreeMap<String, String>, HttpError> {
    let mut by_name = BTreeMap::new();
    for (id, what) in by_id {
        if let Some(group) = app.accounts().group(*id).await? {
            by_name.insert(group.name.to_string(), what.clone());
        }
    }
    Ok(by_name)
}

async fn read(
    app: &AppState,
    by_name: BTreeMap<String, String>,
) -> Result<BTreeMap<GroupId, String>, HttpError> {
    let mut by_id = BTreeMap::new();
    for (name, what) in by_name {
        let what = what.trim().trim_start_matches('#').to_owned();
        if what.is_empty() || what.chars().count() > LONGEST {
            return Err(TOO_LONG.into());
        }
        for id in ids_of(app, &[name]).await? {
            by_id.insert(id, what.clone());
        }
    }
    Ok(by_id)
}

async fn shown(app: &AppState, sync: &SyncSettings) -> Result<Json<Sync>, HttpError> {
    Ok(Json(Sync {
        roles: named(app, &sync.roles).await?,
        rooms: named(app, &sync.rooms).await?,
        confirm_relinquish: sync.confirm_relinquish,
    }))
}

/// Roles and rooms that follow groups
///
/// 404 if the workspace is not connected.
#[utoipa::path(
    get,
    operation_id = "show_sync",
    path = "/api/v1/applications/{slug}/rocketchat/sync",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "By names of groups", body = Sync)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<Sync>, HttpError> {
    let client = find(&app, &slug).await?;
    let stored = app.workspaces.connection(client.id).await?;
    let stored = stored.ok_or_else(HttpError::not_found)?;
    shown(&app, &stored.sync).await
}

/// Let roles and rooms follow groups
///
/// Replaces what was set; everybody in the workspace is brought in step with it.
#[utoipa::path(
    put,
    operation_id = "replace_sync",
    path = "/api/v1/applications/{slug}/rocketchat/sync",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    request_body = Sync,
    security(("token" = ["everything"])),
    responses((status = 200, description = "By names of groups", body = Sync)),
)]
pub(super) async fn replace(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    Input(wanted): Input<Sync>,
) -> Result<Json<Sync>, HttpError> {
    let client = find(&app, &slug).await?;
    let sync = SyncSettings {
        roles: read(&app, wanted.roles).await?,
        rooms: read(&app, wanted.rooms).await?,
        confirm_relinquish: wanted.confirm_relinquish,
    };
    let by = &me.administrator;
    app.workspaces.set_sync(by, client.id, sync.clone()).await?;
    shown(&app, &sync).await
}
