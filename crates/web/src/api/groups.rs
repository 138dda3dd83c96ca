//! `/api/v1/groups`: the list, and one group.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::{Error, Refusal};
use gantry_core::group::{Group, GroupId};
use gantry_core::group_name::GroupName;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::input::{Asked, Input, id_of, nullable};
use super::paging::{Page, PageQuery, page};
use super::shown::GroupShown;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A group to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "chemistry", "parent": "science" }))]
pub(super) struct GroupToAdd {
    #[schema(value_type = String)]
    name: GroupName,
    /// The name of the group above it.
    #[serde(default)]
    parent: Option<String>,
}

/// What to change about a group; what is not named stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({ "parent": null, "factor_demanded": true }))]
#[expect(
    clippy::option_option,
    reason = "a member that is null is not one that is missing"
)]
pub(super) struct GroupPatch {
    #[schema(value_type = Option<String>)]
    name: Option<GroupName>,
    /// The name of the group above it, or `null` for none.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<String>>,
    /// Its members sign in with a second factor only.
    factor_demanded: Option<bool>,
}

/// The groups of these names.
pub(super) async fn ids_of(app: &AppState, names: &[String]) -> Result<Vec<GroupId>, Error> {
    let mut ids = Vec::new();
    for name in names {
        let found = match name.parse::<GroupName>() {
            Ok(name) => app.accounts().group_by_name(&name).await?,
            Err(_) => None,
        };
        let group = found.ok_or_else(|| {
            let text = format!("there is no group {name}");
            Error::from(Refusal::Document(vec![text]))
        })?;
        ids.push(group.id);
    }
    Ok(ids)
}

async fn parent_of(app: &AppState, name: Option<String>) -> Result<Option<GroupId>, Error> {
    let names: Vec<String> = name.into_iter().collect();
    Ok(ids_of(app, &names).await?.pop())
}

/// Groups in the order of their names
#[utoipa::path(
    get,
    operation_id = "list_groups",
    path = "/api/v1/groups",
    tag = "groups",
    params(PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<GroupShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<GroupShown>>, HttpError> {
    let (after, limit) = asked.place::<GroupName>()?;
    let found = app.accounts().list_groups(after.as_ref(), limit).await?;
    let at = |group: &Group| group.name.clone();
    Ok(Json(page(found, limit, at, GroupShown::from)))
}

/// Add a group
#[utoipa::path(
    post,
    operation_id = "add_group",
    path = "/api/v1/groups",
    tag = "groups",
    request_body = GroupToAdd,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The group", body = GroupShown)),
)]
pub(super) async fn add(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<GroupToAdd>,
) -> Result<(StatusCode, Json<GroupShown>), HttpError> {
    let accounts = app.accounts();
    let parent = parent_of(&app, new.parent).await?;
    let group = accounts.add_group(&me.administrator, new.name).await?;
    if parent.is_some() {
        accounts
            .move_group(&me.administrator, group.id, parent)
            .await?;
    }
    let group = find(&app, &group.id.to_string()).await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}

/// One group
#[utoipa::path(
    get,
    operation_id = "show_group",
    path = "/api/v1/groups/{id}",
    tag = "groups",
    params(("id" = String, Path, description = "The group's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The group", body = GroupShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<GroupShown>, HttpError> {
    Ok(Json(find(&app, &id).await?.into()))
}

/// The group of the address.
pub(super) async fn find(app: &AppState, id: &str) -> Result<Group, HttpError> {
    let group = app.accounts().group(id_of(id)?).await?;
    group.ok_or_else(HttpError::not_found)
}

/// Rename a group, put it into another, or ask its members for a second factor
#[utoipa::path(
    patch,
    operation_id = "change_group",
    path = "/api/v1/groups/{id}",
    tag = "groups",
    params(("id" = String, Path, description = "The group's id")),
    request_body = GroupPatch,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The group", body = GroupShown)),
)]
pub(super) async fn change(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
    Input(patch): Input<GroupPatch>,
) -> Result<Json<GroupShown>, HttpError> {
    let group = find(&app, &id).await?;
    let (accounts, by) = (app.accounts(), &me.administrator);
    let parent = match patch.parent {
        Some(name) => Some(parent_of(&app, name).await?),
        None => None,
    };
    if let Some(name) = patch.name {
        accounts.rename_group(by, group.id, name).await?;
    }
    if let Some(parent) = parent {
        accounts.move_group(by, group.id, parent).await?;
    }
    if let Some(demanded) = patch.factor_demanded {
        accounts
            .demand_factor_of_group(by, group.id, demanded)
            .await?;
    }
    Ok(Json(find(&app, &id).await?.into()))
}

/// Delete a group that no application names
#[utoipa::path(
    delete,
    operation_id = "delete_group",
    path = "/api/v1/groups/{id}",
    tag = "groups",
    params(("id" = String, Path, description = "The group's id")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Deleted")),
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    app.accounts().delete_group(&me.administrator, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
