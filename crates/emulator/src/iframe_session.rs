//! What Rocket.Chat's web client does over its websocket: log in with a token, log out, and hear that the token has ended.
//!
//! None of it is REST: no rate limit counts it, no journal of REST calls holds it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::local_login::{LoginRefusal, by_iframe_token, by_resume};
use crate::pages::{login_cookie, with_login_cookie};
use crate::workspace::Workspace;

/// How long one question stays open.
const PATIENCE: Duration = Duration::from_secs(25);

/// A login with a token: a login token to resume, or the one in the user's document.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum TokenLogin {
    Resume { resume: String },
    Iframe { iframe: bool, token: String },
}

/// `POST /emulator/iframe-login`: the method `login`.
pub(crate) async fn log_in(
    State(workspace): State<Arc<Workspace>>,
    Json(login): Json<TokenLogin>,
) -> Response {
    let session = match login {
        TokenLogin::Resume { resume } => by_resume(&workspace, &resume),
        TokenLogin::Iframe {
            iframe: true,
            token,
        } => by_iframe_token(&workspace, &token, None),
        TokenLogin::Iframe { .. } => Err(LoginRefusal::new(400, "Unrecognized options")),
    };
    match session {
        Ok(session) => {
            let user = workspace.signed_in(&session.token);
            let username = user.map(|user| user.username);
            let answer =
                json!({ "token": session.token, "userId": session.user_id, "username": username });
            Json(answer).into_response()
        }
        Err(refusal) => {
            let answer = json!({ "error": refusal.error, "message": refusal.message });
            (StatusCode::UNAUTHORIZED, Json(answer)).into_response()
        }
    }
}

/// `POST /emulator/iframe-logout`: the method `logout`; ends this token and no other.
pub(crate) async fn log_out(
    State(workspace): State<Arc<Workspace>>,
    Json(page): Json<PageToken>,
) -> StatusCode {
    workspace.end_token(&page.token.unwrap_or_default());
    StatusCode::NO_CONTENT
}

/// The token of a page; without it, the cookie's.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageToken {
    token: Option<String>,
    /// Milliseconds to wait at most.
    wait: Option<u64>,
}

/// `POST /emulator/iframe-session`: puts the page's token into the cookie as well, or takes the cookie away.
pub(crate) async fn keep_session(
    State(workspace): State<Arc<Workspace>>,
    Json(page): Json<PageToken>,
) -> Response {
    let token = page.token.unwrap_or_default();
    if !token.is_empty() && workspace.signed_in(&token).is_none() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    with_login_cookie(StatusCode::NO_CONTENT.into_response(), &workspace, &token)
}

/// `POST /emulator/session-ended`: answers when the token is no longer good, as the closing websocket would tell an open page.
pub(crate) async fn session_ended(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Json(page): Json<PageToken>,
) -> Json<Value> {
    let token = page
        .token
        .or_else(|| login_cookie(&workspace, &headers))
        .unwrap_or_default();
    let patience = page
        .wait
        .map_or(PATIENCE, |wait| Duration::from_millis(wait).min(PATIENCE));
    let ended = tokio::time::timeout(patience, until_ended(&workspace, &token)).await;
    Json(json!({ "ended": ended.is_ok() }))
}

async fn until_ended(workspace: &Workspace, token: &str) {
    let mut changes = workspace.token_changes();
    while workspace.signed_in(token).is_some() {
        if changes.changed().await.is_err() {
            return;
        }
    }
}
