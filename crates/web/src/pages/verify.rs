//! `/verify/{link}`: the link that proves an address, for whoever asked for it and is signed in.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::letters::Letters;
use crate::notices::warned;
use crate::pages::mail_links::{unless_over, working};
use crate::refusals::{FORM_REFUSED, words};
use crate::render::{Nav, Page, Shell};
use crate::views::mail::Verify;

/// Nothing is typed.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `GET /verify`: where a form that came too early leads.
pub(crate) async fn nowhere() -> Redirect {
    Redirect::to("/account/email")
}

/// `GET /verify/{link}`: shows, and uses nothing up.
pub(crate) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Path(link): Path<String>,
) -> Result<Page<Verify>, HttpError> {
    let email = working(app.accounts().proving(&me.live.user, &link).await)?;
    let shell = me.visitor.shell(Nav::Nowhere);
    Ok(Page::new(view(&me, shell, link, email.to_string())))
}

/// `POST /verify/{link}`
pub(crate) async fn post(
    State(app): State<AppState>,
    me: SignedIn,
    Path(link): Path<String>,
    FormBody(_): FormBody<Nothing>,
) -> Result<Response, HttpError> {
    let email = working(app.accounts().proving(&me.live.user, &link).await)?;
    let letters = Letters::of(&app, me.visitor.lang).await?;
    let writer = letters.writer();
    let proven = app.accounts().prove_address(&me.live.user, &link, &writer);
    match unless_over(proven.await)? {
        Ok(_) => Ok(Redirect::to("/account/email?said=email-saved").into_response()),
        Err(refusal) => {
            let shell = me.visitor.shell(Nav::Nowhere);
            let text = words(shell.lang, &refusal);
            let view = view(&me, warned(shell, text), link, email.to_string());
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

fn view(me: &SignedIn, shell: Shell, link: String, email: String) -> Verify {
    let user = &me.live.user;
    Verify {
        shell,
        link,
        email,
        person: format!("{} ({})", user.name, user.username),
    }
}
