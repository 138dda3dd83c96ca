//! `/api/v1/applications`: the list, and one application.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::clients::{AddedClient, NewClient};
use gantry_accounts::{Error, Refusal};
use gantry_core::Invalid;
use gantry_core::client::{Client, ClientSettings};
use gantry_core::client_id::ClientId;
use gantry_core::slug::Slug;
use gantry_rocketchat::settings::ServiceName;
use gantry_rocketchat::template::rocketchat_client;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::input::{Asked, Input};
use super::paging::{Page, PageQuery, behind};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

const URL_RULE: Invalid = Invalid::new("rocketchat url", "is the workspace's address");
const SERVICE_RULE: Invalid = Invalid::new("service", "is a name of letters and digits");

/// An application.
#[derive(Serialize, ToSchema)]
#[schema(as = Application, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "slug": "wiki", "name": "Wiki",
    "client_id": "x7Jq2mV0", "issuer": "https://id.example.org", "disabled": false,
    "created_at": "2026-11-21T09:00:00Z",
    "settings": {
        "redirect_uris": ["https://wiki.example.org/callback"],
        "access": { "mode": "any", "bindings": [{ "condition": { "group": "staff" } }] }
    }
}))]
pub(super) struct ApplicationShown {
    id: String,
    slug: String,
    name: String,
    /// The protocol's name for it.
    client_id: String,
    /// Which issuer its ID tokens name.
    issuer: String,
    disabled: bool,
    created_at: String,
    /// Everything else, as `gantry export` writes it; groups and people by their names.
    #[schema(value_type = Object)]
    settings: Value,
}

/// A Rocket.Chat workspace.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Workspace {
    /// Its address.
    url: String,
    /// What it calls the service; `gantry` unless said.
    service: Option<String>,
}

/// An application to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Team chat", "rocketchat": { "url": "https://chat.example.org" }
}))]
pub(super) struct ApplicationToAdd {
    name: String,
    /// Made of the name unless said.
    #[schema(value_type = Option<String>)]
    slug: Option<Slug>,
    /// Random unless said.
    #[schema(value_type = Option<String>)]
    client_id: Option<ClientId>,
    /// Sets everything as a workspace needs it.
    rocketchat: Option<Workspace>,
    /// What differs from the defaults.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
}

/// What to change about an application; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "settings": { "consent": false, "launch_url": null } }))]
pub(super) struct ApplicationPatch {
    name: Option<String>,
    /// RFC 7396: members replace those that are there, `null` gives the default back.
    #[serde(default)]
    #[schema(value_type = Object)]
    settings: Map<String, Value>,
}

/// An application that was added.
#[derive(Serialize, ToSchema)]
pub(super) struct ApplicationAdded {
    application: ApplicationShown,
    /// Its secret, told this once; public applications have none.
    client_secret: Option<String>,
}

/// The application of the address.
pub(super) async fn find(app: &AppState, slug: &str) -> Result<Client, HttpError> {
    let slug: Slug = slug.parse().map_err(|_| HttpError::not_found())?;
    let client = app.accounts().client_by_slug(&slug).await?;
    client.ok_or_else(HttpError::not_found)
}

pub(super) async fn shown(app: &AppState, client: &Client) -> Result<ApplicationShown, Error> {
    Ok(ApplicationShown {
        id: client.id.to_string(),
        slug: client.slug.to_string(),
        name: client.name.clone(),
        client_id: client.client_id.to_string(),
        issuer: app.provider.issuer(client),
        disabled: client.disabled,
        created_at: time(client.created_at),
        settings: app.accounts().settings_document(&client.settings).await?,
    })
}

