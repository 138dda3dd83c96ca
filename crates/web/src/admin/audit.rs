//! `GET /admin/audit`: everything recorded, newest first, by any of its sides.

use std::collections::HashMap;

use axum::extract::{Query, State};
use gantry_accounts::Error;
use gantry_accounts::trail_search::{Outcome, TrailSearch};
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::slug::Slug;
use gantry_core::user::UserId;
use gantry_core::{Seconds, Timestamp};
use serde::Deserialize;
use time::format_description::well_known::Iso8601;
use time::{Date, Time};

use super::{lists, reasons};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::{Nav, Page};
use crate::views::admin::audit::{Audit, AuditFields, AuditRow};

const HERE: &str = "/admin/audit";
/// Records of a page.
const ROWS: usize = 50;
/// Applications to choose from.
const MOST_APPLICATIONS: i64 = 200;

/// The filter, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    event: String,
    outcome: String,
    reason: String,
    person: String,
    actor: String,
    application: String,
    code: String,
    since: String,
    until: String,
    after: Option<String>,
}

impl Asked {
    fn fields(self) -> AuditFields {
        AuditFields {
            event: self.event,
            outcome: self.outcome,
            reason: self.reason,
            person: self.person,
            actor: self.actor,
            application: self.application,
            code: self.code,
            since: self.since,
            until: self.until,
        }
    }
}

/// `GET /admin/audit`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Audit>, HttpError> {
    let shell = lists::shell(&staff, Nav::Audit, HERE);
    let behind = asked.after.as_deref().and_then(|id| id.parse().ok());
    let wanted = search(&app, &asked).await?;
    let found = match &wanted {
        Some(search) => {
            {
                let accounts = app.accounts();
                accounts.search_trail(&staff.reader, search, behind, ROWS)
            }
            .await?
        }
        None => gantry_accounts::trail_search::FoundLines::default(),
    };
    let clients = app.accounts().list_clients(None, MOST_APPLICATIONS).await?;
    let rows = Names::default()
        .rows(&app, &found.lines, shell.lang)
        .await?;
    let fields = asked.fields();
    Ok(Page::new(Audit {
        rows,
        next: found.next.map(|last| next(&fields, &last.to_string())),
        events: events(shell.lang),
        applications: clients
            .into_iter()
            .map(|it| (it.slug.to_string(), it.name))
            .collect(),
        unknown: wanted.is_none(),
        filter: fields,
        shell,
    }))
}

/// Every event in the order of its words.
fn events(lang: Language) -> Vec<(&'static str, String)> {
    let all = Event::ALL.into_iter();
    let mut events: Vec<_> = all
        .map(|event| (event.as_str(), reasons::event(lang, event)))
        .collect();
    events.sort_by(|one, other| one.1.cmp(&other.1));
    events
}

fn next(fields: &AuditFields, after: &str) -> String {
    let mut query = fields.pairs().to_vec();
    query.push(("after", after));
    lists::address(HERE, &query)
}

/// What is asked for; `None` if it names somebody or something that is not there.
pub(super) async fn search(app: &AppState, asked: &Asked) -> Result<Option<TrailSearch>, Error> {
    let mut search = TrailSearch {
        event: Event::from_word(&asked.event),
        outcome: match asked.outcome.as_str() {
            "good" => Some(Outcome::Good),
            "refused" => Some(Outcome::Refused),
            _ => None,
        },
        reason: Some(asked.reason.trim().to_owned()).filter(|text| !text.is_empty()),
        since: moment(&asked.since),
        until: moment(&asked.until).map(|at| at.plus(Seconds::days(1))),
        ..TrailSearch::default()
    };
    for (typed, place) in [
        (&asked.person, &mut search.person),
        (&asked.actor, &mut search.actor),
    ] {
        if typed.trim().is_empty() {
            continue;
        }
        let Some(user) = app.accounts().user_by_login(typed.trim()).await? else {
            return Ok(None);
        };
        *place = Some(user.id);
    }
    if !asked.application.is_empty() {
        let client = match asked.application.parse::<Slug>() {
            Ok(slug) => app.accounts().client_by_slug(&slug).await?,
            Err(_) => None,
        };
        let Some(client) = client else {
            return Ok(None);
        };
        search.client = Some(client.id);
    }
    if !asked.code.trim().is_empty() {
        let Ok(code) = asked.code.parse() else {
            return Ok(None);
        };
        search.code = Some(code);
    }
    Ok(Some(search))
}

/// The beginning of a day, in UTC; a text that is no day asks for nothing.
fn moment(text: &str) -> Option<Timestamp> {
    let day = Date::parse(text.trim(), &Iso8601::DATE).ok()?;
    let at = day.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp();
    Some(Timestamp::from_i64(at))
}

/// The day of a moment, as a form takes it.
pub(super) fn day(at: Timestamp) -> String {
    Language::En.moment(at.as_i64()).chars().take(10).collect()
}

/// Names of people and applications, each asked for once.
#[derive(Default)]
struct Names {
    people: HashMap<UserId, String>,
}

impl Names {
    async fn rows(
        &mut self,
        app: &AppState,
        lines: &[AuditEntry],
        lang: Language,
    ) -> Result<Vec<AuditRow>, Error> {
        let mut rows = Vec::new();
        for line in lines {
            let client = match line.client_id {
                Some(id) => app.accounts().client_cache().by_id(id).await?,
                None => None,
            };
            let reason = line.reason.as_deref();
            rows.push(AuditRow {
                time: lang.moment(line.at.as_i64()),
                event: reasons::event(lang, line.event),
                good: reason.is_none(),
                reason: reason.map_or_else(String::new, |code| reasons::words(lang, code)),
                person: self.person(app, line.user_id).await?,
                actor: self.person(app, line.actor_id).await?,
                application: client
                    .map(|known| known.client.name.clone())
                    .unwrap_or_default(),
                code: line
                    .correlation
                    .map(|code| code.to_string())
                    .unwrap_or_default(),
                detail: line.detail.clone(),
            });
        }
        Ok(rows)
    }

    async fn person(&mut self, app: &AppState, id: Option<UserId>) -> Result<String, Error> {
        let Some(id) = id else {
            return Ok(String::new());
        };
        if let Some(name) = self.people.get(&id) {
            return Ok(name.clone());
        }
        let user = app.accounts().user(id).await?;
        let name = user.map_or_else(|| id.to_string(), |user| user.username.to_string());
        self.people.insert(id, name.clone());
        Ok(name)
    }
}
