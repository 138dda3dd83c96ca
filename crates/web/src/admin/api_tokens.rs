//! `/admin/api-tokens`: everybody's tokens of the API.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gantry_accounts::{Error, Refusal};
use gantry_core::api_token::ApiTokenId;
use serde::Deserialize;

use super::lists;
use crate::account::api_tokens::{PAGE, next, prove_first, row};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed};
use crate::render::{Nav, Page};
use crate::views::api_tokens::{ApiTokenRow, ApiTokens};

const HERE: &str = "/admin/api-tokens";

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
    done: Option<String>,
}

/// `GET /admin/api-tokens`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<ApiTokens>, HttpError> {
    let shell = lists::shell(&staff, Nav::ApiTokens, HERE);
    let shell = noticed(shell, asked.done.as_deref(), "");
    let accounts = app.accounts();
    let after = asked.after.parse().ok();
    let tokens = accounts.list_api_tokens(&staff.reader, after, PAGE).await?;
    let now = accounts.env().now();
    let mut rows = Vec::new();
    for token in &tokens {
        let owner = accounts.user(token.user_id).await?;
        rows.push(ApiTokenRow {
            owner: owner.map_or_else(String::new, |user| user.username.to_string()),
            owner_address: format!("/admin/people/{}", token.user_id),
            ..row(token, now, shell.lang)
        });
    }
    Ok(Page::new(ApiTokens {
        may_end: staff.live.user.is_administrator(),
        next: next(HERE, &tokens),
        rows,
        shell,
    }))
}

/// `POST /admin/api-tokens/{id}/end`
pub(super) async fn end(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    match act(&app, &admin, id).await {
        Ok(()) | Err(Error::Refused(Refusal::Unknown { .. })) => Ok(done(HERE, "api-token-ended")),
        Err(Error::Refused(Refusal::ProveFirst)) => Ok(prove_first(HERE)),
        Err(error) => Err(error.into()),
    }
}

async fn act(app: &AppState, admin: &Admin, id: ApiTokenId) -> Result<(), Error> {
    let accounts = app.accounts();
    accounts.prove_lately(&admin.live).await?;
    accounts.revoke_api_token(&admin.administrator, id).await
}
