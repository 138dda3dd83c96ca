//! `/logout` and `/logged-out`.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_oidc::end_session::{EndSession, Finished};
use gantry_oidc::frontchannel::Frame;
use gantry_oidc::params::Params;
use url::form_urlencoded;

use crate::endpoints::discovery::client_by_slug;
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::headers;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::problem;
use crate::render::{Nav, Page};
use crate::views::logout::{LoggedOut, Logout};

/// Fields of our own page; everything else is what the application asked.
const OWN_FIELDS: [&str; 2] = ["form_token", "decision"];

/// The question.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, HttpError> {
    if visitor.session.is_some() {
        return Ok(question(&visitor, None, ""));
    }
    let frames = end_what_ran_out(&app, &visitor).await?;
    if frames.is_empty() {
        return Ok(Redirect::to("/logged-out").into_response());
    }
    let shell = visitor.shell(Nav::Nowhere);
    Ok(signed_out(LoggedOut::plain(shell), frames))
}

/// A session that has run out leaves no question, but what it was given elsewhere ends with it.
pub(crate) async fn end_what_ran_out(
    app: &AppState,
    visitor: &Visitor,
) -> Result<Vec<Frame>, HttpError> {
    if let Some(cookie) = visitor.cookies.session()
        && let Some(session) = app.accounts().presented(cookie).await?
    {
        return Ok(app.provider.sign_out(&session).await?);
    }
    Ok(Vec::new())
}

/// Where a workspace's logout script leads. Its call before has ended the session, unless the
/// browser kept the cookie from it: then the person is asked.
pub(crate) async fn of_workspace(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
) -> Result<Response, HttpError> {
    let client = client_by_slug(&app, &slug).await?;
    let back_to = client.settings.rocketchat_url;
    if visitor.session.is_some() {
        return Ok(question(&visitor, Some(client.name), ""));
    }
    let frames = end_what_ran_out(&app, &visitor).await?;
    let view = LoggedOut {
        application: Some(client.name),
        back_to,
        ..LoggedOut::plain(visitor.shell(Nav::Nowhere))
    };
    Ok(signed_out(view, frames))
}

/// The answer.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    FormText(text): FormText,
) -> Result<Response, HttpError> {
    let params = Params::parse(&text);
    let visitor = visitor.reading(params.get("ui_locales"));
    if params.get("decision") != Some("yes") {
        return Ok(Redirect::to("/apps").into_response());
    }
    let ended = app
        .provider
        .confirm_end_session(&params, visitor.session.as_ref())
        .await?;
    Ok(render(&app, visitor, ended, &text))
}

/// The page afterwards.
pub(crate) async fn logged_out(visitor: Visitor) -> Page<LoggedOut> {
    Page::new(LoggedOut::plain(visitor.shell(Nav::Nowhere)))
}

/// Renders what came of a logout request, whose parameters are `text`.
pub(crate) fn render(app: &AppState, visitor: Visitor, ended: EndSession, text: &str) -> Response {
    match ended {
        EndSession::Confirm { client_name } => question(&visitor, client_name, text),
        EndSession::Problem(problem) => problem::page(&visitor, problem),
        EndSession::Finished(finished) => finish(visitor.signed_out(app), finished),
    }
}

/// Leads back at once, unless applications hear of the sign-out by this browser: then after that.
fn finish(visitor: Visitor, finished: Finished) -> Response {
    let onward = match finished.redirect {
        Some(location) if finished.frames.is_empty() => {
            return (visitor.cookies, Redirect::to(&location)).into_response();
        }
        onward => onward,
    };
    let mut shell = visitor.shell(Nav::Nowhere);
    "/logged-out".clone_into(&mut shell.return_to);
    let view = LoggedOut {
        application: finished.client_name,
        onward,
        ..LoggedOut::plain(shell)
    };
    (visitor.cookies, signed_out(view, finished.frames)).into_response()
}

/// The page with its frames, and the policy that lets it frame exactly these.
fn signed_out(mut view: LoggedOut, frames: Vec<Frame>) -> Response {
    let origins: BTreeSet<&str> = frames.iter().map(|frame| frame.origin.as_str()).collect();
    let policy = headers::framing(&Vec::from_iter(origins));
    let policy = HeaderValue::from_str(&policy).ok();
    let framing = policy.filter(|_| !frames.is_empty());
    view.frames = frames.into_iter().map(|frame| frame.address).collect();
    let mut response = Page::new(view).into_response();
    if let Some(policy) = framing {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn question(visitor: &Visitor, application: Option<String>, text: &str) -> Response {
    let hidden = form_urlencoded::parse(text.as_bytes())
        .filter(|(name, _)| !OWN_FIELDS.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let shell = visitor.shell(Nav::Nowhere);
    let action = "/logout".to_owned();
    Page::new(Logout {
        shell,
        application,
        action,
        hidden,
    })
    .into_response()
}
