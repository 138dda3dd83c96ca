//! `/admin/applications/{slug}/connection`: the connection of a workspace.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::{Client, Template};
use gantry_core::workspace::Workspace;
use gantry_rocketchat::settings::RocketChatVersion;
use serde::Deserialize;
use url::Url;

use super::{application, lists, workspace_queue, workspace_sync};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::notices::{done, warned};
use crate::refusals::FORM_REFUSED;
use crate::render::{Nav, Notice, Page, Shell, Tone};
use crate::views::admin::workspace::{Connection, ConnectionState};

/// What `?done=…` may say on the pages of a connection.
const SAID: [&str; 6] = [
    "workspace-connected",
    "workspace-disconnected",
    "workspace-tried-again",
    "workspace-sync-saved",
    "workspace-linked",
    "workspace-unlinked",
];

/// What the address of a page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) done: Option<String>,
    pub(super) after: Option<String>,
}

/// `GET /admin/applications/{slug}/connection`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Connection>, HttpError> {
    let client = find(&app, &slug).await?;
    let shell = noticed(shell(&admin, &client), &asked);
    Ok(Page::new(view(&app, &client, shell).await?))
}

/// The workspace of the address.
pub(crate) async fn find(app: &AppState, slug: &str) -> Result<Client, HttpError> {
    let client = application::find(app, slug).await?;
    if client.settings.template == Template::RocketChat {
        Ok(client)
    } else {
        Err(HttpError::not_found())
    }
}

/// The same with its secrets, as the chat's side wants it.
pub(crate) async fn known(app: &AppState, client: &Client) -> Result<Arc<CachedClient>, HttpError> {
    let cache = app.accounts().client_cache();
    let mut conn = app.accounts().store().read().await?;
    cache.check_version(&mut conn).await?;
    drop(conn);
    let known = cache.by_id(client.id).await?;
    known.ok_or_else(HttpError::not_found)
}

/// The address of a connection's page.
pub(super) fn address(client: &Client) -> String {
    format!("{}/connection", application::address(client))
}

/// The frame of a connection's page.
pub(super) fn shell(admin: &Staff, client: &Client) -> Shell {
    lists::shell(admin, Nav::Applications, &address(client))
}

/// The frame that says what was just done.
pub(super) fn noticed(mut shell: Shell, asked: &Asked) -> Shell {
    let key = SAID
        .into_iter()
        .find(|key| asked.done.as_deref() == Some(key));
    if let Some(key) = key {
        shell.notice = Some(Notice {
            tone: Tone::Good,
            text: shell.t(key),
        });
    }
    shell
}

/// Back to the page after an act.
pub(super) fn back(client: &Client, what: &'static str) -> Response {
    done(&address(client), what)
}

/// The page again, with what could not be done at its top.
pub(super) async fn told(
    app: &AppState,
    admin: &Staff,
    client: &Client,
    text: String,
) -> Result<Page<Connection>, HttpError> {
    let shell = warned(shell(admin, client), text);
    let view = view(app, client, shell).await?;
    Ok(Page::with_status(FORM_REFUSED, view))
}

/// The page as things are stored.
pub(super) async fn view(
    app: &AppState,
    client: &Client,
    shell: Shell,
) -> Result<Connection, HttpError> {
    let stored = app.workspaces.connection(client.id).await?;
    let usable = stored.as_ref().filter(|it| is_for(it, client));
    let sync = stored
        .as_ref()
        .map(|it| it.sync.clone())
        .unwrap_or_default();
    let user_id = usable.map(|it| it.service_user_id.clone());
    Ok(Connection {
        slug: client.slug.to_string(),
        name: client.name.clone(),
        site: client.settings.rocketchat_url.clone().unwrap_or_default(),
        state: state(client, stored.as_ref(), &shell),
        service_user_id: user_id.unwrap_or_default(),
        token_kept: usable.is_some(),
        secret_kept: usable.is_some_and(|it| it.sealed_secret.is_some()),
        tokens_would_die: usable.is_some_and(tokens_would_die),
        findings: Vec::new(),
        tasks: workspace_queue::tasks(app, client.id, shell.lang).await?,
        problems: workspace_queue::problems(app, client.id, shell.lang).await?,
        groups: workspace_sync::choices(app).await?,
        sync: workspace_sync::rows(&sync),
        confirm_relinquish: sync.confirm_relinquish,
        events: workspace_queue::events(app, client.id, shell.lang).await?,
        shell,
    })
}

/// How a workspace stands; `None` for any other application.
pub(super) async fn state_of(
    app: &AppState,
    client: &Client,
    shell: &Shell,
) -> Result<Option<ConnectionState>, gantry_accounts::Error> {
    if client.settings.template != Template::RocketChat {
        return Ok(None);
    }
    let stored = app.workspaces.connection(client.id).await?;
    Ok(Some(state(client, stored.as_ref(), shell)))
}

fn state(client: &Client, stored: Option<&Workspace>, shell: &Shell) -> ConnectionState {
    match stored {
        None => ConnectionState::NotConnected,
        Some(stored) if !is_for(stored, client) => ConnectionState::Elsewhere {
            site: stored.site.clone(),
        },
        Some(stored) => ConnectionState::Connected {
            account: stored.service_user_id.clone(),
            version: stored.version.clone(),
            since: shell.lang.moment(stored.updated_at.as_i64()),
        },
    }
}

/// Credentials are for the address they were entered for.
pub(crate) fn is_for(stored: &Workspace, client: &Client) -> bool {
    let url = client.settings.rocketchat_url.as_deref();
    let url = url.and_then(|url| Url::parse(url).ok());
    url.is_some_and(|url| url.as_str() == stored.site)
}

/// From 8.0 no token of a person's own is made without the secret, and signing out everywhere ends
/// every token that the account has.
fn tokens_would_die(stored: &Workspace) -> bool {
    let version = RocketChatVersion::parse(&stored.version).unwrap_or_default();
    version.takes_create_token_secret() && stored.sealed_secret.is_none()
}
