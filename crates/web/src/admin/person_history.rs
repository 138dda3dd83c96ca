//! `/admin/people/{id}/history`: what the trail knows of one person.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use gantry_accounts::Error;
use gantry_core::audit::{AuditEntry, AuditId};
use gantry_core::user::UserId;
use gantry_store::audit::{self, AuditFilter};
use serde::Deserialize;

use super::lists::{self, PAGE, is_full};
use super::person;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::{Nav, Page};
use crate::views::admin::person::{HistoryRow, PersonHistory};

/// How many lines the page about the person shows.
const NEWEST: i64 = 10;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
}

/// `GET /admin/people/{id}/history`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<PersonHistory>, HttpError> {
    let user = person::find(&app, &id).await?;
    let here = format!("{}/history", person::address(user.id));
    let shell = lists::shell(&staff, Nav::People, &here);
    let lines = lines(&app, user.id, asked.after.parse().ok(), PAGE).await?;
    let last = lines.last().filter(|_| is_full(lines.len()));
    let next = last.map(|line| lists::address(&here, &[("after", &line.id.to_string())]));
    Ok(Page::new(PersonHistory {
        history: rows(&app, user.id, lines, shell.lang).await?,
        id: user.id.to_string(),
        name: user.name.to_string(),
        next,
        shell,
    }))
}

/// The newest lines about a person.
pub(super) async fn newest(
    app: &AppState,
    id: UserId,
    lang: Language,
) -> Result<Vec<HistoryRow>, Error> {
    let lines = lines(app, id, None, NEWEST).await?;
    rows(app, id, lines, lang).await
}

async fn lines(
    app: &AppState,
    id: UserId,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<AuditEntry>, Error> {
    let mut conn = app.accounts().store().read().await?;
    Ok(audit::list(&mut conn, AuditFilter::User(id), before, limit).await?)
}

async fn rows(
    app: &AppState,
    id: UserId,
    lines: Vec<AuditEntry>,
    lang: Language,
) -> Result<Vec<HistoryRow>, Error> {
    let mut names: HashMap<UserId, String> = HashMap::new();
    let mut rows = Vec::new();
    for line in lines {
        let actor = line.actor_id.filter(|actor| *actor != id);
        if let Some(actor) = actor
            && !names.contains_key(&actor)
        {
            let found = app.accounts().user(actor).await?;
            let name = found.map_or_else(|| lang.t("unknown"), |user| user.username.to_string());
            names.insert(actor, name);
        }
        let word = line.event.as_str();
        let key = format!("trail-event-{}", word.replace('_', "-"));
        rows.push(HistoryRow {
            time: lang.moment(line.at.as_i64()),
            event: lang.find(&key, &[]).unwrap_or_else(|| word.to_owned()),
            reason: line.reason.unwrap_or_default(),
            by: actor
                .and_then(|actor| names.get(&actor).cloned())
                .unwrap_or_default(),
            detail: line.detail,
        });
    }
    Ok(rows)
}
