//! `POST /api/v1/login`: password, login token, iframe token, or the legacy login with somebody else's access token.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use crate::custom_oauth::CustomOAuth;
use crate::legacy::{Fetched, fetch_identity};
use crate::local_login::{LoginRefusal, by_iframe_token, by_password, by_resume};
use crate::login::{SignedIn, finish};
use crate::rest::description::own;
use crate::rest::incoming::Incoming;
use crate::workspace::{Engine, Workspace};

pub(crate) async fn login(workspace: &Workspace, incoming: &Incoming) -> Response {
    let body = incoming.body.clone().unwrap_or_default();
    match attempt(workspace, &body).await {
        Ok(session) => {
            let me = workspace.signed_in(&session.token).as_ref().map(own);
            let data = json!({ "userId": session.user_id, "authToken": session.token, "me": me });
            Json(json!({ "status": "success", "data": data })).into_response()
        }
        Err(refusal) => {
            let mut answer =
                json!({ "status": "error", "error": refusal.error, "message": refusal.message });
            if let (Some(details), Some(members)) = (refusal.details, answer.as_object_mut()) {
                members.insert("details".to_owned(), *details);
            }
            (StatusCode::UNAUTHORIZED, Json(answer)).into_response()
        }
    }
}

async fn attempt(
    workspace: &Workspace,
    body: &Map<String, Value>,
) -> Result<SignedIn, LoginRefusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    if let Some(service) = text("serviceName") {
        return Ok(token_login(workspace, service, body).await?);
    }
    let code = text("code");
    if let Some(token) = text("resume") {
        return by_resume(workspace, token);
    }
    if body.get("iframe") == Some(&Value::Bool(true))
        && let Some(token) = text("token")
    {
        return by_iframe_token(workspace, token, code);
    }
    let name = text("username").or(text("user")).unwrap_or_default();
    by_password(workspace, name, text("password").unwrap_or_default(), code)
}

async fn token_login(
    workspace: &Workspace,
    service: &str,
    body: &Map<String, Value>,
) -> Result<SignedIn, String> {
    let result = fetch_by_token(workspace, service, body).await;
    if let Err(error) = &result {
        workspace.record_failure(Engine::DirectToken, service, error);
    }
    finish(workspace, Engine::DirectToken, &result?)
}

/// The token's audience is nobody's concern here, as in Rocket.Chat.
async fn fetch_by_token(
    workspace: &Workspace,
    service: &str,
    body: &Map<String, Value>,
) -> Result<Fetched, String> {
    let enabled = workspace
        .settings
        .service(service)
        .filter(CustomOAuth::enabled);
    let Some(custom) = enabled.filter(|_| !workspace.settings.modern_flow()) else {
        return Err(format!("Unexpected OAuth service {service}"));
    };
    let expires_in = body.get("expiresIn").cloned().unwrap_or_default();
    if !expires_in.is_i64() {
        return Err("Match error: Expected expiresIn to be an integer".to_owned());
    }
    let mut tokens = Map::new();
    tokens.insert(
        "access_token".to_owned(),
        body.get("accessToken").cloned().unwrap_or_default(),
    );
    tokens.insert("expires_in".to_owned(), expires_in);
    let mut fetched = fetch_identity(workspace, &custom, &tokens).await?;
    fetched.service_data.remove("_OAuthCustom");
    Ok(fetched)
}
