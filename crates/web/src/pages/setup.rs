//! `/setup`: the one-time link that makes the first administrator.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::users::NewUser;
use gantry_accounts::{Error, Refusal};
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use serde::Deserialize;

use crate::account::{chosen_password, password_minimum};
use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::refusals::{FORM_REFUSED, mendable, refused_at};
use crate::render::{Nav, Page};
use crate::views::setup::Setup;

/// Where the new administrator goes first.
const FIRST_STEP: &str = "/admin/applications/new/rocketchat";

/// The link's token.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

/// What was typed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Typed {
    token: String,
    name: String,
    username: String,
    email: String,
    password: String,
}

/// The page.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(link): Query<Link>,
) -> Result<Page<Setup>, HttpError> {
    check(&app, &link.token).await?;
    let typed = Typed {
        token: link.token,
        ..Typed::default()
    };
    Ok(Page::new(view(&app, &visitor, typed).await?))
}

/// Makes the administrator and signs in.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    check(&app, &typed.token).await?;
    let made = match new_user(&typed) {
        Ok(new) => {
            app.accounts()
                .set_up_first_administrator(&typed.token, new)
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match mendable(made)? {
        Ok(_) => sign_in(&app, visitor, typed).await,
        Err(refusal) => again(&app, &visitor, typed, &refusal).await,
    }
}

async fn check(app: &AppState, token: &str) -> Result<(), HttpError> {
    if !app.accounts().needs_first_administrator().await? {
        return Err(HttpError::problem(StatusCode::GONE, "setup_done"));
    }
    if !app.accounts().check_setup_link(token).await? {
        return Err(HttpError::problem(StatusCode::FORBIDDEN, "setup_link"));
    }
    Ok(())
}

fn new_user(typed: &Typed) -> Result<NewUser, Refusal> {
    Ok(NewUser {
        name: typed.name.parse()?,
        username: typed.username.trim().parse()?,
        email: Some(typed.email.trim().parse()?),
        email_verified: true,
        profile: Profile::default(),
        password: Some(chosen_password(&typed.password)?),
        role: Some(Role::Administrator),
        language: None,
        groups: Vec::new(),
    })
}

async fn sign_in(app: &AppState, visitor: Visitor, typed: Typed) -> Result<Response, HttpError> {
    let attempt = Attempt {
        login: typed.username.trim().to_owned(),
        password: typed.password,
        address: visitor.address,
        user_agent: visitor.user_agent,
        device_cookie: None,
        former_session: visitor.session.map(|live| live.session.id),
        request: None,
    };
    let SignIn::Done(signed_in) = app.accounts().sign_in(attempt).await? else {
        return Ok(Redirect::to("/login").into_response());
    };
    let cookies = visitor.cookies.with_session(&signed_in.cookie);
    let cookies = cookies.with_device(&signed_in.device_cookie);
    Ok((cookies, Redirect::to(FIRST_STEP)).into_response())
}

async fn again(
    app: &AppState,
    visitor: &Visitor,
    typed: Typed,
    refusal: &Refusal,
) -> Result<Response, HttpError> {
    let mut view = view(app, visitor, typed).await?;
    view.shell = refused_at(view.shell, refusal, field_of(refusal));
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

fn field_of(refusal: &Refusal) -> &str {
    match refusal {
        Refusal::Invalid(invalid) => invalid.what,
        Refusal::EmailTaken => "email",
        Refusal::WeakPassword(_) => "password",
        _ => "username",
    }
}

/// The page with everything that was typed but the password.
async fn view(app: &AppState, visitor: &Visitor, typed: Typed) -> Result<Setup, Error> {
    let mut shell = visitor.shell(Nav::Nowhere);
    shell.return_to = format!("/setup?token={}", typed.token);
    Ok(Setup {
        shell,
        token: typed.token,
        name: typed.name,
        username: typed.username,
        email: typed.email,
        password_minimum: password_minimum(app).await?,
    })
}
