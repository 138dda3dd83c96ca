//! `/logout` and `/logged-out`.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_oidc::end_session::EndSession;
use gantry_oidc::params::Params;
use url::form_urlencoded;

use crate::endpoints::discovery::client_by_slug;
use crate::error::HttpError;
use crate::http::form::FormText;
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
    end_what_ran_out(&app, &visitor).await?;
    Ok(Redirect::to("/logged-out").into_response())
}

/// A session that has run out leaves no question, but what it was given elsewhere ends with it.
pub(crate) async fn end_what_ran_out(app: &AppState, visitor: &Visitor) -> Result<(), HttpError> {
    if let Some(cookie) = visitor.cookies.session()
        && let Some(session) = app.accounts().presented(cookie).await?
    {
        app.accounts().end_session(&session).await?;
    }
    Ok(())
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
    end_what_ran_out(&app, &visitor).await?;
    let view = LoggedOut {
        shell: visitor.shell(Nav::Nowhere),
        application: Some(client.name),
        back_to,
    };
    Ok(Page::new(view).into_response())
}

/// The answer.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    FormText(text): FormText,
) -> Result<Response, HttpError> {
    let params = Params::parse(&text);
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
    let shell = visitor.shell(Nav::Nowhere);
    Page::new(LoggedOut {
        shell,
        application: None,
        back_to: None,
    })
}

/// Renders what came of a logout request, whose parameters are `text`.
pub(crate) fn render(app: &AppState, visitor: Visitor, ended: EndSession, text: &str) -> Response {
    match ended {
        EndSession::Confirm { client_name } => question(&visitor, client_name, text),
        EndSession::Problem(problem) => problem::page(&visitor, problem),
        EndSession::Finished {
            redirect: Some(location),
            ..
        } => (visitor.signed_out(app).cookies, Redirect::to(&location)).into_response(),
        EndSession::Finished {
            redirect: None,
            client_name,
        } => {
            let visitor = visitor.signed_out(app);
            let mut shell = visitor.shell(Nav::Nowhere);
            "/logged-out".clone_into(&mut shell.return_to);
            let view = LoggedOut {
                shell,
                application: client_name,
                back_to: None,
            };
            (visitor.cookies, Page::new(view)).into_response()
        }
    }
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
