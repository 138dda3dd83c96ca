//! What to enter in Rocket.Chat, and whether a workspace is sound.

use axum::Json;
use axum::extract::{Path, State};
use gantry_core::client::Template;
use gantry_rocketchat::settings::{Door, RocketChatVersion, curl_text, environment_text};
use gantry_rocketchat::template::door_sheet_of;
use gantry_rocketchat::workspaces::{Finding, Level};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::{IntoParams, ToSchema};

use super::applications::find;
use super::caller::{Administering, Reading};
use super::input::Asked;
use crate::error::HttpError;
use crate::http::state::AppState;

/// What the values are for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ValuesQuery {
    /// The workspace's version, such as `8.4`.
    version: Option<String>,
    /// `oauth` or `iframe`; the one that fits the version unless said.
    door: Option<String>,
}

/// One setting of a workspace.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkspaceSetting {
    /// Rocket.Chat's id of it.
    id: String,
    /// What its English page calls it.
    label: &'static str,
    /// As it is stored; a placeholder where only Rocket.Chat knows the secret.
    #[schema(value_type = Object)]
    value: Value,
    note: Option<&'static str>,
}

/// Everything to enter in Rocket.Chat.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkspaceValues {
    door: &'static str,
    version: String,
    settings: Vec<WorkspaceSetting>,
    /// The same as variables of the server's environment.
    environment: Option<String>,
    /// The same as calls of its REST interface.
    rest: String,
}

/// Something that was found.
#[derive(Serialize, ToSchema)]
#[schema(as = Finding)]
pub(super) struct FindingShown {
    /// `good`, `warn` or `bad`.
    level: &'static str,
    /// Stable.
    key: &'static str,
    text: String,
    detail: Option<String>,
}

impl From<Finding> for FindingShown {
    fn from(finding: Finding) -> Self {
        Self {
            level: match finding.level {
                Level::Good => "good",
                Level::Warn => "warn",
                Level::Bad => "bad",
            },
            key: finding.key,
            text: finding.text,
            detail: finding.detail,
        }
    }
}

/// Whether a workspace is sound.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkspaceReport {
    /// The version that it told.
    version: Option<String>,
    findings: Vec<FindingShown>,
}

/// What to enter in Rocket.Chat
#[utoipa::path(
    get,
    operation_id = "show_workspace_values",
    path = "/api/v1/applications/{slug}/rocketchat/settings",
    tag = "rocketchat",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        ValuesQuery,
    ),
    security(("token" = ["read"])),
    responses((status = 200, description = "The values, without the secret", body = WorkspaceValues)),
)]
pub(super) async fn values(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
    Asked(asked): Asked<ValuesQuery>,
) -> Result<Json<WorkspaceValues>, HttpError> {
    let client = find(&app, &slug).await?;
    let version: RocketChatVersion = match asked.version {
        Some(text) => text.parse().map_err(|_| HttpError::not_found())?,
        None => RocketChatVersion::default(),
    };
    let door = match asked.door {
        Some(text) => text.parse().map_err(|_| HttpError::not_found())?,
        None => Door::fitting(version, None),
    };
    let sheet = door_sheet_of(&client, &public_url(&app)?, None, (version, door));
    let sheet = sheet.ok_or_else(HttpError::not_found)?;
    let rows = sheet.rows.iter().map(|row| WorkspaceSetting {
        id: row.id.clone(),
        label: row.label,
        value: row.value.stored(),
        note: row.note,
    });
    Ok(Json(WorkspaceValues {
        door: sheet.door.word(),
        version: sheet.version.to_string(),
        settings: rows.collect(),
        environment: environment_text(&sheet).ok(),
        rest: curl_text(&sheet),
    }))
}

fn public_url(app: &AppState) -> Result<Url, HttpError> {
    Url::parse(app.provider.public_url()).map_err(|_| HttpError::not_found())
}

/// Is a workspace sound?
///
/// Asks the workspace, and tries what the connection is for.
#[utoipa::path(
    post,
    operation_id = "check_workspace",
    path = "/api/v1/applications/{slug}/rocketchat/check",
    tag = "rocketchat",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["everything"])),
    responses((status = 200, description = "What was found", body = WorkspaceReport)),
)]
pub(super) async fn check(
    State(app): State<AppState>,
    _: Administering,
    Path(slug): Path<String>,
) -> Result<Json<WorkspaceReport>, HttpError> {
    let client = find(&app, &slug).await?;
    if client.settings.template != Template::RocketChat {
        return Err(HttpError::not_found());
    }
    let cache = app.accounts().client_cache();
    let known = cache.by_id(client.id).await?;
    let known = known.ok_or_else(HttpError::not_found)?;
    let report = app.workspaces.check(&known, &public_url(&app)?).await?;
    Ok(Json(WorkspaceReport {
        version: report.version.map(|version| version.to_string()),
        findings: report
            .findings
            .into_iter()
            .map(FindingShown::from)
            .collect(),
    }))
}
