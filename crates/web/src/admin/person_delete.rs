//! `/admin/people/{id}/delete`: what a deletion would end, and the deletion.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_core::user::User;
use serde::Deserialize;

use super::{lists, person};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, warned};
use crate::refusals::{FORM_REFUSED, mendable, words};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::person::PersonDelete;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    confirm: Option<String>,
}

/// `GET /admin/people/{id}/delete`
pub(super) async fn ask(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Page<PersonDelete>, HttpError> {
    let user = person::find(&app, &id).await?;
    Ok(Page::new(view(&app, &user, shell(&staff, &user)).await?))
}

/// `POST /admin/people/{id}/delete`
pub(super) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Confirmation>,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let shell = shell(&admin, &user);
    let problem = if user.id == admin.live.user.id {
        shell.t("person-is-self")
    } else if form.confirm.is_none() {
        shell.t("refusal-confirm")
    } else {
        let act = app.accounts().delete_user(&admin.administrator, user.id);
        match mendable(act.await)? {
            Ok(()) => return Ok(done("/admin/people", "person-deleted")),
            Err(refusal) => words(shell.lang, &refusal),
        }
    };
    let view = view(&app, &user, warned(shell, problem)).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

fn shell(staff: &Staff, user: &User) -> Shell {
    let here = format!("{}/delete", person::address(user.id));
    lists::shell(staff, Nav::People, &here)
}

async fn view(app: &AppState, user: &User, shell: Shell) -> Result<PersonDelete, Error> {
    let remains = app.accounts().remains_of(user.id).await?;
    let groups = app.accounts().groups_of(user.id).await?.len();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let numbers = [
        ("person-ends-sessions", count(remains.sessions)),
        ("person-ends-applications", remains.applications),
        ("person-ends-chats", remains.chats),
        ("person-ends-mail-links", remains.mail_links),
        ("person-ends-api-tokens", remains.api_tokens),
        ("person-ends-groups", count(groups)),
    ];
    let mut ends: Vec<String> = numbers
        .into_iter()
        .map(|(key, number)| shell.with(key, "count", number))
        .collect();
    if remains.has_factor {
        ends.push(shell.t("person-ends-factors"));
    }
    Ok(PersonDelete {
        id: user.id.to_string(),
        name: user.name.to_string(),
        ends,
        shell,
    })
}
