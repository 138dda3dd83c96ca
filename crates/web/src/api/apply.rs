//! `/api/v1/apply` and `/api/v1/export`: everything as one document.

use axum::Json;
use axum::extract::State;
use gantry_accounts::declared::{Applied, Change, Declared};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::caller::{Administering, Reading};
use super::input::{Asked, Input};
use crate::error::HttpError;
use crate::http::state::AppState;

/// Whether to change anything.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ApplyQuery {
    /// Only say what would be done.
    dry_run: bool,
}

/// What to write out.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportQuery {
    /// People too, without passwords.
    people: bool,
}

/// One change.
#[derive(Serialize, ToSchema)]
#[schema(as = Change, example = json!({
    "kind": "changed", "what": "application wiki", "details": ["settings.consent: true → false"]
}))]
pub(super) struct ChangeShown {
    /// `added`, `changed` or `removed`.
    kind: &'static str,
    what: String,
    details: Vec<String>,
}

impl From<Change> for ChangeShown {
    fn from(change: Change) -> Self {
        Self {
            kind: change.kind.as_str(),
            what: change.what,
            details: change.details,
        }
    }
}

/// A secret of a new application.
#[derive(Serialize, ToSchema)]
pub(super) struct NewSecret {
    slug: String,
    /// Told this once.
    client_secret: String,
}

/// What was done, or would be.
#[derive(Serialize, ToSchema)]
#[schema(as = Applied)]
pub(super) struct AppliedShown {
    changes: Vec<ChangeShown>,
    /// Secrets that were made for new applications.
    secrets: Vec<NewSecret>,
}

impl From<Applied> for AppliedShown {
    fn from(applied: Applied) -> Self {
        let secrets = applied.secrets.into_iter().map(|(slug, secret)| NewSecret {
            slug: slug.to_string(),
            client_secret: secret.expose().to_owned(),
        });
        Self {
            changes: applied.changes.into_iter().map(ChangeShown::from).collect(),
            secrets: secrets.collect(),
        }
    }
}

/// Bring this place to what a document says
///
/// Applying the same document again changes nothing. Every problem of the document is told at once.
#[utoipa::path(
    post,
    operation_id = "apply",
    path = "/api/v1/apply",
    tag = "document",
    params(ApplyQuery),
    request_body(content = Object, example = json!({
        "groups": [{ "name": "staff" }],
        "applications": [{ "slug": "wiki", "name": "Wiki", "settings": {
            "redirect_uris": ["https://wiki.example.org/callback"]
        } }]
    })),
    security(("token" = ["everything"])),
    responses((status = 200, description = "What was done", body = AppliedShown)),
)]
pub(super) async fn apply(
    State(app): State<AppState>,
    me: Administering,
    Asked(asked): Asked<ApplyQuery>,
    Input(document): Input<Value>,
) -> Result<Json<AppliedShown>, HttpError> {
    let declared = Declared {
        document,
        ..Declared::default()
    };
    let accounts = app.accounts();
    let applied = accounts.apply(&me.administrator, &declared, asked.dry_run);
    let applied = applied.await?;
    if !asked.dry_run {
        app.provider.ensure_keys().await?;
    }
    Ok(Json(applied.into()))
}

/// Everything as a document, without any secret
///
/// Applying it changes nothing.
#[utoipa::path(
    get,
    operation_id = "export",
    path = "/api/v1/export",
    tag = "document",
    params(ExportQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "The document", body = Object)),
)]
pub(super) async fn export(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<ExportQuery>,
) -> Result<Json<Value>, HttpError> {
    let document = app.accounts().export(&me.reader, asked.people).await?;
    Ok(Json(document))
}
