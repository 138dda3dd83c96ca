//! `/select-account`: where a person who is signed in says who goes on, for `prompt=select_account`.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_oidc::authorize::Waiting;
use gantry_store::sessions::LiveSession;
use serde::Deserialize;

use crate::endpoints::answer::{self, dispatcher};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::{destination, problem};
use crate::render::{Nav, Page};
use crate::views::select_account::SelectAccount;

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
    match (posted.decision.as_str(), &visitor.session) {
        ("continue", Some(live)) => app.provider.select(&waiting, live).await?,
        ("cancel", _) => {
            let answer = app.provider.cancel(&waiting, "sign_in_cancelled").await?;
            return Ok(answer::render(&visitor, answer, id));
        }
        // Nobody is chosen yet: the dispatcher would lead back here.
        ("other", Some(_)) => {
            let login = format!("/login?request={}", waiting.request.id);
            return Ok(Redirect::to(&login).into_response());
        }
        _ => {}
    }
    Ok(Redirect::to(&dispatcher(id)).into_response())
}

fn question(visitor: Visitor, live: &LiveSession, waiting: &Waiting) -> Response {
    let visitor = visitor.reading(waiting.request.asked.ui_locales.as_deref());
    let view = SelectAccount {
        shell: destination::coloured(visitor.shell(Nav::Nowhere), &waiting.client.client),
        destination: destination::of(&waiting.client.client),
        request: waiting.request.id.to_string(),
        person: format!("{} ({})", live.user.name, live.user.username),
    };
    let picture = view.destination.icon.clone();
    destination::showing(picture.as_deref(), Page::new(view))
}
