//! `/account/email`: the own address. It changes when a link that was sent to the new one is used.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::{Error, Refusal};
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::letters::Letters;
use crate::notices::warned;
use crate::refusals::{FORM_REFUSED, mendable, refused_at, words};
use crate::render::{Nav, Notice, Page, Shell, Tone};
use crate::views::mail::AccountEmail;

const HERE: &str = "/account/email";
/// What the address of the page may say.
const KNOWN: [&str; 2] = ["email-sent", "email-saved"];

/// What the address of the page says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    said: Option<String>,
}

/// Another address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    email: String,
    current_password: String,
}

/// `GET /account/email`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<AccountEmail>, HttpError> {
    let mut shell = shell(&me);
    let known = KNOWN
        .into_iter()
        .find(|key| Some(*key) == asked.said.as_deref());
    shell.notice = known.map(|key| Notice {
        tone: Tone::Good,
        text: shell.t(key),
    });
    Ok(Page::new(view(&app, &me, shell, String::new()).await?))
}

/// `POST /account/email`
pub(super) async fn change(
    State(app): State<AppState>,
    me: SignedIn,
    FormBody(typed): FormBody<Typed>,
) -> Result<Response, HttpError> {
    match mendable(ask(&app, &me, &typed).await)? {
        Ok(()) => Ok(sent()),
        Err(refusal) => {
            let field = match &refusal {
                Refusal::WrongPassword | Refusal::SlowDown(_) => "current_password",
                _ => "email",
            };
            let shell = refused_at(shell(&me), &refusal, field);
            let view = view(&app, &me, shell, typed.email).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /account/email/prove`
pub(super) async fn prove(
    State(app): State<AppState>,
    me: SignedIn,
    _form: FormText,
) -> Result<Response, HttpError> {
    let letters = Letters::of(&app, me.visitor.lang).await?;
    let writer = letters.writer();
    let asked = app.accounts().ask_address_proof(&me.live.user, &writer);
    match mendable(asked.await)? {
        Ok(()) => Ok(sent()),
        Err(refusal) => {
            let shell = shell(&me);
            let text = words(shell.lang, &refusal);
            let view = view(&app, &me, warned(shell, text), String::new()).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn ask(app: &AppState, me: &SignedIn, typed: &Typed) -> Result<(), Error> {
    let letters = Letters::of(app, me.visitor.lang).await?;
    let writer = letters.writer();
    let email = typed.email.parse()?;
    app.accounts()
        .ask_address_change(
            &me.live.user,
            typed.current_password.clone(),
            email,
            &writer,
        )
        .await
}

fn sent() -> Response {
    Redirect::to("/account/email?said=email-sent").into_response()
}

fn shell(me: &SignedIn) -> Shell {
    Shell {
        return_to: HERE.to_owned(),
        ..me.visitor.shell(Nav::Account)
    }
}

async fn view(
    app: &AppState,
    me: &SignedIn,
    shell: Shell,
    new_email: String,
) -> Result<AccountEmail, Error> {
    let user = &me.live.user;
    let email = user.email.as_ref();
    Ok(AccountEmail {
        shell,
        mail: app.accounts().mail_is_set_up().await?,
        email: email.map(ToString::to_string).unwrap_or_default(),
        verified: user.email_verified,
        new_email,
    })
}
