//! `/invitation/{link}`: an account of one's own, by the link in a letter.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::invitations::{Acceptance, Accepted, Invited};
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::{Error, Refusal};
use gantry_core::email::Email;
use serde::Deserialize;
use url::form_urlencoded;

use crate::account::password_minimum;
use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::mail_links::{unless_over, working};
use crate::refusals::{FORM_REFUSED, refused_at};
use crate::render::{Nav, Page};
use crate::views::mail::Invitation;

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    username: String,
    password: String,
}

/// `GET /invitation/{link}`: shows, and uses nothing up.
pub(crate) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(link): Path<String>,
) -> Result<Page<Invitation>, HttpError> {
    let invitation = working(app.accounts().invitation(&link).await)?;
    let view = view(&app, &visitor, (link, invitation), Typed::default());
    Ok(Page::new(view.await?))
}

/// `POST /invitation/{link}`
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(link): Path<String>,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    let invitation = working(app.accounts().invitation(&link).await)?;
    match unless_over(act(&app, &link, &typed).await)? {
        Ok(accepted) => enter(&app, visitor, typed, &accepted).await,
        Err(refusal) => {
            let mut view = view(&app, &visitor, (link, invitation), typed).await?;
            view.shell = refused_at(view.shell, &refusal, field_of(&refusal));
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, link: &str, typed: &Typed) -> Result<Accepted, Error> {
    let chosen = Acceptance {
        username: typed.username.trim().parse()?,
        name: typed.name.parse()?,
        password: typed.password.clone(),
    };
    app.accounts().accept_invitation(link, chosen).await
}

/// Signs in with what was just chosen, and on to the application. If more than a password is asked
/// for, that is the next page.
async fn enter(
    app: &AppState,
    visitor: Visitor,
    typed: Typed,
    accepted: &Accepted,
) -> Result<Response, HttpError> {
    let to = match &accepted.application {
        Some(client) => format!("/application/launch/{}", client.slug),
        None => "/apps".to_owned(),
    };
    let attempt = Attempt {
        login: accepted.user.username.to_string(),
        password: typed.password,
        address: visitor.address,
        user_agent: visitor.user_agent,
        device_cookie: None,
        former_session: visitor.session.map(|live| live.session.id),
        request: None,
    };
    let SignIn::Done(signed_in) = app.accounts().sign_in(attempt).await? else {
        let next: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
        return Ok(Redirect::to(&format!("/login?next={next}")).into_response());
    };
    let cookies = visitor.cookies.with_session(&signed_in.cookie);
    let cookies = cookies.with_device(&signed_in.device_cookie);
    Ok((cookies, Redirect::to(&to)).into_response())
}

fn field_of(refusal: &Refusal) -> &str {
    match refusal {
        Refusal::Invalid(invalid) => invalid.what,
        Refusal::WeakPassword(_) => "password",
        _ => "username",
    }
}

async fn view(
    app: &AppState,
    visitor: &Visitor,
    (link, (email, invited)): (String, (Email, Invited)),
    typed: Typed,
) -> Result<Invitation, HttpError> {
    // The language of the letter goes on, as far as the reader chose none here.
    let language = invited.language.as_deref();
    let chosen = visitor.session.is_some() || visitor.cookies.language().is_some();
    let visitor = visitor.clone().reading(language.filter(|_| !chosen));
    let mut shell = visitor.shell(Nav::Nowhere);
    shell.return_to = format!("/invitation/{link}");
    let application = app.accounts().landing(&invited).await?;
    Ok(Invitation {
        shell,
        link,
        email: email.to_string(),
        application: application.map(|client| client.name),
        name: typed.name,
        username: typed.username,
        password_minimum: password_minimum(app).await?,
    })
}
