//! The modern engine's pages: start and callback.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::callback::{Pairs, enabled_service};
use crate::custom_oauth::CustomOAuth;
use crate::encoding::{encode_uri_component, first};
use crate::login::finish;
use crate::modern;
use crate::pages::{OAUTH_COOKIE, cookie, error_page, with_oauth_cookie};
use crate::sessions::PendingLogin;
use crate::workspace::{Engine, Workspace};

/// `?loginClient=mobile|desktop` of the apps.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartQuery {
    login_client: Option<String>,
}

/// `GET /oauth/{service}`: the modern engine's start.
pub(crate) async fn start_modern(
    State(workspace): State<Arc<Workspace>>,
    Path(service): Path<String>,
    Query(query): Query<StartQuery>,
    headers: HeaderMap,
) -> Response {
    let enabled = enabled_service(&workspace, &service);
    let Some(custom) = enabled.filter(|_| workspace.settings.modern_flow()) else {
        return error_page(StatusCode::NOT_FOUND, "Not found", "");
    };
    begin_modern(&workspace, &custom, &headers, query.login_client)
}

pub(crate) async fn modern_callback(
    workspace: &Workspace,
    service: &str,
    pairs: &Pairs,
    headers: &HeaderMap,
) -> Response {
    let Some(custom) = enabled_service(workspace, service) else {
        return error_page(StatusCode::NOT_FOUND, "Not found", "");
    };
    let failed = |error: &str| workspace.record_failure(Engine::Modern, service, error);
    match (first(pairs, "error"), first(pairs, "code")) {
        (Some("access_denied"), _) => {
            failed("access_denied");
            found("/login")
        }
        (Some(error), _) => {
            failed(error);
            let message = first(pairs, "error_description").unwrap_or(error);
            error_page(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal Server Error",
                message,
            )
        }
        (None, None) => begin_modern(workspace, &custom, headers, None),
        (None, Some(code)) => {
            let session = cookie(headers, OAUTH_COOKIE);
            match modern::verify_state(
                workspace,
                &custom,
                session.as_deref(),
                first(pairs, "state"),
            ) {
                Err(error) => {
                    failed(&error);
                    found("/login")
                }
                Ok(login) => finish_modern(workspace, &custom, code, &login).await,
            }
        }
    }
}

async fn finish_modern(
    workspace: &Workspace,
    custom: &CustomOAuth,
    code: &str,
    login: &PendingLogin,
) -> Response {
    let session = match modern::complete(workspace, custom, code, login).await {
        Ok(fetched) => finish(workspace, Engine::Modern, &fetched),
        Err(error) => {
            workspace.record_failure(Engine::Modern, &custom.name().key(), &error);
            Err(error)
        }
    };
    match session {
        Err(error) => error_page(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal Server Error",
            &error,
        ),
        Ok(session) => {
            let client = login.login_client.as_deref().map(encode_uri_component);
            let suffix = client
                .map(|client| format!("&loginClient={client}"))
                .unwrap_or_default();
            found(&format!(
                "/home?resumeToken={}&userId={}{suffix}",
                session.token, session.user_id
            ))
        }
    }
}

fn begin_modern(
    workspace: &Workspace,
    custom: &CustomOAuth,
    headers: &HeaderMap,
    login_client: Option<String>,
) -> Response {
    let session = cookie(headers, OAUTH_COOKIE);
    let started = modern::start(workspace, custom, session.as_deref(), login_client);
    with_oauth_cookie(found(&started.address), workspace, &started.session_id)
}

/// A 302, as Express redirects.
fn found(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address.to_owned())]).into_response()
}
