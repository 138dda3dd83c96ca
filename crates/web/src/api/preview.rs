//! What an application would make of a person who came in now.

use axum::Json;
use axum::extract::{Path, State};
use gantry_core::client::Template;
use gantry_rocketchat::claims::Warning;
use gantry_rocketchat::workspaces::ChatPreview;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::applications;
use super::caller::Reading;
use super::input::Asked;
use super::paging::{Page, PageQuery, behind};
use super::users;
use crate::admin::look_entry::verdict;
use crate::admin::workspace::known;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::views::admin::look::{BindingRow, Entry};

/// An application, and whether a person may enter it.
#[derive(Serialize, ToSchema)]
pub(super) struct ApplicationOfUser {
    slug: String,
    name: String,
    /// As far as person and groups say; place, time and proof are judged at the door.
    may_enter: bool,
}

/// What an application would make of a person.
#[derive(Serialize, ToSchema)]
pub(super) struct Preview {
    /// `yes`, `no`, or `depends` on place, time or proof.
    entry: &'static str,
    /// Why, in English.
    reasons: Vec<String>,
    bindings: Vec<BindingShown>,
    /// The scopes that are taken as asked for.
    scopes: String,
    /// This application alone knows the person by this subject.
    pairwise: bool,
    /// What userinfo answers.
    #[schema(value_type = Object)]
    userinfo: Value,
    /// What an ID token says.
    #[schema(value_type = Object)]
    id_token: Value,
    /// What Rocket.Chat makes of it.
    rocketchat: Option<ChatShown>,
}

/// How a binding stands.
#[derive(Serialize, ToSchema)]
#[schema(as = BindingStand)]
pub(super) struct BindingShown {
    /// What it asks, in English.
    text: String,
    /// `fulfilled`, `missed`, `depends` or `off`.
    state: &'static str,
}

/// The account as Rocket.Chat would find or make it.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatPreview)]
pub(super) struct ChatShown {
    /// Rocket.Chat would refuse the sign-in.
    refused: bool,
    username: Option<String>,
    name: Option<String>,
    email: Option<String>,
    id: Option<String>,
    avatar_url: Option<String>,
    roles: Vec<String>,
    rooms: Vec<String>,
    /// The account that is known already.
    known_as: Option<String>,
    /// What Rocket.Chat would stumble over, in English.
    warnings: Vec<String>,
}

impl From<BindingRow> for BindingShown {
    fn from(row: BindingRow) -> Self {
        Self {
            state: row.state_key.trim_start_matches("look-binding-"),
            text: row.text,
        }
    }
}

impl From<ChatPreview> for ChatShown {
    fn from(preview: ChatPreview) -> Self {
        let words = |warning: &Warning| {
            let about = warning.subject().unwrap_or_default().to_owned();
            Language::default().t_args(warning.key(), &[("claim", about)])
        };
        Self {
            refused: preview.is_refused(),
            warnings: preview.warnings.iter().map(words).collect(),
            username: preview.identity.username,
            name: preview.identity.name,
            email: preview.identity.email,
            id: preview.identity.id,
            avatar_url: preview.identity.avatar_url,
            roles: preview.roles,
            rooms: preview.rooms,
            known_as: preview.account.map(|account| account.chat_username),
        }
    }
}

/// Which applications a person may enter
#[utoipa::path(
    get,
    operation_id = "list_applications_of_user",
    path = "/api/v1/users/{id}/applications",
    tag = "users",
    params(("id" = String, Path, description = "The person's id"), PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<ApplicationOfUser>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<ApplicationOfUser>>, HttpError> {
    let user = users::find(&app, &id).await?;
    let (after, limit) = asked.place()?;
    let clients = app.accounts().list_clients(after.as_ref(), limit).await?;
    let next = behind(&clients, limit, |client| client.slug.clone());
    let mut items = Vec::new();
    for client in clients {
        items.push(ApplicationOfUser {
            may_enter: app.accounts().may_enter(&client, user.id).await?,
            slug: client.slug.to_string(),
            name: client.name,
        });
    }
    Ok(Json(Page { items, next }))
}

/// What will this person look like?
///
/// To an application, if the person came in now. Nothing is issued.
#[utoipa::path(
    get,
    operation_id = "preview_user",
    path = "/api/v1/users/{id}/applications/{slug}",
    tag = "users",
    params(
        ("id" = String, Path, description = "The person's id"),
        ("slug" = String, Path, description = "The application's name in addresses"),
    ),
    security(("token" = ["read"])),
    responses((status = 200, description = "Claims and account", body = Preview)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path((id, slug)): Path<(String, String)>,
) -> Result<Json<Preview>, HttpError> {
    let user = users::find(&app, &id).await?;
    let client = applications::find(&app, &slug).await?;
    let cached = known(&app, &client).await?;
    let told = app.provider.preview(&cached, &user).await?;
    let verdict = verdict(&app, &client, &user, Language::default()).await?;
    let rocketchat = if client.settings.template == Template::RocketChat {
        let preview = app.workspaces.preview(&cached, user.id, &told.userinfo);
        Some(preview.await?.into())
    } else {
        None
    };
    Ok(Json(Preview {
        entry: match verdict.entry {
            Entry::Yes => "yes",
            Entry::Depends => "depends",
            Entry::No => "no",
        },
        reasons: verdict.reasons,
        bindings: verdict
            .bindings
            .into_iter()
            .map(BindingShown::from)
            .collect(),
        scopes: told.scopes.to_string(),
        pairwise: told.pairwise,
        userinfo: told.userinfo,
        id_token: told.id_token,
        rocketchat,
    }))
}
