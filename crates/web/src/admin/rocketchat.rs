//! `/admin/applications/new/rocketchat`: three lines, and the answer is every value to paste.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_accounts::clients::AddedClient;
use gantry_core::Invalid;
use gantry_core::client::Client;
use gantry_rocketchat::probe::probe;
use gantry_rocketchat::settings::{RocketChatVersion, ServiceName};
use gantry_rocketchat::template::rocketchat_client;
use serde::Deserialize;
use url::Url;

use super::{lists, values};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::noticed;
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::rocketchat::RocketchatNew;

const SERVICE: &str = "gantry";
/// How long a workspace has to tell its version.
const PATIENCE: Duration = Duration::from_secs(3);
const URL_RULE: Invalid = Invalid::new("rocketchat url", "is the workspace's address");
const SERVICE_RULE: Invalid = Invalid::new("service", "is a name that Rocket.Chat accepts");

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Workspace {
    name: String,
    url: String,
    service: String,
}

/// `GET /admin/applications/new/rocketchat`
pub(super) async fn new(admin: Staff) -> Page<RocketchatNew> {
    let form = Workspace {
        service: SERVICE.to_owned(),
        ..Workspace::default()
    };
    Page::new(view(shell(&admin), form))
}

/// `POST /admin/applications/new/rocketchat`: the answer holds the secret, this once.
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<Workspace>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &admin, &form).await)? {
        Ok(AddedClient { client, secret }) => {
            let shell = values::shell(&admin, &client);
            let shell = noticed(shell, Some("application-added"), &client.name);
            let version = asked_version(&app, &client).await;
            let view = values::view(&app, &client, version, secret.as_ref(), shell)?;
            Ok(Page::new(view).into_response())
        }
        Err(refusal) => {
            let view = view(refused(shell(&admin), &refusal), form);
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, form: &Workspace) -> Result<AddedClient, Error> {
    let site = site(&form.url)?;
    let service = ServiceName::parse(&form.service).map_err(|_| SERVICE_RULE)?;
    let new = rocketchat_client(&form.name, &site, &service)?;
    app.accounts().add_client(&admin.administrator, new).await
}

/// The version that the workspace tells; a usual one if it does not answer in time.
async fn asked_version(app: &AppState, client: &Client) -> RocketChatVersion {
    let url = client.settings.rocketchat_url.as_deref();
    let Some(site) = url.and_then(|url| Url::parse(url).ok()) else {
        return RocketChatVersion::default();
    };
    let asked = tokio::time::timeout(PATIENCE, probe(app.workspaces.outbound(), &site));
    let answer = asked.await.ok().and_then(Result::ok);
    answer.map(|found| found.version).unwrap_or_default()
}

/// An address; whoever leaves out `https://` means it.
fn site(text: &str) -> Result<Url, Invalid> {
    let text = text.trim();
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    Url::parse(&whole).map_err(|_| URL_RULE)
}

fn shell(admin: &Staff) -> Shell {
    lists::shell(
        admin,
        Nav::Applications,
        "/admin/applications/new/rocketchat",
    )
}

fn view(shell: Shell, form: Workspace) -> RocketchatNew {
    RocketchatNew {
        shell,
        name: form.name,
        url: form.url,
        service: form.service,
    }
}
