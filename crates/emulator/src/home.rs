//! The login page, the signed-in user's page and the way out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::encoding::encode_uri_component;
use crate::iframe::{ClientQuery, IframeClient};
use crate::local_login::by_password;
use crate::pages::{
    AccountPage, HomePage, IframeHomePage, LoggedOutPage, ServiceButton, login_cookie, render,
    signed_in, with_login_cookie,
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
    Query(client): Query<ClientQuery>,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = resume.resume_token
        && let Some(user) = workspace.signed_in(&token)
        && Some(user.id) == resume.user_id
    {
        return with_login_cookie(Redirect::to("/account").into_response(), &workspace, &token);
    }
    if signed_in(&workspace, &headers).is_some() {
        let query = client.emulate.as_deref().map(encode_uri_component);
        let query = query.map(|name| format!("?emulate={name}"));
        return Redirect::to(&format!("/account{}", query.unwrap_or_default())).into_response();
    }
    if let Some(client) = IframeClient::of(&workspace, &client, &headers) {
        return render(StatusCode::OK, &IframeHomePage { client });
    }
    login_page(&workspace, StatusCode::OK, None)
}

/// `POST /login`: a local account.
pub(crate) async fn local_login(
    State(workspace): State<Arc<Workspace>>,
    Form(login): Form<LocalLogin>,
) -> Response {
    match by_password(&workspace, &login.username, &login.password, None) {
        Ok(session) => with_login_cookie(
            Redirect::to("/account").into_response(),
            &workspace,
            &session.token,
        ),
        Err(_) => login_page(
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
    if let Some(token) = login_cookie(&workspace, &headers) {
        workspace.end_token(&token);
    }
    let script = workspace.settings.text("Custom_Script_On_Logout");
    let next = if script.is_empty() {
        Redirect::to("/home").into_response()
    } else if script.starts_with("http://") || script.starts_with("https://") {
        Redirect::to(script.trim()).into_response()
    } else {
        render(StatusCode::OK, &LoggedOutPage { script })
    };
    with_login_cookie(next, &workspace, "")
}

/// `GET /account`: everything the chat knows of the signed-in user.
pub(crate) async fn account(
    State(workspace): State<Arc<Workspace>>,
    Query(client): Query<ClientQuery>,
    headers: HeaderMap,
) -> Response {
    match signed_in(&workspace, &headers) {
        Some(user) => {
            let services = serde_json::to_string_pretty(&user.services).unwrap_or_default();
            let iframe = IframeClient::of(&workspace, &client, &headers);
            let page = AccountPage {
                user,
                services,
                iframe: iframe.map(IframeClient::signed_in),
            };
            render(StatusCode::OK, &page)
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
