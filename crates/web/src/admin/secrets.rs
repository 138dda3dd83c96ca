//! Secrets of an application: a new one is shown in the answer that made it, and never again.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_core::client::{ClientSecretId, Template};
use gantry_rocketchat::settings::RocketChatVersion;

use super::application::{self, Draft};
use super::values;
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::notices::done;
use crate::refusals::mendable;
use crate::render::Page;

/// `POST /admin/applications/{slug}/secrets/add`
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let added = app
        .accounts()
        .add_client_secret(&admin.administrator, client.id, None)
        .await;
    let secret = match mendable(added)? {
        Ok(secret) => secret,
        Err(refusal) => return application::told(&app, &admin, &client, &refusal).await,
    };
    let shell = application::shell(&admin, &client);
    if client.settings.template == Template::RocketChat {
        let shell = values::shell(&admin, &client);
        let page = values::view(
            &app,
            &client,
            RocketChatVersion::default(),
            Some(&secret),
            shell,
        )?;
        return Ok(Page::new(page).into_response());
    }
    let view = application::view(&app, &client, Draft::Stored, shell).await?;
    Ok(Page::new(application::with_secret(view, Some(secret))).into_response())
}

/// `POST /admin/applications/{slug}/secrets/{id}/remove`
pub(super) async fn remove(
    State(app): State<AppState>,
    admin: Admin,
    Path((slug, id)): Path<(String, String)>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let id: ClientSecretId = id.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .remove_client_secret(&admin.administrator, client.id, id)
        .await?;
    Ok(done(&application::address(&client), "secret-removed"))
}
