//! The legacy engine's pages: its callback, the login with a credential, and starts for tests without a browser.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::callback::{Pairs, enabled_service};
use crate::custom_oauth::LoginStyle;
use crate::encoding::{encode_uri_component, first, random_secret};
use crate::legacy::{self, LoginState, authorize_address};
use crate::login::finish;
use crate::pages::{CallbackPage, error_page, render, with_login_cookie};
use crate::workspace::{Engine, Workspace, lock};

/// Where the apps send their redirects.
const APP_ADDRESS: &str = "rocketchat://auth";

/// Where a legacy start begins: the page, or the workspace address as typed into the app.
#[derive(Debug, Deserialize)]
pub(crate) struct LegacyStartQuery {
    page: Option<String>,
    workspace: Option<String>,
}

/// What the web client sends after a callback.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Credential {
    credential_token: String,
    credential_secret: Option<String>,
}

pub(crate) async fn legacy_callback(
    workspace: &Workspace,
    service: &str,
    pairs: &Pairs,
) -> Response {
    let raw_state = first(pairs, "state").unwrap_or_default();
    let state = LoginState::decode(raw_state);
    // Without a readable state the login style is unknown and popup is assumed.
    let redirect_url = state
        .as_ref()
        .filter(|s| s.login_style == "redirect")
        .and_then(|s| s.redirect_url.clone());
    let failed = |error: &str| workspace.record_failure(Engine::Legacy, service, error);
    if let Some(target) = &redirect_url
        && !allowed_target(workspace, target)
    {
        failed(&format!(
            "redirectUrl {target} does not start with the root URL"
        ));
        return error_page(StatusCode::BAD_REQUEST, "Login refused", "");
    }
    let token = state.map(|s| s.credential_token).unwrap_or_default();
    let ended = |secret: Option<String>| {
        let credential_secret = secret.unwrap_or_default();
        let page = CallbackPage {
            redirect_url: redirect_url.clone(),
            credential_token: token.clone(),
            credential_secret,
        };
        render(StatusCode::OK, &page)
    };
    if let Some(error) = first(pairs, "error") {
        failed(&format!("Error in OAuth Server: {error}"));
        return ended(None);
    }
    let result = match enabled_service(workspace, service) {
        None => Err(format!("Unexpected OAuth service {service}")),
        Some(custom) => {
            legacy::complete(
                workspace,
                &custom,
                first(pairs, "code").unwrap_or_default(),
                raw_state,
            )
            .await
        }
    };
    if let Err(error) = &result {
        failed(error);
    }
    ended(lock(&workspace.pending).keep(&token, result))
}

/// The page to go back to must be the workspace's own, or the app.
fn allowed_target(workspace: &Workspace, target: &str) -> bool {
    let root = workspace.settings.site_url();
    target.starts_with(APP_ADDRESS) || target == root || target.starts_with(&format!("{root}/"))
}

/// `POST /emulator/login`: the web client's login call with a credential pair.
pub(crate) async fn login_with_credential(
    State(workspace): State<Arc<Workspace>>,
    Json(credential): Json<Credential>,
) -> Response {
    let secret = credential.credential_secret.as_deref();
    let taken = lock(&workspace.pending).take(&credential.credential_token, secret);
    let refused = |error: &str, silent: bool| {
        (
            StatusCode::FORBIDDEN,
            Json(json!({ "error": error, "silent": silent })),
        )
            .into_response()
    };
    match taken {
        None => refused("No matching login attempt found", true),
        // Only the log knows why the provider's leg failed.
        Some(Err(_)) => refused("Login failed", false),
        Some(Ok(fetched)) => match finish(&workspace, Engine::Legacy, &fetched) {
            Err(error) => refused(&error, false),
            Ok(session) => {
                let answer = json!({ "userId": session.user_id, "authToken": session.token });
                with_login_cookie(Json(answer).into_response(), &workspace, &session.token)
            }
        },
    }
}

/// `GET /emulator/legacy/{service}`: the address that the web client's button would open, for tests without a browser.
pub(crate) async fn legacy_start(
    State(workspace): State<Arc<Workspace>>,
    Path(service): Path<String>,
    Query(query): Query<LegacyStartQuery>,
) -> Response {
    let Some(custom) = enabled_service(&workspace, &service) else {
        return error_page(StatusCode::NOT_FOUND, "Not found", "");
    };
    let site_url = workspace.settings.site_url();
    let page = query.page.unwrap_or_else(|| format!("{site_url}/home"));
    let state = LoginState {
        login_style: custom.login_style().in_state().to_owned(),
        credential_token: random_secret(),
        is_cordova: false,
        redirect_url: (custom.login_style() == LoginStyle::Redirect).then_some(page),
    };
    let escaped = encode_uri_component(&state.encode());
    let url = authorize_address(&custom, &site_url, &escaped);
    Json(json!({ "url": url, "credentialToken": state.credential_token })).into_response()
}

/// `GET /emulator/mobile/{service}`: the address that the app would open.
pub(crate) async fn mobile_start(
    State(workspace): State<Arc<Workspace>>,
    Path(service): Path<String>,
    Query(query): Query<LegacyStartQuery>,
) -> Response {
    let Some(custom) = enabled_service(&workspace, &service) else {
        return error_page(StatusCode::NOT_FOUND, "Not found", "");
    };
    let typed = query
        .workspace
        .unwrap_or_else(|| workspace.settings.site_url());
    let state = LoginState {
        login_style: "redirect".to_owned(),
        credential_token: random_secret(),
        is_cordova: true,
        redirect_url: Some(APP_ADDRESS.to_owned()),
    };
    let url = authorize_address(&custom, &typed, &state.encode_for_mobile());
    Json(json!({ "url": url, "credentialToken": state.credential_token })).into_response()
}
