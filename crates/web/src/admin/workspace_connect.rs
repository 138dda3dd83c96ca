//! Connects a workspace and disconnects it. What is typed as a secret never comes back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_rocketchat::rest::Act;
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::{ConnectError, NewConnection};
use serde::Deserialize;

use super::application::Confirmation;
use super::{workspace, workspace_words};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::notices::warned;
use crate::refusals::{FORM_REFUSED, refused_at};
use crate::render::{FieldProblem, Page, Shell};
use crate::views::admin::workspace::Connection;

const NO_ID: Refusal = Refusal::Settings("the user id is missing");

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    service_user_id: String,
    token: String,
    secret: String,
}

/// `POST /admin/applications/{slug}/connection`
pub(super) async fn connect(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(form): FormBody<Credentials>,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    let typed = form.service_user_id.trim().to_owned();
    let act = if typed.is_empty() {
        Err(ConnectError::from(NO_ID))
    } else {
        act(&app, &admin, &client, form).await?
    };
    match act {
        Ok(()) => Ok(workspace::back(&client, "workspace-connected")),
        Err(error) => {
            let shell = refused(workspace::shell(&admin, &client), error)?;
            let view = workspace::view(&app, &client, shell).await?;
            let service_user_id = typed;
            let view = Connection {
                service_user_id,
                ..view
            };
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /admin/applications/{slug}/connection/disconnect`
pub(super) async fn disconnect(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(form): FormBody<Confirmation>,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    if !form.is_given() {
        let text = admin.visitor.lang.t("refusal-confirm");
        let page = workspace::told(&app, &admin, &client, text).await?;
        return Ok(page.into_response());
    }
    app.workspaces
        .disconnect(&admin.administrator, client.id)
        .await?;
    Ok(workspace::back(&client, "workspace-disconnected"))
}

async fn act(
    app: &AppState,
    admin: &Admin,
    client: &Client,
    form: Credentials,
) -> Result<Result<(), ConnectError>, HttpError> {
    let known = workspace::known(app, client).await?;
    let new = NewConnection {
        service_user_id: form.service_user_id.trim().to_owned(),
        token: typed(&form.token),
        secret: typed(&form.secret),
    };
    let connected = app.workspaces.connect(&admin.administrator, &known, new);
    Ok(connected.await.map(drop))
}

/// Nothing typed keeps what is stored.
fn typed(text: &str) -> Option<Secret> {
    let text = text.trim();
    (!text.is_empty()).then(|| Secret::new(text.to_owned()))
}

/// The frame with the reason: beside the field that can mend it, else at the top.
fn refused(mut shell: Shell, error: ConnectError) -> Result<Shell, HttpError> {
    match error {
        ConnectError::Act(Error::Refused(refusal)) => {
            let field = if refusal == NO_ID {
                "service_user_id"
            } else {
                "token"
            };
            Ok(refused_at(shell, &refusal, field))
        }
        ConnectError::Act(breakdown) => Err(breakdown.into()),
        ConnectError::Chat(error) => {
            let version = RocketChatVersion::default();
            let text = workspace_words::failure(shell.lang, &error, Act::Connect, version);
            Ok(warned(shell, text))
        }
        ConnectError::OtherAccount(account) => {
            let text = shell.with("workspace-other-account", "account", account);
            let field = "service_user_id".to_owned();
            shell.field_problems.push(FieldProblem { field, text });
            Ok(shell)
        }
    }
}
