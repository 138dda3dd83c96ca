//! `/admin/people/{id}`: one person, shown and changed.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::users::UserChange;
use gantry_accounts::{Error, Refusal};
use gantry_core::claim_name::ClaimName;
use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use serde::Deserialize;

use super::lists;
use super::people::{email, role};
use super::person_view::view;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused, refused_at};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::person::{Person, PersonForm};

/// What stands in an attribute's line.
const ATTRIBUTE: Refusal = Refusal::Settings("an attribute stands as name=value");

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
    role: String,
    attributes: String,
    factor_demanded: Option<String>,
    confirm_username: Option<String>,
}

/// `GET /admin/people/{id}`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Person>, HttpError> {
    let user = find(&app, &id).await?;
    let shell = noticed(
        shell(&staff, &user),
        asked.done.as_deref(),
        user.name.as_str(),
    );
    Ok(Page::new(view(&app, &staff, &user, shell).await?))
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
            let shell = shell(&admin, &user);
            let shell = match &refusal {
                Refusal::LastAdministrator => refused_at(shell, &refusal, "role"),
                Refusal::Invalid(invalid) if invalid.what == "claim name" => {
                    refused_at(shell, &refusal, "attributes")
                }
                refusal if *refusal == ATTRIBUTE => refused_at(shell, refusal, "attributes"),
                refusal => refused(shell, refusal),
            };
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
        role: Some(role(&form.role)?),
        attributes: Some(attributes(&form.attributes)?),
        factor_demanded: Some(form.factor_demanded.is_some()),
        ..UserChange::default()
    };
    app.accounts()
        .change_user(&admin.administrator, id, change)
        .await
}

/// Attributes, one `name=value` a line.
fn attributes(text: &str) -> Result<BTreeMap<ClaimName, String>, Refusal> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once('=').ok_or(ATTRIBUTE)?;
            Ok((name.trim().parse()?, value.trim().to_owned()))
        })
        .collect()
}

/// The page with what was typed instead of what is stored.
fn typed(view: Person, form: Profile) -> Person {
    Person {
        form: PersonForm {
            name: form.name,
            username: form.username,
            email: form.email,
            role: form.role,
            attributes: form.attributes,
            factor_demanded: form.factor_demanded.is_some(),
        },
        ..view
    }
}

/// What the form shows of somebody as stored.
pub(super) fn stored(user: &User) -> PersonForm {
    let lines = user.attributes.iter();
    let lines = lines.map(|(name, value)| format!("{name}={value}"));
    PersonForm {
        name: user.name.to_string(),
        username: user.username.to_string(),
        email: user
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        role: user.role.map_or("", Role::as_str).to_owned(),
        attributes: lines.collect::<Vec<_>>().join("\n"),
        factor_demanded: user.factor_demanded,
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
pub(super) fn shell(staff: &Staff, user: &User) -> Shell {
    lists::shell(staff, Nav::People, &address(user.id))
}
