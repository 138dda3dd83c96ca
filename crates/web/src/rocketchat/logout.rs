//! Signing out in the chat signs out here: what its `Custom_Script_On_Logout` calls.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::HttpError;
use crate::http::cookies::Cookies;
use crate::http::state::AppState;
use crate::rocketchat::door::Workspace;
use crate::rocketchat::guest;

/// Ends the session of the browser. Only a page of the workspace's own origin gets here.
pub(crate) async fn post(
    State(app): State<AppState>,
    client: Workspace,
    cookies: Cookies,
    request: Request,
) -> Result<Response, HttpError> {
    let (parts, _) = request.into_parts();
    let live = guest::session(&app, &parts, &client.0).await?;
    let session = match (live, cookies.session()) {
        (Some(live), _) => Some(live.session),
        (None, Some(cookie)) => app.accounts().presented(cookie).await?,
        (None, None) => None,
    };
    if let Some(session) = session {
        app.accounts().end_session(&session).await?;
    }
    let cookies = cookies.without_session().without_bridge();
    Ok((cookies, Json(json!({}))).into_response())
}
