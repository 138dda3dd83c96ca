//! The login page, the signed-in user's page and the way out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::pages::{
    AccountPage, HomePage, LOGIN_COOKIE, LoggedOutPage, ServiceButton, cookie, render, signed_in,
    with_login_cookie,
};
use crate::workspace::{Workspace, lock};

/// What the modern engine puts into the address of the chat.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResumeQuery {
    resume_token: Option<String>,
    user_id: Option<String>,
}

/// Name and password of a local account.
#[derive(Debug, Deserialize)]
pub(crate) struct LocalLogin {
    username: String,
    password: String,
}

/// `GET /`, `/home`, `/login`: resumes a login, shows who is in, or offers the buttons.
pub(crate) async fn home(
    State(workspace): State<Arc<Workspace>>,
    Query(resume): Query<ResumeQuery>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = resume.resume_token
        && let Some(user) = workspace.signed_in(&token)
        && Some(user.id) == resume.user_id
    {
        return with_login_cookie(Redirect::to("/account").into_response(), &token);
    }
    if signed_in(&workspace, &headers).is_some() {
        return Redirect::to("/account").into_response();
    }
    login_page(&workspace, StatusCode::OK, None)
}

/// `POST /login`: a local account.
pub(crate) async fn local_login(
    State(workspace): State<Arc<Workspace>>,
    Form(login): Form<LocalLogin>,
) -> Response {
    let found = lock(&workspace.accounts)
        .by_password(&login.username, &login.password)
        .map(|user| user.id.clone());
    match found {
        Some(id) => with_login_cookie(
            Redirect::to("/account").into_response(),
            &workspace.start_session(&id),
        ),
        None => login_page(
            &workspace,
            StatusCode::UNAUTHORIZED,
            Some("User not found or incorrect password".to_owned()),
        ),
    }
}

/// `POST /logout`: ends the chat's session only, then runs the logout script; an address alone is gone to.
pub(crate) async fn logout(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = cookie(&headers, LOGIN_COOKIE) {
        lock(&workspace.sign_ins).remove(&token);
    }
    let script = workspace.settings.text("Custom_Script_On_Logout");
    let next = if script.is_empty() {
        Redirect::to("/home").into_response()
    } else if script.starts_with("http://") || script.starts_with("https://") {
        Redirect::to(script.trim()).into_response()
    } else {
        render(StatusCode::OK, &LoggedOutPage { script })
    };
    with_login_cookie(next, "")
}

/// `GET /account`: everything the chat knows of the signed-in user.
pub(crate) async fn account(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
) -> Response {
    match signed_in(&workspace, &headers) {
        Some(user) => {
            let services = serde_json::to_string_pretty(&user.services).unwrap_or_default();
            render(StatusCode::OK, &AccountPage { user, services })
        }
        None => Redirect::to("/home").into_response(),
    }
}

/// `GET /emulator/me`: the same as JSON.
pub(crate) async fn me(State(workspace): State<Arc<Workspace>>, headers: HeaderMap) -> Response {
    match signed_in(&workspace, &headers) {
        Some(user) => Json(user).into_response(),
        None => (StatusCode::UNAUTHORIZED, Json(json!({ "status": "error" }))).into_response(),
    }
}

/// `GET /emulator/users`: every chat user.
pub(crate) async fn users(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    Json(json!({ "users": lock(&workspace.accounts).users.clone() }))
}

/// `GET /emulator/journal`: calls to the provider and how logins ended.
pub(crate) async fn journal(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    let calls = lock(&workspace.calls).clone();
    let outcomes = lock(&workspace.outcomes).clone();
    Json(json!({ "calls": calls, "outcomes": outcomes }))
}

fn login_page(workspace: &Workspace, status: StatusCode, error: Option<String>) -> Response {
    let services = workspace
        .settings
        .enabled_services()
        .iter()
        .filter(|custom| custom.flag("show_button"))
        .map(|custom| ServiceButton::new(workspace, custom))
        .collect();
    let form_login = workspace.settings.flag("Accounts_ShowFormLogin");
    render(
        status,
        &HomePage {
            services,
            form_login,
            error,
        },
    )
}
