//! `/api/v1/api-tokens`: one's own tokens, and to look at everybody's.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::Error;
use gantry_accounts::api_tokens::NewApiToken;
use gantry_core::Seconds;
use gantry_core::api_token::{ApiScope, ApiScopes, ApiToken, ApiTokenId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Administering, Helping, Reading};
use super::input::{Asked, Input, id_of};
use super::paging::{Page, page, position, rows};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Whose tokens.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TokenQuery {
    /// Everybody's, not only one's own.
    everybody: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
}

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiToken, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "name": "Nightly report",
    "user_id": "01932a5d-ac96-774b-bcce-b302099a8057", "scopes": ["read"],
    "created_at": "2026-11-21T09:00:00Z", "expires_at": "2027-02-19T09:00:00Z",
    "last_used_at": null, "ended_at": null
}))]
pub(super) struct TokenShown {
    id: String,
    name: String,
    /// Whose it is.
    user_id: String,
    #[schema(value_type = Vec<String>)]
    scopes: Vec<ApiScope>,
    created_at: String,
    expires_at: String,
    /// To within a few minutes.
    last_used_at: Option<String>,
    ended_at: Option<String>,
}

impl From<ApiToken> for TokenShown {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            user_id: token.user_id.to_string(),
            scopes: token.scopes.iter().collect(),
            created_at: time(token.created_at),
            expires_at: time(token.expires_at),
            last_used_at: token.last_used_at.map(time),
            ended_at: token.revoked_at.map(time),
        }
    }
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Nightly report", "scopes": ["read"], "lifetime_seconds": 2_592_000
}))]
pub(super) struct TokenToMake {
    name: String,
    #[schema(value_type = Vec<String>)]
    scopes: Vec<ApiScope>,
    /// Not longer than the token at hand lasts.
    lifetime_seconds: i64,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenMade {
    token: TokenShown,
    /// The token itself, told this once.
    text: String,
}

/// One's own tokens
#[utoipa::path(
    get,
    operation_id = "list_api_tokens",
    path = "/api/v1/api-tokens",
    tag = "tokens",
    params(TokenQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<TokenShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<TokenQuery>,
) -> Result<Json<Page<TokenShown>>, HttpError> {
    let limit = rows(asked.limit).map_err(Error::from)?;
    let after = position::<ApiTokenId>(asked.cursor.as_deref())?;
    let accounts = app.accounts();
    let found = if asked.everybody {
        accounts.list_api_tokens(&me.reader, after, limit).await?
    } else {
        let own = me.caller.user.id;
        accounts.own_api_tokens(own, after, limit).await?
    };
    Ok(Json(page(found, limit, |row| row.id, TokenShown::from)))
}

/// Make a token for oneself
///
/// It lasts no longer than the token at hand, ends with it, and makes none itself.
#[utoipa::path(
    post,
    operation_id = "make_api_token",
    path = "/api/v1/api-tokens",
    tag = "tokens",
    request_body = TokenToMake,
    security(("token" = ["everything"])),
    responses((status = 201, description = "The token", body = TokenMade)),
)]
pub(super) async fn make(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<TokenToMake>,
) -> Result<(StatusCode, Json<TokenMade>), HttpError> {
    let new = NewApiToken {
        name: new.name,
        scopes: ApiScopes::of(new.scopes).map_err(Error::from)?,
        lifetime: Seconds::new(new.lifetime_seconds),
    };
    let made = app.accounts().make_api_token_with(&me.caller, new).await?;
    let (token, text) = made;
    let made = TokenMade {
        token: token.into(),
        text: text.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// End a token, with all that it made
///
/// A token for everything ends anybody's, one for people those of its own person that do no more.
#[utoipa::path(
    delete,
    operation_id = "end_api_token",
    path = "/api/v1/api-tokens/{id}",
    tag = "tokens",
    params(("id" = String, Path, description = "The token's id")),
    security(("token" = ["people"])),
    responses((status = 204, description = "Ended")),
)]
pub(super) async fn end(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = id_of(&id)?;
    app.accounts().revoke_api_token_with(&me.caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
