//! `/consent`: where a person allows an application to know who they are.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_core::scope::Scope;
use gantry_oidc::authorize::Waiting;
use gantry_oidc::claims::requested::beyond;
use gantry_store::sessions::LiveSession;
use serde::Deserialize;

use crate::endpoints::answer::{self, dispatcher};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::apps::host;
use crate::pages::{destination, problem};
use crate::render::{Nav, Page};
use crate::views::consent::{Consent, Shared};

/// The stored request, and what was decided about it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Decision {
    request: String,
    decision: String,
}

/// The question.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Decision>,
) -> Result<Response, HttpError> {
    let cookie = visitor.cookies.request(&asked.request);
    let waiting = app.provider.waiting(&asked.request, cookie).await?;
    Ok(match (waiting, &visitor.session) {
        (Err(problem), _) => problem::page(&visitor, problem),
        (Ok(_), None) => Redirect::to(&dispatcher(&asked.request)).into_response(),
        (Ok(waiting), Some(live)) => question(visitor.clone(), live, &waiting),
    })
}

/// The answer.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    FormBody(posted): FormBody<Decision>,
) -> Result<Response, HttpError> {
    let id = &posted.request;
    let waiting = match app
        .provider
        .waiting(id, visitor.cookies.request(id))
        .await?
    {
        Ok(waiting) => waiting,
        Err(problem) => return Ok(problem::page(&visitor, problem)),
    };
    match (&visitor.session, posted.decision == "allow") {
        (Some(live), true) => app.provider.agree(&waiting, live).await?,
        (None, true) => {}
        (_, false) => {
            let answer = app.provider.cancel(&waiting, "consent_denied").await?;
            return Ok(answer::render(&visitor, answer, id));
        }
    }
    Ok(Redirect::to(&dispatcher(id)).into_response())
}

fn question(visitor: Visitor, live: &LiveSession, waiting: &Waiting) -> Response {
    let asked = &waiting.request.asked;
    let visitor = visitor.reading(asked.ui_locales.as_deref());
    let client = &waiting.client.client;
    let claims = beyond(client, asked, &asked.scopes);
    let view = Consent {
        shell: destination::coloured(visitor.shell(Nav::Nowhere), client),
        destination: destination::of(client),
        host: host(&asked.redirect_uri),
        request: waiting.request.id.to_string(),
        shared: Shared::of(
            asked.scopes.iter().map(Scope::as_str),
            claims.iter().map(String::as_str),
        ),
        person: format!("{} ({})", live.user.name, live.user.username),
    };
    let picture = view.destination.icon.clone();
    destination::showing(picture.as_deref(), Page::new(view))
}
