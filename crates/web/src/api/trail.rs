//! `/api/v1/trail`: what happened, and why it was refused.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use gantry_accounts::trail_search::{Outcome, TrailSearch};
use gantry_accounts::{Error, Refusal};
use gantry_core::audit::{AuditId, Event};
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use gantry_core::{Invalid, Timestamp};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::IntoParams;

use super::applications::find;
use super::caller::Reading;
use super::input::Asked;
use super::paging::{Page, cursor, place};
use super::shown::LineShown;
use crate::admin::audit_export::{Format, sent};
use crate::error::HttpError;
use crate::http::state::AppState;

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
    /// Not before, such as 2026-11-21T09:00:00Z.
    since: Option<String>,
    /// Before, such as 2026-11-22T09:00:00Z.
    until: Option<String>,
    /// How an export is written: `csv` or `jsonl`.
    #[param(value_type = Option<String>)]
    format: Option<Format>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
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
    let (behind, limit) = place::<AuditId>(asked.cursor.as_deref(), asked.limit)?;
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

/// The trail as a file
///
/// The newest 100,000 lines at most, as CSV or as lines of JSON. The export is in the trail itself.
#[utoipa::path(
    post,
    operation_id = "export_trail",
    path = "/api/v1/trail/export",
    tag = "trail",
    params(TrailQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "The file", content(
        (String = "text/csv"), (String = "application/jsonl")
    ))),
)]
pub(super) async fn export(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<TrailQuery>,
) -> Result<Response, HttpError> {
    let format = asked.format.unwrap_or_default();
    let search = search(&app, asked).await?;
    let export = app.accounts().export_trail(&me.reader, search).await?;
    Ok(sent(export, format))
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
        since: moment(asked.since.as_deref())?,
        until: moment(asked.until.as_deref())?,
    })
}

/// RFC 3339, as every answer writes times. <https://www.rfc-editor.org/rfc/rfc3339>
fn moment(text: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = text else {
        return Ok(None);
    };
    let rule = Invalid::new("time", "is written like 2026-11-21T09:00:00Z");
    let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| rule)?;
    Ok(Some(Timestamp::from_i64(at.unix_timestamp())))
}
