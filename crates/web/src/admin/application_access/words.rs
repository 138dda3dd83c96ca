//! Bindings and what a change of them does, in the reader's words.

use gantry_accounts::Error;
use gantry_accounts::access::changes::{Affected, Effect};
use gantry_core::Timestamp;
use gantry_core::access::{Binding, Condition, Hours, Weekday};
use gantry_core::user::User;
use time::OffsetDateTime;

use super::draft::Draft;
use crate::http::state::AppState;
use crate::render::Shell;
use crate::views::admin::application_access::{AffectedView, BindingRow, Day, EffectView};

/// What a binding asks.
pub(super) async fn condition(
    app: &AppState,
    shell: &Shell,
    condition: &Condition,
) -> Result<String, Error> {
    Ok(match condition {
        Condition::Person(id) => {
            let user = app.accounts().user(*id).await?;
            let gone = || shell.t("access-gone");
            let name = user.map_or_else(gone, |it| format!("{} ({})", it.name, it.username));
            shell.with("access-is-person", "name", name)
        }
        Condition::Group(id) => {
            let group = app.accounts().group(*id).await?;
            let gone = || shell.t("access-gone");
            let name = group.map_or_else(gone, |group| group.name.to_string());
            shell.with("access-is-group", "name", name)
        }
        Condition::Network(networks) => {
            let all: Vec<String> = networks.iter().map(ToString::to_string).collect();
            shell.with("access-is-network", "networks", all.join(", "))
        }
        Condition::Time(hours) => shell.with("access-is-time", "hours", times(shell, hours)),
        Condition::Factor(least) => shell.t(format!("access-is-factor-{}", least.acr())),
    })
}

/// One line of the list.
pub(super) fn row(
    (place, last): (usize, bool),
    binding: &Binding,
    (what, now): (String, Timestamp),
) -> BindingRow {
    BindingRow {
        place,
        last,
        what,
        negated: binding.negated,
        enabled: binding.enabled,
        expired: binding.expires_at.is_some_and(|end| end <= now),
        ends: binding.expires_at.map(last_day).unwrap_or_default(),
    }
}

/// The days to choose from: those of the week's work until others are chosen.
pub(super) fn days(draft: &Draft) -> Vec<Day> {
    let none = !Weekday::ALL.into_iter().any(|day| draft.has_day(day));
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    let day = |day: Weekday| Day {
        name: format!("day-{}", day.as_str()),
        on: draft.has_day(day) || (none && !weekend.contains(&day)),
    };
    Weekday::ALL.into_iter().map(day).collect()
}

/// What saving would do.
pub(super) fn effect(effect: Effect) -> EffectView {
    EffectView {
        gain: affected(effect.gain),
        lose: affected(effect.lose),
        conditions: effect.conditions,
        own_loss: effect.own_loss,
    }
}

fn affected(affected: Affected) -> AffectedView {
    let name = |user: User| format!("{} ({})", user.name, user.username);
    AffectedView {
        more: affected.more,
        everyone_else: affected.everyone_else,
        people: affected.people.into_iter().map(name).collect(),
    }
}

fn times(shell: &Shell, hours: &Hours) -> String {
    let days: Vec<String> = hours
        .days()
        .iter()
        .map(|day| shell.t(format!("day-{}", day.as_str())))
        .collect();
    let sign = if hours.utc_offset() < 0 { '-' } else { '+' };
    format!(
        "{} {}–{} (UTC{sign}{})",
        days.join(", "),
        clock(hours.from()),
        clock(hours.until()),
        clock(hours.utc_offset().abs())
    )
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn last_day(end: Timestamp) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(end.as_i64() - 1) else {
        return String::new();
    };
    format!("{}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day())
}
