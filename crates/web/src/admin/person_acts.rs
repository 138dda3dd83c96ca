//! What is done to one person, beside changing the profile: by administrators, and by the helpdesk
//! what helps.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::group::GroupId;
use gantry_core::session::SessionId;
use gantry_core::user::User;
use serde::Deserialize;

use super::lists::typed_group;
use super::person;
use super::person_view::view;
use crate::account::chosen_password;
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Desk, Staff};
use crate::notices::{done, warned};
use crate::refusals::{FORM_REFUSED, mendable, refused, refused_at, words};
use crate::render::Page;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPassword {
    new_password: String,
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
    let mut groups: Vec<GroupId> = ticked.filter_map(|(_, id)| id.parse().ok()).collect();
    match mendable(further(&app, &pairs).await)? {
        Ok(further) => groups.extend(further),
        Err(refusal) => {
            let shell = refused_at(person::shell(&admin, &user), &refusal, "further_group");
            let page = view(&app, &admin, &user, shell).await?;
            return Ok(Page::with_status(FORM_REFUSED, page).into_response());
        }
    }
    let act = app
        .accounts()
        .set_groups_of(&admin.administrator, user.id, groups)
        .await;
    answer(&app, &admin, &user, act, "person-saved").await
}

/// The group whose name was typed, if one was.
async fn further(app: &AppState, pairs: &[(String, String)]) -> Result<Option<GroupId>, Error> {
    let typed = pairs.iter().find(|(name, _)| name == "further_group");
    let typed = typed.map_or("", |(_, typed)| typed.as_str());
    let found = typed_group(app, typed).await?;
    Ok(found.map(|group| group.id))
}

/// `POST /admin/people/{id}/password`
pub(super) async fn set_password(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    FormBody(form): FormBody<NewPassword>,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = match chosen_password(&form.new_password) {
        Ok(new) => {
            app.accounts()
                .set_password(&desk.helpdesk, user.id, new)
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    answer(&app, &desk, &user, act, "person-password-set").await
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
    desk: Desk,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = app.accounts().end_everything(&desk.helpdesk, user.id).await;
    answer(&app, &desk, &user, act, "person-sessions-ended").await
}

/// `POST /admin/people/{id}/sessions/{session}/end`
pub(super) async fn end_session(
    State(app): State<AppState>,
    desk: Desk,
    Path((id, session)): Path<(String, String)>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let session: SessionId = session.parse().map_err(|_| HttpError::not_found())?;
    let act = app
        .accounts()
        .end_session_of(&desk.helpdesk, user.id, session)
        .await;
    answer(&app, &desk, &user, act, "person-session-ended").await
}

/// `POST /admin/people/{id}/unlock`
pub(super) async fn unlock(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = app.accounts().unlock(&desk.helpdesk, user.id).await;
    answer(&app, &desk, &user, act.map(drop), "person-unlocked").await
}

/// `POST /admin/people/{id}/factors/reset`
pub(super) async fn reset_factors(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let act = app.accounts().reset_factors(&desk.helpdesk, user.id).await;
    answer(&app, &desk, &user, act, "person-factors-reset").await
}

pub(super) async fn answer(
    app: &AppState,
    admin: &Staff,
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
    admin: &Staff,
    user: &User,
    refusal: &Refusal,
) -> Result<Response, HttpError> {
    let shell = person::shell(admin, user);
    let shell = if matches!(refusal, Refusal::Invalid(_) | Refusal::WeakPassword(_)) {
        refused(shell, refusal)
    } else {
        let text = words(shell.lang, refusal);
        warned(shell, text)
    };
    let page = view(app, admin, user, shell).await?;
    Ok(Page::with_status(FORM_REFUSED, page).into_response())
}

async fn not_oneself(app: &AppState, admin: &Staff, user: &User) -> Result<Response, HttpError> {
    said(app, admin, user, "person-is-self").await
}

async fn said(
    app: &AppState,
    admin: &Staff,
    user: &User,
    key: &str,
) -> Result<Response, HttpError> {
    let shell = person::shell(admin, user);
    let text = shell.t(key);
    let page = view(app, admin, user, warned(shell, text)).await?;
    Ok(Page::with_status(FORM_REFUSED, page).into_response())
}
