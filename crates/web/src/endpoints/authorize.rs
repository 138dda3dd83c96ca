//! `/application/o/authorize/`: <https://www.rfc-editor.org/rfc/rfc6749#section-3.1>

use axum::extract::{RawQuery, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use gantry_oidc::params::Params;

use crate::endpoints::answer;
use crate::endpoints::params_body::ParamsBody;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::problem;

/// A request with its parameters, or the way back to one that was stored.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let params = Params::parse(&query.unwrap_or_default());
    if let Some(id) = stored(&params) {
        return resume(&app, &visitor, id).await;
    }
    heard(&app, &visitor)?;
    let answer = app
        .provider
        .authorize(&params, visitor.session.as_ref())
        .await?;
    Ok(answer::render(&visitor, answer, ""))
}

/// Codes are not for those who read no answer.
pub(crate) async fn head() -> (StatusCode, [(HeaderName, &'static str); 1]) {
    (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, POST")])
}

/// A request from another site's form, which brings none of our cookies.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    body: ParamsBody,
) -> Result<Response, HttpError> {
    heard(&app, &visitor)?;
    let answer = app.provider.store_request(&body.params).await?;
    Ok(answer::render(&visitor, answer, ""))
}

/// What a stranger asks is stored; nobody may fill the disk with it.
fn heard(app: &AppState, visitor: &Visitor) -> Result<(), HttpError> {
    let limits = app.accounts().limits();
    if visitor.session.is_some() || limits.hears_authorization(visitor.address) {
        return Ok(());
    }
    Err(HttpError::problem(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_requests",
    ))
}

/// `request` alone names a stored request; beside a client it would be a request object.
fn stored(params: &Params) -> Option<&str> {
    params
        .get("request")
        .filter(|_| params.get("client_id").is_none())
}

async fn resume(app: &AppState, visitor: &Visitor, id: &str) -> Result<Response, HttpError> {
    match app
        .provider
        .waiting(id, visitor.cookies.request(id))
        .await?
    {
        Ok(waiting) => {
            let answer = app
                .provider
                .resume(&waiting, visitor.session.as_ref())
                .await?;
            Ok(answer::render(visitor, answer, id))
        }
        Err(problem) => Ok(problem::page(visitor, problem)),
    }
}
