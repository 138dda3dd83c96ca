//! `/recover`: a forgotten password. What is answered does not depend on who has an account.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Refusal;
use gantry_core::user::User;
use gantry_store::sessions::LiveSession;
use serde::Deserialize;

use crate::account::password_minimum;
use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::letters::Letters;
use crate::pages::mail_links::{unless_over, working};
use crate::refusals::{FORM_REFUSED, mendable, refused_at};
use crate::render::{Nav, Page, Shell};
use crate::views::mail::{Recover, Recovering};

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    sent: Option<String>,
}

/// Whose password was forgotten.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    username: String,
}

/// The new password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewPassword {
    new_password: String,
}

/// `GET /recover`
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<Recover>, HttpError> {
    Ok(Page::new(Recover {
        sent: asked.sent.is_some(),
        ..view(&app, &visitor).await?
    }))
}

/// `POST /recover`
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    let letters = Letters::of(&app, visitor.lang).await?;
    let writer = letters.writer();
    let asked = app
        .accounts()
        .ask_recovery(&typed.username, visitor.address, &writer);
    match mendable(asked.await)? {
        Ok(()) => Ok(Redirect::to("/recover?sent=yes").into_response()),
        Err(Refusal::SlowDown(wait)) => {
            let seconds = wait.as_i64();
            let slow_down_seconds = Some(seconds);
            let view = Recover {
                slow_down_seconds,
                ..view(&app, &visitor).await?
            };
            let retry = [(header::RETRY_AFTER, seconds.to_string())];
            let page = Page::with_status(StatusCode::TOO_MANY_REQUESTS, view);
            Ok((retry, page).into_response())
        }
        Err(_) => Ok(Page::new(view(&app, &visitor).await?).into_response()),
    }
}

/// `GET /recover/{link}`: shows, and uses nothing up.
pub(crate) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Page<Recovering>, HttpError> {
    let user = working(app.accounts().recovering(&link).await)?;
    let shell = visitor.shell(Nav::Nowhere);
    let view = form(&app, shell, link, &user).await?;
    Ok(Page::new(view))
}

/// `POST /recover/{link}`
pub(crate) async fn set(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(link): Path<String>,
    EarlyFormBody(typed): EarlyFormBody<NewPassword>,
) -> Result<Response, HttpError> {
    let user = working(app.accounts().recovering(&link).await)?;
    let letters = Letters::of(&app, visitor.lang).await?;
    let writer = letters.writer();
    let done = app.accounts().recover(&link, typed.new_password, &writer);
    match unless_over(done.await)? {
        Ok(user) => {
            // A session of this person has ended; somebody else's in this browser goes on.
            let own = |live: &LiveSession| live.user.id == user.id;
            let visitor = if visitor.session.as_ref().is_some_and(own) {
                visitor.signed_out(&app)
            } else {
                visitor
            };
            let shell = visitor.shell(Nav::Nowhere);
            let view = Recovering {
                done: true,
                ..form(&app, shell, String::new(), &user).await?
            };
            Ok((visitor.cookies, Page::new(view)).into_response())
        }
        Err(refusal) => {
            let shell = refused_at(visitor.shell(Nav::Nowhere), &refusal, "new_password");
            let view = form(&app, shell, link, &user).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn view(app: &AppState, visitor: &Visitor) -> Result<Recover, HttpError> {
    let mut shell = visitor.shell(Nav::Nowhere);
    "/recover".clone_into(&mut shell.return_to);
    Ok(Recover {
        shell,
        mail: app.accounts().mail_is_set_up().await?,
        sent: false,
        slow_down_seconds: None,
    })
}

async fn form(
    app: &AppState,
    shell: Shell,
    link: String,
    user: &User,
) -> Result<Recovering, HttpError> {
    Ok(Recovering {
        shell,
        link,
        username: user.username.to_string(),
        password_minimum: password_minimum(app).await?,
        done: false,
    })
}
