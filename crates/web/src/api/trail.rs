//! `/api/v1/trail`: what happened, and why it was refused.

use axum::Json;
use axum::extract::{Path, State};
use gantry_accounts::trail_search::{Outcome, TrailSearch};
use gantry_accounts::{Error, Refusal};
use gantry_core::Invalid;
use gantry_core::audit::{AuditId, Event};
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::applications::find;
use super::caller::Reading;
use super::input::Asked;
use super::paging::{Page, cursor, position, rows};
use super::shown::LineShown;
use crate::error::HttpError;
use crate::http::state::AppState;

/// The most lines of one sign-in.
const LINES: usize = 200;

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TrailQuery {
    /// What was done, such as `sign_in`.
    event: Option<String>,
    /// Only what was refused.
    refused: bool,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// The id of the person whom it is about.
    #[param(value_type = Option<String>)]
    user: Option<UserId>,
    /// The id of the person who did it.
    #[param(value_type = Option<String>)]
    actor: Option<UserId>,
    /// The slug of an application.
    application: Option<String>,
    /// The code of a sign-in.
    code: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
}

/// The steps of one sign-in.
#[derive(Serialize, ToSchema)]
pub(super) struct SignIn {
    code: String,
    /// The first one first.
    steps: Vec<LineShown>,
}

/// The trail, newest first
#[utoipa::path(
    get,
    operation_id = "list_trail",
    path = "/api/v1/trail",
    tag = "trail",
    params(TrailQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<LineShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<TrailQuery>,
) -> Result<Json<Page<LineShown>>, HttpError> {
    let limit = rows(asked.limit).map_err(Error::from)?;
    let behind = position::<AuditId>(asked.cursor.as_deref())?;
    let search = search(&app, asked).await?;
    let rows = usize::try_from(limit).unwrap_or(1);
    let found = app
        .accounts()
        .search_trail(&me.reader, &search, behind, rows);
    let found = found.await?;
    Ok(Json(Page {
        items: found.lines.into_iter().map(LineShown::from).collect(),
        next: found.next.and_then(|id| cursor(&id)),
    }))
}

async fn search(app: &AppState, asked: TrailQuery) -> Result<TrailSearch, HttpError> {
    let event = match asked.event {
        Some(word) => {
            let rule = Invalid::new("event", "is a word of the trail, such as sign_in");
            Some(Event::from_word(&word).ok_or(Refusal::Invalid(rule))?)
        }
        None => None,
    };
    let client = match asked.application {
        Some(slug) => Some(find(app, &slug).await?.id),
        None => None,
    };
    let code = asked.code.map(|code| code.parse::<Correlation>());
    Ok(TrailSearch {
        event,
        outcome: asked.refused.then_some(Outcome::Refused),
        reason: asked.reason,
        person: asked.user,
        actor: asked.actor,
        client,
        code: code.transpose().map_err(Error::from)?,
        ..TrailSearch::default()
    })
}

/// The steps of one sign-in
///
/// By the code that the problem page shows.
#[utoipa::path(
    get,
    operation_id = "show_sign_in",
    path = "/api/v1/trail/sign-ins/{code}",
    tag = "trail",
    params(("code" = String, Path, description = "The code of the sign-in")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The steps", body = SignIn)),
)]
pub(super) async fn login(
    State(app): State<AppState>,
    me: Reading,
    Path(code): Path<String>,
) -> Result<Json<SignIn>, HttpError> {
    let code: Correlation = code.parse().map_err(|_| HttpError::not_found())?;
    let search = TrailSearch {
        code: Some(code),
        ..TrailSearch::default()
    };
    let found = app
        .accounts()
        .search_trail(&me.reader, &search, None, LINES);
    let mut lines = found.await?.lines;
    if lines.is_empty() {
        return Err(HttpError::not_found());
    }
    lines.reverse();
    Ok(Json(SignIn {
        code: code.to_string(),
        steps: lines.into_iter().map(LineShown::from).collect(),
    }))
}
