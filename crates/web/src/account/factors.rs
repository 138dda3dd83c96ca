//! `/account/factors`: the own second factors.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use gantry_accounts::Refusal;
use gantry_accounts::factors::Factor;
use gantry_core::Id;
use gantry_core::methods::Method;
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::{done, noticed, warned};
use crate::pages::factor::way::Way;
use crate::refusals::{FORM_REFUSED, mendable, words};
use crate::render::{Nav, Page, Shell};
use crate::views::factor::{FactorRow, Factors, RecoveryCodes};

const PAGE: &str = "/account/factors";

/// The addresses below it.
pub(super) fn table() -> [(&'static str, MethodRouter<AppState>); 4] {
    [
        (PAGE, get(show)),
        ("/account/factors/recovery-codes", post(renew)),
        ("/account/factors/{id}/rename", post(rename)),
        ("/account/factors/{id}/remove", post(remove)),
    ]
}

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// A new name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    name: String,
}

/// `GET /account/factors`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<Factors>, HttpError> {
    let shell = noticed(shell(&me), asked.done.as_deref(), "");
    Ok(Page::new(view(&app, &me, shell).await?))
}

/// `POST /account/factors/{id}/rename`
pub(super) async fn rename(
    State(app): State<AppState>,
    me: SignedIn,
    Path(id): Path<String>,
    FormBody(named): FormBody<Named>,
) -> Result<Response, HttpError> {
    let row = row_id(&id)?;
    let renamed = match named.name.parse() {
        Ok(name) => {
            let user = me.live.user.id;
            app.accounts()
                .rename_factor(user, row.as_uuid(), name)
                .await
        }
        Err(invalid) => Err(gantry_accounts::Error::from(invalid)),
    };
    match mendable(renamed)? {
        Ok(()) => Ok(done(PAGE, "factor-renamed")),
        Err(refusal) => refused(&app, &me, &refusal).await,
    }
}

/// `POST /account/factors/{id}/remove`
pub(super) async fn remove(
    State(app): State<AppState>,
    me: SignedIn,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let row = row_id(&id)?;
    let removed = app.accounts().remove_factor(&me.live, row.as_uuid()).await;
    match mendable(removed)? {
        Ok(()) => Ok(done(PAGE, "factor-removed")),
        Err(refusal) => refused(&app, &me, &refusal).await,
    }
}

/// `POST /account/factors/recovery-codes`
pub(super) async fn renew(
    State(app): State<AppState>,
    me: SignedIn,
    _form: FormText,
) -> Result<Response, HttpError> {
    let renewed = app.accounts().renew_recovery_codes(&me.live).await;
    let codes = match mendable(renewed)? {
        Ok(codes) => codes,
        Err(refusal) => return refused(&app, &me, &refusal).await,
    };
    Ok(Page::new(RecoveryCodes {
        shell: shell(&me),
        codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        next: PAGE.to_owned(),
        ended_elsewhere: false,
    })
    .into_response())
}

/// Whoever has to prove something does that, and then repeats what was asked for.
async fn refused(app: &AppState, me: &SignedIn, refusal: &Refusal) -> Result<Response, HttpError> {
    if *refusal == Refusal::ProveFirst {
        let proving = Way::to(PAGE).at("/login/step-up");
        return Ok(Redirect::to(&proving).into_response());
    }
    let shell = shell(me);
    let text = words(shell.lang, refusal);
    let view = view(app, me, warned(shell, text)).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

fn row_id(text: &str) -> Result<Id<Factor>, HttpError> {
    text.parse().map_err(|_| HttpError::not_found())
}

fn shell(me: &SignedIn) -> Shell {
    Shell {
        return_to: PAGE.to_owned(),
        ..me.visitor.shell(Nav::Account)
    }
}

async fn view(app: &AppState, me: &SignedIn, shell: Shell) -> Result<Factors, HttpError> {
    let user = &me.live.user;
    let factors = app.accounts().factors_of(user.id).await?;
    Ok(Factors {
        recovery_codes: factors.recovery_codes,
        factors: factors.all.iter().map(|it| row(it, &shell)).collect(),
        demanded: app.accounts().standing(user).await?.demanded,
        shell,
    })
}

fn row(factor: &Factor, shell: &Shell) -> FactorRow {
    let written = |at: gantry_core::Timestamp| shell.lang.moment(at.as_i64());
    FactorRow {
        id: factor.id.to_string(),
        name: factor.name.clone(),
        is_passkey: factor.kind == Method::Passkey,
        added: written(factor.created_at),
        used: factor.last_used_at.map(written),
    }
}
