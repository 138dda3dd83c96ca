//! What an administrator does to one person, beside changing the profile.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::user::User;
use serde::Deserialize;

use super::person;
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::notices::{done, warned};
use crate::refusals::{FORM_REFUSED, mendable, refused, words};
use crate::render::Page;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPassword {
    new_password: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    confirm: Option<String>,
}

/// `POST /admin/people/{id}/groups`
pub(super) async fn set_groups(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let ticked = pairs.iter().filter(|(name, _)| name == "group");
    let groups: Vec<GroupId> = ticked.filter_map(|(_, id)| id.parse().ok()).collect();
    let act = app
        .accounts()
        .set_groups_of(&admin.administrator, user.id, groups)
        .await;
    answer(&app, &admin, &user, act, "person-saved").await
}

/// `POST /admin/people/{id}/password`
pub(super) async fn set_password(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<NewPassword>,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = match Password::chosen(form.new_password) {
        Ok(new) => {
            app.accounts()
                .set_password(&admin.administrator, user.id, new)
                .await
        }
        Err(invalid) => Err(invalid.into()),
    };
    answer(&app, &admin, &user, act, "person-password-set").await
}

/// `POST /admin/people/{id}/disable`
pub(super) async fn disable(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    if user.id == admin.live.user.id {
        return not_oneself(&app, &admin, &user).await;
    }
    let act = app
        .accounts()
        .set_disabled(&admin.administrator, user.id, true)
        .await;
    answer(&app, &admin, &user, act.map(drop), "person-disabled").await
}

/// `POST /admin/people/{id}/enable`
pub(super) async fn enable(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = app
        .accounts()
        .set_disabled(&admin.administrator, user.id, false)
        .await;
    answer(&app, &admin, &user, act.map(drop), "person-enabled").await
}

/// `POST /admin/people/{id}/sessions/end`
pub(super) async fn end_everything(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = app
        .accounts()
        .end_everything(&admin.administrator, user.id)
        .await;
    answer(&app, &admin, &user, act, "person-sessions-ended").await
}

/// `POST /admin/people/{id}/delete`
pub(super) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    FormBody(form): FormBody<Confirmation>,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    if user.id == admin.live.user.id {
        return not_oneself(&app, &admin, &user).await;
    }
    if form.confirm.is_none() {
        return said(&app, &admin, &user, "refusal-confirm").await;
    }
    match mendable(
        app.accounts()
            .delete_user(&admin.administrator, user.id)
            .await,
    )? {
        Ok(()) => Ok(done("/admin/people", "person-deleted")),
        Err(refusal) => told(&app, &admin, &user, &refusal).await,
    }
}

async fn answer(
    app: &AppState,
    admin: &Admin,
    user: &User,
    act: Result<(), Error>,
    what: &'static str,
) -> Result<Response, HttpError> {
    match mendable(act)? {
        Ok(()) => Ok(done(&person::address(user.id), what)),
        Err(refusal) => told(app, admin, user, &refusal).await,
    }
}

/// The page with the refusal: beside the field if it is about one, else at the top.
async fn told(
    app: &AppState,
    admin: &Admin,
    user: &User,
    refusal: &Refusal,
) -> Result<Response, HttpError> {
    let shell = person::shell(admin, user);
    let shell = if matches!(refusal, Refusal::Invalid(_)) {
        refused(shell, refusal)
    } else {
        let text = words(shell.lang, refusal);
        warned(shell, text)
    };
    let view = person::view(app, admin, user, shell).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

async fn not_oneself(app: &AppState, admin: &Admin, user: &User) -> Result<Response, HttpError> {
    said(app, admin, user, "person-is-self").await
}

async fn said(
    app: &AppState,
    admin: &Admin,
    user: &User,
    key: &str,
) -> Result<Response, HttpError> {
    let shell = person::shell(admin, user);
    let text = shell.t(key);
    let view = person::view(app, admin, user, warned(shell, text)).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}
