//! `/login/passkey`: signing in with a passkey, without a user name.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gantry_accounts::sign_in::{Visit, WaitingRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::factor::way::{Purpose, Way};
use crate::pages::login;

/// What the script posted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    question: String,
    answer: String,
    request: Option<String>,
    next: Option<String>,
}

/// What to ask the browser for. Each question is kept for five minutes, so nobody gets very many.
pub(crate) async fn question(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Json<Value>, HttpError> {
    let door = app.passkey_door().ok_or(HttpError::not_found())?;
    if !app.accounts().limits().hears_authorization(visitor.address) {
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(HttpError::problem(status, "too_many_requests"));
    }
    let asked = app.accounts().ask_anybody_for_passkey(&door).await?;
    Ok(Json(json!({
        "question": asked.token.expose(),
        "options": asked.options,
    })))
}

/// The answer: a session, as after a password.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(shown): EarlyFormBody<Shown>,
) -> Result<Response, HttpError> {
    let purpose = Purpose {
        request: shown.request,
        next: shown.next,
        more: None,
    };
    let way = match Way::find(&app, &visitor, &purpose).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    let door = app.passkey_door().ok_or(HttpError::not_found())?;
    let waiting = way.waiting.as_ref();
    let visit = Visit {
        address: visitor.address.to_string(),
        user_agent: visitor.user_agent.clone(),
        former_session: login::former_session(&app, &visitor).await?,
        request: waiting.map(|waiting| WaitingRequest {
            id: waiting.request.id,
            client_id: waiting.client.client.id,
            correlation: waiting.request.correlation,
        }),
    };
    let answer = (shown.question.as_str(), shown.answer.as_str());
    let outcome = app.accounts().sign_in_with_passkey(&door, &visit, answer);
    let outcome = outcome.await?;
    Ok(login::concluded(
        &app,
        visitor,
        &way,
        (outcome, String::new()),
    ))
}
