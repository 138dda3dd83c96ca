//! What hangs on one person: second factors, what a deletion ends, and a letter to a new password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::factors::Factor;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Helping, Reading};
use super::shown::time;
use super::users::find;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::letters::Letters;

/// The second factors of a person.
#[derive(Serialize, ToSchema)]
#[schema(as = Factors, example = json!({
    "items": [{
        "id": "01932a5d-ac96-774b-bcce-b302099a8057", "kind": "totp", "name": "Phone",
        "created_at": "2026-11-21T09:00:00Z", "last_used_at": null
    }],
    "recovery_codes": 10
}))]
pub(super) struct FactorsShown {
    /// The oldest of each kind first.
    items: Vec<FactorShown>,
    /// Recovery codes that were not used.
    recovery_codes: i64,
}

/// A second factor; nothing of what proves it.
#[derive(Serialize, ToSchema)]
#[schema(as = Factor)]
pub(super) struct FactorShown {
    id: String,
    /// `totp` or `passkey`.
    kind: &'static str,
    name: String,
    created_at: String,
    last_used_at: Option<String>,
}

impl From<Factor> for FactorShown {
    fn from(factor: Factor) -> Self {
        Self {
            id: factor.id.to_string(),
            kind: factor.kind.as_str(),
            name: factor.name,
            created_at: time(factor.created_at),
            last_used_at: factor.last_used_at.map(time),
        }
    }
}

/// What ends when a person is deleted.
#[derive(Serialize, ToSchema)]
#[schema(as = Remains)]
pub(super) struct RemainsShown {
    /// At most a hundred are counted.
    sessions: usize,
    /// Applications whose tokens stop working.
    applications: i64,
    /// Accounts in connected workspaces that are closed.
    chat_accounts: i64,
    /// Links in letters that lead nowhere any more.
    mail_links: i64,
    api_tokens: i64,
    has_factor: bool,
    has_password: bool,
}

/// The second factors of a person
#[utoipa::path(
    get,
    operation_id = "list_factors_of_user",
    path = "/api/v1/users/{id}/factors",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The factors", body = FactorsShown)),
)]
pub(super) async fn factors(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<FactorsShown>, HttpError> {
    let id = find(&app, &id).await?.id;
    let factors = app.accounts().factors_of(id).await?;
    Ok(Json(FactorsShown {
        items: factors.all.into_iter().map(FactorShown::from).collect(),
        recovery_codes: factors.recovery_codes,
    }))
}

/// What deleting a person would end
#[utoipa::path(
    get,
    operation_id = "show_remains_of_user",
    path = "/api/v1/users/{id}/remains",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "In numbers", body = RemainsShown)),
)]
pub(super) async fn remains(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<RemainsShown>, HttpError> {
    let id = find(&app, &id).await?.id;
    let remains = app.accounts().remains_of(id).await?;
    Ok(Json(RemainsShown {
        sessions: remains.sessions,
        applications: remains.applications,
        chat_accounts: remains.chats,
        mail_links: remains.mail_links,
        api_tokens: remains.api_tokens,
        has_factor: remains.has_factor,
        has_password: remains.has_password,
    }))
}

/// Send a person a letter with a way to a new password
#[utoipa::path(
    post,
    operation_id = "send_recovery_to_user",
    path = "/api/v1/users/{id}/recovery",
    tag = "users",
    params(("id" = String, Path, description = "The person's id")),
    security(("token" = ["people"])),
    responses((status = 202, description = "It is on its way")),
)]
pub(super) async fn send_recovery(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let user = find(&app, &id).await?;
    let letters = Letters::of(&app, Language::default()).await?;
    let writer = letters.writer();
    let sent = app.accounts().send_recovery(&me.helpdesk, &user, &writer);
    sent.await?;
    Ok(StatusCode::ACCEPTED)
}
