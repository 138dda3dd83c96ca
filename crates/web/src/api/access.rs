//! Who may enter an application.

use axum::Json;
use axum::extract::{Path, State};
use gantry_accounts::Refusal;
use gantry_accounts::access::changes::Affected;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::applications::find;
use super::caller::{Administering, Reading};
use super::input::{Asked, Input};
use crate::error::HttpError;
use crate::http::state::AppState;

/// Whether to change anything.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AccessQuery {
    /// Only say what would become of it.
    dry_run: bool,
}

/// People whom a change affects.
#[derive(Serialize, ToSchema)]
#[schema(as = Affected)]
pub(super) struct AffectedShown {
    /// User names of some of them.
    people: Vec<String>,
    /// Whether there may be more.
    more: bool,
    /// Everybody whom no binding names.
    everyone_else: bool,
}

impl From<Affected> for AffectedShown {
    fn from(affected: Affected) -> Self {
        let people = affected.people.into_iter();
        Self {
            people: people.map(|user| user.username.to_string()).collect(),
            more: affected.more,
            everyone_else: affected.everyone_else,
        }
    }
}

/// A change of who may enter.
#[derive(Serialize, ToSchema)]
pub(super) struct AccessChanged {
    /// The rules as they are now, or would be.
    #[schema(value_type = Object)]
    access: Value,
    /// Who may enter and could not.
    gain: AffectedShown,
    /// Who may no longer enter.
    lose: AffectedShown,
}

/// Who may enter
#[utoipa::path(
    get,
    operation_id = "show_access",
    path = "/api/v1/applications/{slug}/access",
    tag = "applications",
    params(("slug" = String, Path, description = "The application's name in addresses")),
    security(("token" = ["read"])),
    responses((
        status = 200,
        description = "Bindings in their order; none means everyone",
        body = Object,
        example = json!({ "mode": "any", "bindings": [{
            "condition": { "group": "staff" },
            "negated": false, "enabled": true, "expires_at": null
        }] }),
    )),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
) -> Result<Json<Value>, HttpError> {
    let client = find(&app, &slug).await?;
    let document = app.accounts().settings_document(&client.settings).await?;
    Ok(Json(access_in(document)))
}

fn access_in(mut settings: Value) -> Value {
    settings
        .get_mut("access")
        .map(Value::take)
        .unwrap_or_default()
}

/// Change who may enter
///
/// Says who gains and who loses.
#[utoipa::path(
    put,
    operation_id = "replace_access",
    path = "/api/v1/applications/{slug}/access",
    tag = "applications",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        AccessQuery,
    ),
    request_body(content = Object, example = json!({ "mode": "all", "bindings": [
        { "condition": { "group": "staff" } }, { "condition": { "network": ["10.0.0.0/8"] } }
    ] })),
    security(("token" = ["everything"])),
    responses((status = 200, description = "What becomes of it", body = AccessChanged)),
)]
pub(super) async fn replace(
    State(app): State<AppState>,
    me: Administering,
    Path(slug): Path<String>,
    Asked(asked): Asked<AccessQuery>,
    Input(access): Input<Value>,
) -> Result<Json<AccessChanged>, HttpError> {
    let client = find(&app, &slug).await?;
    let accounts = app.accounts();
    if !access.is_object() {
        let problem = "access is an object with mode and bindings".to_owned();
        return Err(Refusal::Document(vec![problem]).into());
    }
    let before = client.settings.access.clone();
    let mut blank = client.settings.clone();
    blank.access = gantry_core::access::Access::default();
    let patch = json!({ "access": access });
    let settings = accounts.settings_after(&blank, &patch).await?;
    let after = settings.access.clone();
    let effect = accounts.effect_of_access(&me.administrator, &before, &after);
    let effect = effect.await?;
    if !asked.dry_run {
        let change = (&before, after);
        let changed = accounts.change_access(&me.administrator, &client, change);
        Box::pin(changed).await?;
    }
    let document = accounts.settings_document(&settings).await?;
    Ok(Json(AccessChanged {
        access: access_in(document),
        gain: effect.gain.into(),
        lose: effect.lose.into(),
    }))
}
