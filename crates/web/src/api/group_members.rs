//! Who is in a group.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_core::user::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::groups::find;
use super::input::{Asked, id_of};
use super::paging::{Page, PageQuery, page};
use super::shown::UserShown;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A member of a group.
#[derive(Serialize, ToSchema)]
pub(super) struct Member {
    user: UserShown,
    /// Put into the group itself, not only into one within it.
    direct: bool,
}

/// Members of a group and of those within it
#[utoipa::path(
    get,
    operation_id = "list_group_members",
    path = "/api/v1/groups/{id}/members",
    tag = "groups",
    params(("id" = String, Path, description = "The group's id"), PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<Member>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<Member>>, HttpError> {
    let group = find(&app, &id).await?;
    let (after, limit) = asked.place::<UserId>()?;
    let found = app.accounts().all_members(group.id, after, limit).await?;
    let shown = |(user, direct): (gantry_core::user::User, bool)| Member {
        user: user.into(),
        direct,
    };
    Ok(Json(page(found, limit, |(user, _)| user.id, shown)))
}

/// Put a person into a group
#[utoipa::path(
    put,
    operation_id = "add_group_member",
    path = "/api/v1/groups/{id}/members/{user}",
    tag = "groups",
    params(
        ("id" = String, Path, description = "The group's id"),
        ("user" = String, Path, description = "The person's id"),
    ),
    security(("token" = ["everything"])),
    responses((status = 204, description = "In it")),
)]
pub(super) async fn add(
    State(app): State<AppState>,
    me: Administering,
    Path((id, user)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let group = find(&app, &id).await?.id;
    let user = id_of(&user)?;
    let added = app.accounts().add_member(&me.administrator, group, user);
    added.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a person out of a group
#[utoipa::path(
    delete,
    operation_id = "remove_group_member",
    path = "/api/v1/groups/{id}/members/{user}",
    tag = "groups",
    params(
        ("id" = String, Path, description = "The group's id"),
        ("user" = String, Path, description = "The person's id"),
    ),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Not in it")),
)]
pub(super) async fn remove(
    State(app): State<AppState>,
    me: Administering,
    Path((id, user)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let group = find(&app, &id).await?.id;
    let user = id_of(&user)?;
    let removed = app.accounts().remove_member(&me.administrator, group, user);
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
