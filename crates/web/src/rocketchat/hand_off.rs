//! What the framed page asks of its own server.

use axum::Form;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::error::HttpError;
use crate::http::cookies::Cookies;
use crate::http::state::AppState;
use crate::rocketchat::{api, door, guest};

/// What a window handed over.
#[derive(Deserialize)]
pub(crate) struct HandedOver {
    code: String,
}

/// Turns a code into the bridge's own cookie.
pub(crate) async fn redeem(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    cookies: Cookies,
    Form(handed): Form<HandedOver>,
) -> Result<Response, HttpError> {
    let client = door::workspace(&app, &slug).await?;
    let over = || HttpError::problem(StatusCode::FORBIDDEN, "hand_off_over");
    let browser = cookies.frame().ok_or_else(over)?.to_owned();
    let redeemed = app
        .workspaces
        .redeem_hand_off(client.client.id, &handed.code, &browser)
        .await?;
    let cookie = redeemed.ok_or_else(over)?;
    Ok((cookies.with_bridge(&cookie), Json(json!({}))).into_response())
}

/// The login token for a page on a phone, which hands it to Rocket.Chat's app by a message.
pub(crate) async fn token(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, HttpError> {
    let (parts, _) = request.into_parts();
    let client = door::workspace(&app, &slug).await?;
    let live = guest::session(&app, &parts, &client).await?;
    let over = || HttpError::problem(StatusCode::UNAUTHORIZED, "chat_session_over");
    api::token(&app, &live.ok_or_else(over)?, &client).await
}
