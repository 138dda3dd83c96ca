//! `/admin/people/{id}/as/{slug}`: what an application would make of a person who came in now.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::{Client, Template};
use gantry_core::user::{User, UserId};
use gantry_rocketchat::claims::Warning;
use gantry_rocketchat::workspaces::ChatPreview;
use serde::Deserialize;
use serde_json::Value;

use super::look_entry::{self, Verdict};
use super::{application, lists};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::{Nav, Page};
use crate::views::admin::look::{ChatLook, Look, LookChoice};

/// Applications to choose from.
const MOST: i64 = 200;

/// Whom an application's page asks about.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    person: String,
}

/// The address of the page.
pub(super) fn address(person: UserId, client: &Client) -> String {
    format!("/admin/people/{person}/as/{}", client.slug)
}

/// `GET /admin/people/{id}/as/{slug}`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path((id, slug)): Path<(String, String)>,
) -> Result<Page<Look>, HttpError> {
    let user = person(&app, &id).await?;
    let client = application::find(&app, &slug).await?;
    let shell = lists::shell(&staff, Nav::People, &address(user.id, &client));
    let cached = known(&app, &client).await?;
    let preview = app.provider.preview(&cached, &user).await?;
    let Verdict {
        entry,
        reasons,
        bindings,
    } = look_entry::verdict(&app, &client, &user, shell.lang).await?;
    let chat = chat(&app, &cached, (&user, &preview.userinfo), shell.lang).await?;
    Ok(Page::new(Look {
        person_href: person_href(&user),
        person: user.username.to_string(),
        application_href: application::address(&client),
        application: client.name.clone(),
        entry,
        reasons,
        bindings,
        scopes: preview.scopes.to_string(),
        pairwise: preview.pairwise,
        userinfo: pretty(&preview.userinfo),
        id_token: pretty(&preview.id_token),
        chat,
        shell,
    }))
}

/// `GET /admin/people/{id}/as`
pub(super) async fn choose(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Page<LookChoice>, HttpError> {
    let user = person(&app, &id).await?;
    let here = format!("{}/as", person_href(&user));
    let shell = lists::shell(&staff, Nav::People, &here);
    let mut rows = Vec::new();
    for client in app.accounts().list_clients(None, MOST).await? {
        let may_enter = app.accounts().may_enter(&client, user.id).await?;
        rows.push((client.name.clone(), address(user.id, &client), may_enter));
    }
    Ok(Page::new(LookChoice {
        person_href: person_href(&user),
        person: user.username.to_string(),
        rows,
        shell,
    }))
}

/// `GET /admin/applications/{slug}/as?person=NAME`: from an application to one person.
pub(super) async fn of_application(
    State(app): State<AppState>,
    _staff: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let user = app.accounts().user_by_login(asked.person.trim()).await?;
    let to = match user {
        Some(user) => address(user.id, &client),
        None => lists::address("/admin/people", &[("q", asked.person.trim())]),
    };
    Ok(Redirect::to(&to).into_response())
}

async fn person(app: &AppState, id: &str) -> Result<User, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    let user = app.accounts().user(id).await?;
    user.ok_or_else(HttpError::not_found)
}

fn person_href(user: &User) -> String {
    format!("/admin/people/{}", user.id)
}

async fn known(app: &AppState, client: &Client) -> Result<Arc<CachedClient>, HttpError> {
    let cache = app.accounts().client_cache();
    let mut conn = app.accounts().store().read().await?;
    cache.check_version(&mut conn).await?;
    drop(conn);
    let known = cache.by_id(client.id).await?;
    known.ok_or_else(HttpError::not_found)
}

fn pretty(claims: &Value) -> String {
    serde_json::to_string_pretty(claims).unwrap_or_default()
}

async fn chat(
    app: &AppState,
    client: &CachedClient,
    (user, userinfo): (&User, &Value),
    lang: Language,
) -> Result<Option<ChatLook>, HttpError> {
    if client.client.settings.template != Template::RocketChat {
        return Ok(None);
    }
    let preview = app.workspaces.preview(client, user.id, userinfo).await?;
    let warnings = preview.warnings.iter();
    Ok(Some(ChatLook {
        refused: preview.is_refused(),
        warnings: warnings.map(|one| warning(lang, one)).collect(),
        known_as: preview.account.as_ref().map(|it| it.chat_username.clone()),
        fields: fields(&preview),
    }))
}

fn fields(preview: &ChatPreview) -> Vec<(&'static str, String)> {
    let identity = &preview.identity;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("look-chat-username", text(&identity.username)),
        ("look-chat-name", text(&identity.name)),
        ("look-chat-email", text(&identity.email)),
        ("look-chat-id", text(&identity.id)),
        ("look-chat-avatar", text(&identity.avatar_url)),
        ("look-chat-roles", preview.roles.join(", ")),
        ("look-chat-rooms", preview.rooms.join(", ")),
        ("look-chat-mapped", identity.groups.join(", ")),
    ]
}

/// What is wrong, in words, with the claim that it is about.
fn warning(lang: Language, warning: &Warning) -> String {
    let about = warning.subject().unwrap_or_default().to_owned();
    lang.t_args(warning.key(), &[("claim", about)])
}