/// Applications in the order of their slugs
#[utoipa::path(
    get,
    operation_id = "list_applications",
    path = "/api/v1/applications",
    tag = "applications",
    params(PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<ApplicationShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<ApplicationShown>>, HttpError> {
    let (after, limit) = asked.place::<Slug>()?;
    let found = app.accounts().list_clients(after.as_ref(), limit).await?;
    let next = behind(&found, limit, |client| client.slug.clone());
    let mut items = Vec::new();
    for client in &found {
        items.push(shown(&app, client).await?);
    }
    Ok(Json(Page { items, next }))
}

/// Add an application
#[utoipa::path(
    post,
    operation_id = "add_application",
    path = "/api/v1/applications",
    tag = "applications",
    request_body = ApplicationToAdd,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The application", body = ApplicationAdded)),
)]
pub(super) async fn add(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<ApplicationToAdd>,
) -> Result<(StatusCode, Json<ApplicationAdded>), HttpError> {
    let AddedClient { client, secret } = insert(&app, &me, new).await?;
    let added = ApplicationAdded {
        application: shown(&app, &client).await?,
        client_secret: secret.map(|secret| secret.expose().to_owned()),
    };
    Ok((StatusCode::CREATED, Json(added)))
}

async fn insert(
    app: &AppState,
    me: &Administering,
    new: ApplicationToAdd,
) -> Result<AddedClient, Error> {
    let base = match &new.rocketchat {
        Some(workspace) => {
            let url = Url::parse(&workspace.url).map_err(|_| URL_RULE)?;
            let service = workspace.service.as_deref().unwrap_or("gantry");
            let service = ServiceName::parse(service).map_err(|_| SERVICE_RULE)?;
            rocketchat_client(&new.name, &url, &service)?.settings
        }
        None => ClientSettings::default(),
    };
    let patch = Value::Object(new.settings);
    let settings = app.accounts().settings_after(&base, &patch).await?;
    check_sector(app, None, &settings).await?;
    let new = NewClient {
        name: new.name,
        slug: new.slug,
        client_id: new.client_id,
        secret: None,
        settings,
    };
    let added = app.accounts().add_client(&me.administrator, new).await?;
    app.provider.ensure_keys().await?;
    Ok(added)
}

async fn check_sector(
    app: &AppState,
    before: Option<&ClientSettings>,
    after: &ClientSettings,
) -> Result<(), Error> {
    let same = before.is_some_and(|before| {
        before.subject == after.subject && before.redirect_uris == after.redirect_uris
    });
    if same {
        return Ok(());
    }
    let checked = app.provider.check_sector(after).await;
    Ok(checked.map_err(|problem| Refusal::Settings(problem.description))?)
}

/// One application
#[utoipa::path(
    get,
    operation_id = "show_application",
    path = "/api/v1/applications/{slug}",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The application", body = ApplicationShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<ApplicationShown>, HttpError> {
    let client = find(&app, &slug).await?;
    Ok(Json(shown(&app, &client).await?))
}

/// Change an application
#[utoipa::path(
    patch,
    operation_id = "change_application",
    path = "/api/v1/applications/{slug}",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    request_body = ApplicationPatch,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The application", body = ApplicationShown)),
)]
pub(super) async fn change(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    Input(patch): Input<ApplicationPatch>,
) -> Result<Json<ApplicationShown>, HttpError> {
    let client = find(&app, &slug).await?;
    let client = update(&app, &me, &client, patch).await?;
    Ok(Json(shown(&app, &client).await?))
}

async fn update(
    app: &AppState,
    me: &Administering,
    before: &Client,
    patch: ApplicationPatch,
) -> Result<Client, Error> {
    let accounts = app.accounts();
    let named = Value::Object(patch.settings);
    let settings = accounts.settings_after(&before.settings, &named).await?;
    check_sector(app, Some(&before.settings), &settings).await?;
    let after = Client {
        name: patch.name.unwrap_or_else(|| before.name.clone()),
        settings,
        ..before.clone()
    };
    let client = accounts.change_client(&me.administrator, before, after);
    let client = client.await?;
    app.provider.ensure_keys().await?;
    Ok(client)
}
