//! `/api/v1/registration-tokens`: what lets others register applications (RFC 7591).
//! <https://www.rfc-editor.org/rfc/rfc7591#section-1.2>

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_core::Seconds;
use gantry_core::registration::{InitialAccessToken, InitialAccessTokenId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::input::{Asked, Input, id_of};
use super::paging::{Page, PageQuery, page};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

/// An initial access token, without its text.
#[derive(Serialize, ToSchema)]
#[schema(as = RegistrationToken, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "name": "Build farm", "uses_left": 10,
    "created_at": "2026-11-21T09:00:00Z", "expires_at": "2026-12-21T09:00:00Z"
}))]
pub(super) struct RegistrationTokenShown {
    id: String,
    name: String,
    /// How many applications may still be registered with it.
    uses_left: i64,
    created_at: String,
    expires_at: String,
}

impl From<InitialAccessToken> for RegistrationTokenShown {
    fn from(token: InitialAccessToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            uses_left: token.uses_left,
            created_at: time(token.created_at),
            expires_at: time(token.expires_at),
        }
    }
}

/// An initial access token to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Build farm", "uses": 10, "lifetime_seconds": 2_592_000 }))]
pub(super) struct RegistrationTokenToMake {
    name: String,
    /// How many applications may be registered with it.
    uses: i64,
    lifetime_seconds: i64,
}

/// An initial access token that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct RegistrationTokenMade {
    token: RegistrationTokenShown,
    /// The token itself, told this once.
    text: String,
}

/// Tokens that let others register applications
#[utoipa::path(
    get,
    operation_id = "list_registration_tokens",
    path = "/api/v1/registration-tokens",
    tag = "applications",
    params(PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<RegistrationTokenShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<RegistrationTokenShown>>, HttpError> {
    let (after, limit) = asked.place::<InitialAccessTokenId>()?;
    let accounts = app.accounts();
    let found = accounts.list_initial_access_tokens(after, limit).await?;
    let shown = RegistrationTokenShown::from;
    Ok(Json(page(found, limit, |token| token.id, shown)))
}

/// Let others register applications
#[utoipa::path(
    post,
    operation_id = "make_registration_token",
    path = "/api/v1/registration-tokens",
    tag = "applications",
    request_body = RegistrationTokenToMake,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The token", body = RegistrationTokenMade)),
)]
pub(super) async fn make(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<RegistrationTokenToMake>,
) -> Result<(StatusCode, Json<RegistrationTokenMade>), HttpError> {
    let lifetime = Seconds::new(new.lifetime_seconds);
    let accounts = app.accounts();
    let by = &me.administrator;
    let made = accounts.add_initial_access_token(by, &new.name, new.uses, lifetime);
    let (token, text) = made.await?;
    let made = RegistrationTokenMade {
        token: token.into(),
        text: text.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// End such a token
#[utoipa::path(
    delete,
    operation_id = "end_registration_token",
    path = "/api/v1/registration-tokens/{id}",
    tag = "applications",
    params(("id" = String, Path, description = "The token's id")),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Ended")),
)]
pub(super) async fn end(
    State(app): State<AppState>,
    me: Administering,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = id_of(&id)?;
    let accounts = app.accounts();
    let removed = accounts.remove_initial_access_token(&me.administrator, id);
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
