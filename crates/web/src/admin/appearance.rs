//! `/admin/applications/{slug}/appearance`: an application's icon and colour.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use gantry_accounts::{Error, Refusal};
use gantry_core::client::Client;
use serde::Deserialize;

use super::{Door, application, lists};
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::upload::Upload;
use crate::http::visitor::{Admin, Staff};
use crate::look::picture_address;
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::settings::Appearance;

/// The addresses of this page.
pub(super) fn doors() -> [Door; 2] {
    [
        (
            "/admin/applications/{slug}/appearance",
            get(show).post(change),
        ),
        ("/admin/applications/{slug}/icon/remove", post(remove_icon)),
    ]
}

/// The address that takes a file.
pub(super) fn upload_doors() -> [Door; 1] {
    [("/admin/applications/{slug}/icon", post(set_icon))]
}

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: Option<String>,
}

/// The colour.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    accent: String,
}

/// `GET /admin/applications/{slug}/appearance`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Appearance>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let shell = noticed(shell(&staff, &client), asked.done.as_deref(), &client.name);
    Ok(Page::new(view(&client, shell)))
}

/// `POST /admin/applications/{slug}/appearance`
pub(super) async fn change(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(posted): FormBody<Posted>,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let mut after = client.clone();
    let accent = posted.accent.trim().to_ascii_lowercase();
    after.settings.presentation.accent = Some(accent.clone()).filter(|it| !it.is_empty());
    let accounts = app.accounts();
    let act = accounts.change_client(&admin.administrator, &client, after);
    answer(&admin, &client, act.await, Some(accent))
}

/// `POST /admin/applications/{slug}/icon`
pub(super) async fn set_icon(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    Upload(picture): Upload,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let accounts = app.accounts();
    let act = accounts.set_icon(&admin.administrator, &client, Some(picture));
    answer(&admin, &client, act.await, None)
}

/// `POST /admin/applications/{slug}/icon/remove`
pub(super) async fn remove_icon(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let accounts = app.accounts();
    let act = accounts.set_icon(&admin.administrator, &client, None);
    answer(&admin, &client, act.await, None)
}

fn answer(
    admin: &Admin,
    client: &Client,
    act: Result<Client, Error>,
    typed: Option<String>,
) -> Result<Response, HttpError> {
    let refusal: Refusal = match mendable(act)? {
        Ok(_) => return Ok(done(&address(client), "application-saved")),
        Err(refusal) => refusal,
    };
    let mut view = view(client, refused(shell(admin, client), &refusal));
    if let Some(typed) = typed {
        view.accent = typed;
    }
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

fn address(client: &Client) -> String {
    format!("/admin/applications/{}/appearance", client.slug)
}

fn shell(staff: &Staff, client: &Client) -> Shell {
    lists::shell(staff, Nav::Applications, &address(client))
}

fn view(client: &Client, shell: Shell) -> Appearance {
    let presentation = &client.settings.presentation;
    Appearance {
        shell,
        slug: client.slug.to_string(),
        name: client.name.clone(),
        accent: presentation.accent.clone().unwrap_or_default(),
        icon: presentation.icon.as_deref().map(picture_address),
    }
}
