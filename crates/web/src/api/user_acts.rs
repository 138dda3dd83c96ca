//! What is done to one person.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::Error;
use gantry_core::password::Password;
use gantry_core::user::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Helping, Reading};
use super::groups::ids_of;
use super::input::Input;
use super::shown::{GroupShown, UserShown};
use super::users::find;
use crate::error::HttpError;
use crate::http::state::AppState;

/// A password to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "password": "a tower of paper cranes" }))]
pub(super) struct PasswordToSet {
    password: String,
}

/// The groups to be in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "groups": ["staff", "chemistry"] }))]
pub(super) struct GroupsToSet {
    /// Names of groups.
    groups: Vec<String>,
}

/// The groups of a person.
#[derive(Serialize, ToSchema)]
pub(super) struct GroupsOfUser {
    /// Those it was put into, in the order of their names.
    items: Vec<GroupShown>,
    /// Names of those that come with them, being above them.
    inherited: Vec<String>,
}

/// How many counts were forgotten.
#[derive(Serialize, ToSchema)]
pub(super) struct Unlocked {
    forgotten: u64,
}

/// Shut a person out
///
/// Everything that was issued ends.
#[utoipa::path(
    post,
    operation_id = "disable_user",
    path = "/api/v1/users/{id}/disable",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "The person", body = UserShown)),
)]
pub(super) async fn disable(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
) -> Result<Json<UserShown>, HttpError> {
    set_disabled(&app, &me, &id, true).await
}

/// Let a person in again
#[utoipa::path(
    post,
    operation_id = "enable_user",
    path = "/api/v1/users/{id}/enable",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "The person", body = UserShown)),
)]
pub(super) async fn enable(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
) -> Result<Json<UserShown>, HttpError> {
    set_disabled(&app, &me, &id, false).await
}

async fn set_disabled(
    app: &AppState,
    me: &Administering,
    id: &str,
    disabled: bool,
) -> Result<Json<UserShown>, HttpError> {
    let id = find(app, id).await?.id;
    let user = app.accounts().set_disabled(&me.administrator, id, disabled);
    Ok(Json(user.await?.into()))
}

/// Forget counted attempts
#[utoipa::path(
    post,
    operation_id = "unlock_user",
    path = "/api/v1/users/{id}/unlock",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["people"])),
    responses((status = 200, description = "How many were forgotten", body = Unlocked)),
)]
pub(super) async fn unlock(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<Json<Unlocked>, HttpError> {
    let id = find(&app, &id).await?.id;
    let forgotten = app.accounts().unlock(&me.helpdesk, id).await?;
    Ok(Json(Unlocked { forgotten }))
}

/// Set a person's password
///
/// Everything that was issued ends.
#[utoipa::path(
    put,
    operation_id = "set_user_password",
    path = "/api/v1/users/{id}/password",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    request_body = PasswordToSet,
    security(("token" = ["people"])),
    responses((status = 204, description = "Set")),
)]
pub(super) async fn set_password(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
    Input(new): Input<PasswordToSet>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    let password = Password::chosen(new.password).map_err(Error::from)?;
    let set = app.accounts().set_password(&me.helpdesk, id, password);
    set.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take all second factors from a person who lost them
///
/// Everything that was issued ends.
#[utoipa::path(
    post,
    operation_id = "reset_user_factors",
    path = "/api/v1/users/{id}/factors/reset",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["people"])),
    responses((status = 204, description = "Taken")),
)]
pub(super) async fn reset_factors(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    app.accounts().reset_factors(&me.helpdesk, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The groups of a person
#[utoipa::path(
    get,
    operation_id = "list_groups_of_user",
    path = "/api/v1/users/{id}/groups",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The groups", body = GroupsOfUser)),
)]
pub(super) async fn groups(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<GroupsOfUser>, HttpError> {
    let id = find(&app, &id).await?.id;
    groups_of(&app, id).await
}

async fn groups_of(app: &AppState, id: UserId) -> Result<Json<GroupsOfUser>, HttpError> {
    let direct = app.accounts().direct_groups_of(id).await?;
    let all = app.accounts().groups_of(id).await?;
    let inherited = all
        .iter()
        .filter(|group| !direct.iter().any(|own| own.id == group.id))
        .map(|group| group.name.to_string());
    Ok(Json(GroupsOfUser {
        inherited: inherited.collect(),
        items: direct.into_iter().map(GroupShown::from).collect(),
    }))
}

/// Put a person into these groups and out of all others
#[utoipa::path(
    put,
    operation_id = "set_groups_of_user",
    path = "/api/v1/users/{id}/groups",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    request_body = GroupsToSet,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The groups", body = GroupsOfUser)),
)]
pub(super) async fn set_groups(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
    Input(wanted): Input<GroupsToSet>,
) -> Result<Json<GroupsOfUser>, HttpError> {
    let id = find(&app, &id).await?.id;
    let groups = ids_of(&app, &wanted.groups).await?;
    let accounts = app.accounts();
    accounts
        .set_groups_of(&me.administrator, id, groups)
        .await?;
    groups_of(&app, id).await
}
