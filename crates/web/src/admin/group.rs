//! `/admin/groups/{id}`: one group and its members.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::groups::uses::{Entry, Use};
use gantry_accounts::{Error, Refusal};
use gantry_core::group::{Group, GroupId};
use gantry_core::user::User;
use serde::Deserialize;

use super::application_access;
use super::groups::GroupForm;
use super::lists::{self, PAGE, is_full, typed_group};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed, warned};
use crate::refusals::{FORM_REFUSED, mendable, refused, refused_at};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::groups::{Group as GroupView, GroupRow, MemberRow, UseRow};

/// Where the page of the members begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: Option<String>,
    done: Option<String>,
}

/// Whom to add, whom to remove, or a yes to deleting the group.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Members {
    username: String,
    person: String,
    confirm: Option<String>,
}

/// The group that it is to be within, or whether members need a second factor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Placed {
    parent: String,
    factor_demanded: Option<String>,
}

/// `GET /admin/groups/{id}`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<GroupView>, HttpError> {
    let group = find(&app, &id).await?;
    let shell = noticed(
        shell(&admin, &group),
        asked.done.as_deref(),
        group.name.as_str(),
    );
    Ok(Page::new(
        view(&app, &group, shell, asked.after.as_deref()).await?,
    ))
}

/// `POST /admin/groups/{id}`
pub(super) async fn rename(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<GroupForm>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    let act = match form.name.trim().parse() {
        Ok(name) => {
            app.accounts()
                .rename_group(&admin.administrator, group.id, name)
                .await
        }
        Err(invalid) => Err(Error::from(invalid)),
    };
    match mendable(act)? {
        Ok(()) => Ok(done(&address(group.id), "group-saved")),
        Err(refusal) => {
            let shell = refused(shell(&admin, &group), &refusal);
            let view = view(&app, &group, shell, None).await?;
            let view = GroupView {
                name: form.name,
                ..view
            };
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /admin/groups/{id}/members/add`
pub(super) async fn add_member(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Members>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    let Some(user) = app.accounts().user_by_login(form.username.trim()).await? else {
        let nobody = Refusal::Unknown {
            what: "user",
            name: form.username.clone(),
        };
        let shell = refused_at(shell(&admin, &group), &nobody, "username");
        let view = view(&app, &group, shell, None).await?;
        let view = GroupView {
            add_username: form.username,
            ..view
        };
        return Ok(Page::with_status(FORM_REFUSED, view).into_response());
    };
    app.accounts()
        .add_member(&admin.administrator, group.id, user.id)
        .await?;
    Ok(done(&address(group.id), "group-member-added"))
}

/// `POST /admin/groups/{id}/members/remove`
pub(super) async fn remove_member(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Members>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    let user = form.person.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .remove_member(&admin.administrator, group.id, user)
        .await?;
    Ok(done(&address(group.id), "group-member-removed"))
}

/// `POST /admin/groups/{id}/delete`
pub(super) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Members>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    let shell = shell(&admin, &group);
    let text = if form.confirm.is_none() {
        shell.t("refusal-confirm")
    } else {
        match mendable(
            app.accounts()
                .delete_group(&admin.administrator, group.id)
                .await,
        )? {
            Ok(()) => return Ok(done("/admin/groups", "group-deleted")),
            Err(refusal) => kept_by(&app, &group, &shell, &refusal).await?,
        }
    };
    let view = view(&app, &group, warned(shell, text), None).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

/// Why a group stays: usually because applications name it.
async fn kept_by(
    app: &AppState,
    group: &Group,
    shell: &Shell,
    refusal: &Refusal,
) -> Result<String, Error> {
    let clients = app.accounts().clients_naming_group(group.id).await?;
    let names: Vec<String> = clients.into_iter().map(|client| client.name).collect();
    if names.is_empty() {
        return Ok(crate::refusals::words(shell.lang, refusal));
    }
    Ok(shell.with("refusal-group-named", "applications", names.join(", ")))
}

/// `POST /admin/groups/{id}/parent`
pub(super) async fn place(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Placed>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    match mendable(put(&app, &admin, &group, form.parent.trim()).await)? {
        Ok(()) => Ok(done(&address(group.id), "group-moved")),
        Err(refusal) => {
            let shell = refused_at(shell(&admin, &group), &refusal, "parent");
            let view = view(&app, &group, shell, None).await?;
            let parent = form.parent;
            let view = GroupView { parent, ..view };
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn put(app: &AppState, admin: &Admin, group: &Group, parent: &str) -> Result<(), Error> {
    let above = typed_group(app, parent).await?.map(|group| group.id);
    let accounts = app.accounts();
    accounts
        .move_group(&admin.administrator, group.id, above)
        .await
}

/// `POST /admin/groups/{id}/factor`
pub(super) async fn demand_factor(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Placed>,
) -> Result<Response, HttpError> {
    let group = find(&app, &id).await?;
    let demanded = form.factor_demanded.is_some();
    app.accounts()
        .demand_factor_of_group(&admin.administrator, group.id, demanded)
        .await?;
    Ok(done(&address(group.id), "group-saved"))
}

async fn find(app: &AppState, id: &str) -> Result<Group, HttpError> {
    let id: GroupId = id.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .group(id)
        .await?
        .ok_or_else(HttpError::not_found)
}

fn address(id: GroupId) -> String {
    format!("/admin/groups/{id}")
}

fn shell(admin: &Staff, group: &Group) -> Shell {
    lists::shell(admin, Nav::Groups, &address(group.id))
}

async fn view(
    app: &AppState,
    group: &Group,
    shell: Shell,
    after: Option<&str>,
) -> Result<GroupView, Error> {
    let after = after.and_then(|id| id.parse().ok());
    let members = app.accounts().all_members(group.id, after, PAGE).await?;
    let last = members.last().filter(|_| is_full(members.len()));
    let next = last.map(|(user, _)| format!("{}?after={}", address(group.id), user.id));
    let row = |(user, direct): (User, bool)| MemberRow {
        id: user.id.to_string(),
        name: user.name.to_string(),
        username: user.username.to_string(),
        direct,
    };
    let place = app.accounts().place_of_group(group.id).await?;
    let uses = app.accounts().uses_of_group(group).await?;
    let parent = place.above.last().map(|parent| parent.name.to_string());
    Ok(GroupView {
        shell,
        id: group.id.to_string(),
        name: group.name.to_string(),
        above: place.above.iter().map(GroupRow::of).collect(),
        children: place.children.iter().map(GroupRow::of).collect(),
        parent: parent.unwrap_or_default(),
        factor_demanded: group.factor_demanded,
        uses: uses.into_iter().map(use_row).collect(),
        members: members.into_iter().map(row).collect(),
        next,
        add_username: String::new(),
    })
}

fn use_row(made: Use) -> UseRow {
    UseRow {
        name: made.client.name.clone(),
        address: application_access::address(&made.client),
        entry_key: match made.entry {
            Entry::Unnamed => None,
            Entry::Open => Some("group-use-open"),
            Entry::Closed => Some("group-use-closed"),
        },
        told: made.told,
    }
}
