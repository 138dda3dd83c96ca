//! The API URL: whoever is signed in here gets a login token of the chat.
//!
//! Success is exactly 200 with the one member `loginToken`; Rocket.Chat takes everything else as
//! "show the page".

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_accounts::client_cache::CachedClient;
use gantry_rocketchat::workspaces::{Answer, LoginToken, Obstacle};
use gantry_store::sessions::LiveSession;
use serde_json::json;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::rocketchat::door::Workspace;
use crate::rocketchat::guest;

/// The answer to GET and POST alike; a body is not read.
pub(crate) async fn answer(
    State(app): State<AppState>,
    client: Workspace,
    request: Request,
) -> Result<Response, HttpError> {
    let (parts, _) = request.into_parts();
    if guest::is_phone(&parts) {
        return Err(refused(Obstacle::SessionOver));
    }
    let live = guest::session(&app, &parts, &client.0).await?;
    let live = live.ok_or_else(|| refused(Obstacle::SessionOver))?;
    token(&app, &live, &client.0).await
}

/// A HEAD that ran the GET would make a token that nobody reads.
pub(crate) async fn head() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// The login token of a session.
pub(crate) async fn token(
    app: &AppState,
    live: &LiveSession,
    client: &Arc<CachedClient>,
) -> Result<Response, HttpError> {
    match app.workspaces.login_token(live, client).await? {
        LoginToken::Given(token) => {
            Ok(Json(json!({ "loginToken": token.expose() })).into_response())
        }
        LoginToken::Refused(obstacle) => {
            let mut response = refused(obstacle).into_response();
            if obstacle.answer() == Answer::Unavailable {
                let soon = HeaderValue::from_static("5");
                response.headers_mut().insert(header::RETRY_AFTER, soon);
            }
            Ok(response)
        }
    }
}

fn refused(obstacle: Obstacle) -> HttpError {
    let status = match obstacle.answer() {
        Answer::SignIn => StatusCode::UNAUTHORIZED,
        Answer::Forbidden => StatusCode::FORBIDDEN,
        Answer::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    HttpError::problem(status, obstacle.code())
}
