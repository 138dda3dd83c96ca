//! `/admin/people/{id}`: one person.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_accounts::users::UserChange;
use gantry_core::audit::Event;
use gantry_core::group::Group;
use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use gantry_store::audit::{self, AuditFilter};
use serde::Deserialize;

use super::people::email;
use super::{lists, workspace_person};
use crate::account::PASSWORD_MINIMUM;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::people::{GroupChoice, Person};

/// How many lines of the trail are searched for the last sign-in.
const LATEST: i64 = 100;

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// The form that changes a person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    name: String,
    username: String,
    email: String,
    is_admin: Option<String>,
    confirm_username: Option<String>,
}

/// `GET /admin/people/{id}`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Person>, HttpError> {
    let user = find(&app, &id).await?;
    let shell = noticed(
        shell(&admin, &user),
        asked.done.as_deref(),
        user.name.as_str(),
    );
    Ok(Page::new(view(&app, &admin, &user, shell).await?))
}

/// `POST /admin/people/{id}`
pub(super) async fn change(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Profile>,
) -> Result<Response, HttpError> {
    let user = find(&app, &id).await?;
    if form.username.trim() != user.username.as_str() && form.confirm_username.is_none() {
        let view = view(&app, &admin, &user, shell(&admin, &user)).await?;
        return Ok(Page::new(Person {
            confirm_username: true,
            ..typed(view, form)
        })
        .into_response());
    }
    match mendable(act(&app, &admin, user.id, &form).await)? {
        Ok(_) => Ok(done(&address(user.id), "person-saved")),
        Err(refusal) => {
            let shell = refused(shell(&admin, &user), &refusal);
            let view = typed(view(&app, &admin, &user, shell).await?, form);
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, id: UserId, form: &Profile) -> Result<User, Error> {
    let change = UserChange {
        username: Some(form.username.parse()?),
        email: Some(email(&form.email)?),
        name: Some(form.name.parse()?),
        role: Some(form.is_admin.as_ref().map(|_| Role::Administrator)),
        ..UserChange::default()
    };
    app.accounts()
        .change_user(&admin.administrator, id, change)
        .await
}

/// The page with what was typed instead of what is stored.
fn typed(view: Person, form: Profile) -> Person {
    Person {
        name: form.name,
        username: form.username,
        email: form.email,
        is_admin: form.is_admin.is_some(),
        ..view
    }
}

/// The person of the address.
pub(super) async fn find(app: &AppState, id: &str) -> Result<User, HttpError> {
    let id: UserId = id.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .user(id)
        .await?
        .ok_or_else(HttpError::not_found)
}

/// The address of a person's page.
pub(super) fn address(id: UserId) -> String {
    format!("/admin/people/{id}")
}

/// The frame of a person's page.
pub(super) fn shell(admin: &Admin, user: &User) -> Shell {
    lists::shell(admin, Nav::People, &address(user.id))
}

/// The page as things are stored.
pub(super) async fn view(
    app: &AppState,
    admin: &Admin,
    user: &User,
    shell: Shell,
) -> Result<Person, Error> {
    let last = last_sign_in(app, user.id).await?;
    Ok(Person {
        id: user.id.to_string(),
        name: user.name.to_string(),
        username: user.username.to_string(),
        email: user
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        enabled: !user.disabled,
        is_admin: user.is_administrator(),
        is_self: user.id == admin.live.user.id,
        subject: user.subject.as_str().to_owned(),
        groups: choices(app, user.id).await?,
        chats: workspace_person::chats(app, user.id, shell.lang).await?,
        last_sign_in: last.map(|at| shell.lang.moment(at)),
        password_minimum: PASSWORD_MINIMUM,
        confirm_username: false,
        shell,
    })
}

async fn choices(app: &AppState, id: UserId) -> Result<Vec<GroupChoice>, Error> {
    let member_of = app.accounts().groups_of(id).await?;
    let choice = |group: Group| GroupChoice {
        id: group.id.to_string(),
        name: group.name.to_string(),
        member: member_of.iter().any(|own| own.id == group.id),
    };
    Ok(lists::all_groups(app)
        .await?
        .into_iter()
        .map(choice)
        .collect())
}

async fn last_sign_in(app: &AppState, id: UserId) -> Result<Option<i64>, Error> {
    let mut conn = app.accounts().store().read().await?;
    let lines = audit::list(&mut conn, AuditFilter::User(id), None, LATEST).await?;
    let mut sign_ins = lines.iter().filter(|line| line.event == Event::SignIn);
    Ok(sign_ins
        .find(|line| line.reason.is_none())
        .map(|line| line.at.as_i64()))
}
