//! `GET /admin/trail/{code}`: one sign-in as a line of steps, green up to where it broke.

use axum::extract::{Path, State};
use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::correlation::Correlation;

use super::sign_ins::{self, SignIn};
use super::{lists, look};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::{Nav, Page};
use crate::views::admin::trail::{Gap, StepName, StepState, TrailEvent, TrailOne, TrailStep};

const STEPS: [(Event, StepName); 5] = [
    (Event::Authorize, StepName::Authorize),
    (Event::SignIn, StepName::SignIn),
    (Event::Code, StepName::Code),
    (Event::Token, StepName::Token),
    (Event::Userinfo, StepName::Userinfo),
];

/// `GET /admin/trail/{code}`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(code): Path<String>,
) -> Result<Page<TrailOne>, HttpError> {
    let code: Correlation = code.parse().map_err(|_| HttpError::not_found())?;
    let mut conn = app.accounts().store().read().await?;
    let found = sign_ins::by_code(&app, &mut conn, code).await?;
    drop(conn);
    let sign_in = found.ok_or_else(HttpError::not_found)?;
    let shell = lists::shell(&admin, Nav::Trail, &format!("/admin/trail/{code}"));
    Ok(Page::new(TrailOne {
        row: sign_ins::row(&app, &sign_in, shell.lang).await?,
        steps: steps(&sign_in),
        gap: gap(&sign_in),
        look: look(&app, &sign_in).await?,
        events: sign_in
            .lines()
            .rev()
            .map(|line| event(line, shell.lang))
            .collect(),
        shell,
    }))
}

/// What follows from calls that never came; nothing while they may still come.
pub(crate) fn gap(sign_in: &SignIn) -> Option<Gap> {
    if sign_in.is_good() || sign_in.is_under_way() || sign_in.newest().reason.is_some() {
        return None;
    }
    let reached = |event| sign_in.lines().any(|line| line.event == event);
    Some(if reached(Event::Token) {
        Gap::AtToken
    } else if reached(Event::Code) {
        Gap::AtCode
    } else if reached(Event::SignIn) {
        Gap::AtSignIn
    } else {
        Gap::AtAuthorize
    })
}

/// Where to see what the application makes of the person.
async fn look(app: &AppState, sign_in: &SignIn) -> Result<Option<String>, HttpError> {
    let (Some(user), Some(client)) = (sign_in.user(), sign_in.client()) else {
        return Ok(None);
    };
    let known = app.accounts().client_cache().by_id(client).await?;
    Ok(known.map(|known| look::address(user, &known.client)))
}

/// What was reached without a line of its own, such as a sign-in by an earlier session, is done.
fn steps(sign_in: &SignIn) -> Vec<TrailStep> {
    let succeeded = |event| {
        sign_in
            .lines()
            .any(|it| it.event == event && it.reason.is_none())
    };
    let furthest = STEPS.iter().rposition(|(event, _)| succeeded(*event));
    let broken = broken_at(sign_in.newest(), furthest);
    let step = |(place, (event, name)): (usize, &(Event, StepName))| {
        let state = if broken == Some(place) {
            StepState::Broken
        } else if broken.or(furthest).is_some_and(|end| place <= end) || succeeded(*event) {
            StepState::Done
        } else {
            StepState::Waiting
        };
        let line = match state {
            StepState::Broken => Some(sign_in.newest()),
            StepState::Done => line_of(sign_in, *event),
            StepState::Waiting => None,
        };
        TrailStep {
            name: *name,
            state,
            time: line.map(|it| clock(it.at)).unwrap_or_default(),
        }
    };
    STEPS.iter().enumerate().map(step).collect()
}

/// Where a sign-in broke: at the step that was refused, or if a later one had gone well before, as
/// when somebody signs in who may not enter, at the step that was never reached.
fn broken_at(newest: &AuditEntry, furthest: Option<usize>) -> Option<usize> {
    newest.reason.as_ref()?;
    let refused = STEPS.iter().position(|(event, _)| *event == newest.event);
    let next = furthest.map_or(0, |place| place + 1);
    match refused {
        Some(refused) if next <= refused || next >= STEPS.len() => Some(refused),
        _ => Some(next.min(STEPS.len() - 1)),
    }
}

/// The line that a step is judged by: its latest success, or else its first refusal.
fn line_of(sign_in: &SignIn, event: Event) -> Option<&AuditEntry> {
    let mut lines = sign_in.lines().filter(|line| line.event == event);
    let first = sign_in.lines().rev().find(|line| line.event == event);
    lines.find(|line| line.reason.is_none()).or(first)
}

fn event(line: &AuditEntry, lang: Language) -> TrailEvent {
    let reason = line.reason.clone().unwrap_or_default();
    TrailEvent {
        time: to_the_second(line.at, lang),
        event: line.event.as_str().to_owned(),
        good: reason.is_empty(),
        reason,
        detail: line.detail.clone(),
    }
}

/// A moment as the language writes it, with its seconds.
fn to_the_second(at: Timestamp, lang: Language) -> String {
    let seconds = at.as_i64().rem_euclid(60);
    let moment = lang.moment(at.as_i64());
    moment.replace(" UTC", &format!(":{seconds:02} UTC"))
}

/// The time of day to the second, in UTC.
fn clock(at: Timestamp) -> String {
    let second = at.as_i64().rem_euclid(86_400);
    format!(
        "{:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}
