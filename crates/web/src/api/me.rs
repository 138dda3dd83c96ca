//! `/api/v1/me`: whose token this is, and what it may be used for.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Reading;
use super::shown::UserShown;
use super::tokens::TokenShown;

/// Whose token this is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    user: UserShown,
    token: TokenShown,
    /// It may be used for helping people.
    helps: bool,
    /// It may be used for everything.
    administers: bool,
}

/// Who am I?
///
/// The person whose token this is, and what it may be used for now.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "tokens",
    security(("token" = ["read"])),
    responses((status = 200, description = "The person and the token", body = Me)),
)]
pub(super) async fn show(reading: Reading) -> Json<Me> {
    let caller = reading.caller;
    Json(Me {
        helps: caller.helpdesk().is_some(),
        administers: caller.administrator().is_some(),
        token: caller.token.into(),
        user: caller.user.into(),
    })
}
