//! `/api/v1/users`: the list, and one person.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::Error;
use gantry_accounts::users::{NewUser, PeopleQuery, UserChange};
use gantry_core::claim_name::ClaimName;
use gantry_core::email::Email;
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::{DisplayName, User};
use gantry_core::username::Username;
use gantry_store::user_search::SearchPosition;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::caller::{Administering, Reading};
use super::groups::ids_of;
use super::input::{Asked, Input, id_of, nullable};
use super::paging::{Page, cursor, place};
use super::shown::UserShown;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Whom a list is about.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UserQuery {
    /// Beginnings of words of name, user name and address.
    search: String,
    /// Only who has this role.
    #[param(value_type = Option<String>)]
    role: Option<Role>,
    /// Only who is disabled.
    disabled: bool,
    /// Only who has no second factor.
    without_factor: bool,
    /// Only who has never signed in.
    never_signed_in: bool,
    /// Only members of the group of this id, or of one within it.
    #[param(value_type = Option<String>)]
    group: Option<GroupId>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
}

/// A person to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "username": "alice", "name": "Alice Smith", "email": "alice@example.org", "groups": ["staff"]
}))]
pub(super) struct UserToAdd {
    #[schema(value_type = String)]
    username: Username,
    /// The user name unless said.
    #[schema(value_type = Option<String>)]
    name: Option<DisplayName>,
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    /// Whether you vouch for the address; you do unless you say otherwise.
    email_verified: Option<bool>,
    /// Without one the person cannot sign in yet.
    password: Option<String>,
    /// `auditor`, `helpdesk` or `administrator`.
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    language: Option<String>,
    /// Names of groups.
    #[serde(default)]
    groups: Vec<String>,
    /// The other standard claims of OpenID Connect.
    #[serde(default)]
    #[schema(value_type = Object)]
    profile: Profile,
}

/// What to change about a person; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({ "name": "Alice Jones", "email": null }))]
#[derive(Default)]
#[expect(
    clippy::option_option,
    reason = "a member that is null is not one that is missing"
)]
pub(super) struct UserPatch {
    /// The former one stays this person's.
    #[schema(value_type = Option<String>)]
    username: Option<Username>,
    #[schema(value_type = Option<String>)]
    name: Option<DisplayName>,
    /// Another address, or `null` for none.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<Email>>,
    email_verified: Option<bool>,
    /// Another role, or `null` for none.
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    role: Option<Option<Role>>,
    /// Whether to sign in with a second factor only.
    factor_demanded: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    language: Option<Option<String>>,
    /// All other standard claims.
    #[schema(value_type = Option<Object>)]
    profile: Option<Profile>,
    /// All attributes.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    attributes: Option<BTreeMap<ClaimName, String>>,
}

/// People, a page at a time
#[utoipa::path(
    get,
    operation_id = "list_users",
    path = "/api/v1/users",
    tag = "users",
    params(UserQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<UserShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<UserQuery>,
) -> Result<Json<Page<UserShown>>, HttpError> {
    let (after, limit) = place::<(String, String)>(asked.cursor.as_deref(), asked.limit)?;
    let after = match after {
        Some((word, id)) => Some(SearchPosition {
            word,
            user_id: id_of(&id)?,
        }),
        None => None,
    };
    let query = PeopleQuery {
        text: asked.search,
        role: asked.role,
        disabled: asked.disabled,
        without_factor: asked.without_factor,
        never_signed_in: asked.never_signed_in,
        group: asked.group,
        after,
    };
    let found = app.accounts().list_people(&query, limit).await?;
    let next = found
        .next
        .and_then(|at| cursor(&(at.word, at.user_id.to_string())));
    let items = found.people.into_iter().map(|it| it.user.into()).collect();
    Ok(Json(Page { items, next }))
}

/// Add a person
#[utoipa::path(
    post,
    operation_id = "add_user",
    path = "/api/v1/users",
    tag = "users",
    request_body = UserToAdd,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The person", body = UserShown)),
)]
pub(super) async fn add(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<UserToAdd>,
) -> Result<(StatusCode, Json<UserShown>), HttpError> {
    let user = insert(&app, &me, new).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

async fn insert(app: &AppState, me: &Administering, new: UserToAdd) -> Result<User, Error> {
    let groups = ids_of(app, &new.groups).await?;
    let name = match new.name {
        Some(name) => name,
        None => new.username.as_str().parse()?,
    };
    let new = NewUser {
        email_verified: new.email_verified.unwrap_or(true),
        email: new.email,
        username: new.username,
        name,
        profile: new.profile,
        password: new.password.map(Password::chosen).transpose()?,
        role: new.role,
        language: new.language,
        groups,
    };
    app.accounts().add_user(&me.administrator, new).await
}

/// One person
#[utoipa::path(
    get,
    operation_id = "show_user",
    path = "/api/v1/users/{id}",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The person", body = UserShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<UserShown>, HttpError> {
    Ok(Json(find(&app, &id).await?.into()))
}

/// The person of the address.
pub(super) async fn find(app: &AppState, id: &str) -> Result<User, HttpError> {
    let user = app.accounts().user(id_of(id)?).await?;
    user.ok_or_else(HttpError::not_found)
}

/// Change a person
#[utoipa::path(
    patch,
    operation_id = "change_user",
    path = "/api/v1/users/{id}",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    request_body = UserPatch,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The person", body = UserShown)),
)]
pub(super) async fn change(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
    Input(patch): Input<UserPatch>,
) -> Result<Json<UserShown>, HttpError> {
    let change = UserChange {
        username: patch.username,
        email: patch.email,
        email_verified: patch.email_verified,
        name: patch.name,
        profile: patch.profile,
        attributes: patch.attributes,
        role: patch.role,
        factor_demanded: patch.factor_demanded,
        language: patch.language,
    };
    let id = find(&app, &id).await?.id;
    let user = app.accounts().change_user(&me.administrator, id, change);
    Ok(Json(user.await?.into()))
}

/// Delete a person
///
/// User name, address and `sub` are never given to anybody else.
#[utoipa::path(
    delete,
    operation_id = "delete_user",
    path = "/api/v1/users/{id}",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Deleted")),
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = find(&app, &id).await?.id;
    app.accounts().delete_user(&me.administrator, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
