//! Bindings while they are edited: what the form carries, and the steps of editing.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use gantry_accounts::Refusal;
use gantry_core::access::{Access, Binding, Condition, Hours, Mode, Weekday};
use gantry_core::methods::Assurance;
use gantry_core::network::Network;
use gantry_core::{Invalid, Timestamp};
use time::{Date, Month};

use crate::error::HttpError;
use crate::views::admin::application_access::Typed;

const HOURS: Invalid = Invalid::new("hours", "have days and times such as 09:00");
const EXPIRY: Invalid = Invalid::new("expiry", "is a day");

/// What was stored when editing began, what it has become, and the step that is to be made.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) before: Access,
    pub(super) access: Access,
    fields: BTreeMap<String, String>,
}

impl Draft {
    /// What is stored.
    pub(super) fn stored(access: &Access) -> Self {
        Self {
            before: access.clone(),
            access: access.clone(),
            fields: BTreeMap::new(),
        }
    }

    /// What was posted.
    pub(super) fn posted(pairs: Vec<(String, String)>) -> Result<Self, HttpError> {
        let fields: BTreeMap<String, String> = pairs.into_iter().collect();
        let read = |name: &str| {
            let text = fields.get(name).map_or("", String::as_str);
            serde_json::from_str(text)
                .map_err(|_| HttpError::problem(StatusCode::BAD_REQUEST, "invalid_form"))
        };
        Ok(Self {
            before: read("before")?,
            access: read("draft")?,
            fields,
        })
    }

    /// The step.
    pub(super) fn act(&self) -> &str {
        self.text("act")
    }

    /// A field's text.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// The field that a step is about.
    pub(super) fn field(&self) -> &'static str {
        match self.act() {
            "add-person" => "username",
            "add-group" => "group",
            "add-network" => "networks",
            "add-time" => "from",
            _ => "act",
        }
    }

    /// What was typed, for the page that comes back.
    pub(super) fn typed(&self) -> Typed {
        let is = |act: &str, name: &str, usual: &str| {
            let typed = self.act() == act && !self.text(name).is_empty();
            if typed { self.text(name) } else { usual }.to_owned()
        };
        Typed {
            username: is("add-person", "username", ""),
            group: is("add-group", "group", ""),
            networks: is("add-network", "networks", ""),
            from: is("add-time", "from", "09:00"),
            until: is("add-time", "until", "17:00"),
            utc_offset: is("add-time", "utc_offset", "+00:00"),
        }
    }

    /// Whether a day is ticked.
    pub(super) fn has_day(&self, day: Weekday) -> bool {
        self.fields.contains_key(&format!("day-{}", day.as_str()))
    }

    /// Appends a binding.
    pub(super) fn add(&mut self, condition: Condition) -> Result<(), Refusal> {
        if self.access.bindings.len() >= 100 {
            return Err(Refusal::Settings(
                "at most 100 bindings, and each of networks names 1 to 100",
            ));
        }
        self.access.bindings.push(Binding::of(condition));
        self.fields.clear();
        Ok(())
    }

    /// Makes the step that was asked for; one that makes no sense changes nothing.
    pub(super) fn step(&mut self) -> Result<(), Refusal> {
        let act = self.act().to_owned();
        match act.as_str() {
            "mode-any" => self.access.mode = Mode::Any,
            "mode-all" => self.access.mode = Mode::All,
            "add-network" => return self.networks().and_then(|it| self.add(it)),
            "add-time" => return self.hours().and_then(|it| self.add(it)),
            "add-factor" => return self.add(Condition::Factor(self.factor())),
            _ => {}
        }
        let Some((verb, place)) = act.rsplit_once('-') else {
            return Ok(());
        };
        let place = place.parse().unwrap_or(usize::MAX);
        self.step_at(verb, place)
    }

    fn step_at(&mut self, verb: &str, place: usize) -> Result<(), Refusal> {
        let end = self.text(&format!("end-{place}")).to_owned();
        let bindings = &mut self.access.bindings;
        let count = bindings.len();
        let Some(binding) = bindings.get_mut(place) else {
            return Ok(());
        };
        match verb {
            "negate" => binding.negated = !binding.negated,
            "toggle" => binding.enabled = !binding.enabled,
            "expire" => binding.expires_at = expiry(&end)?,
            "up" if place > 0 => bindings.swap(place, place - 1),
            "down" if place + 1 < count => bindings.swap(place, place + 1),
            "remove" => {
                bindings.remove(place);
            }
            _ => {}
        }
        Ok(())
    }

    fn networks(&self) -> Result<Condition, Refusal> {
        let networks: Result<Vec<Network>, Invalid> = self
            .text("networks")
            .split([',', ' ', '\n', '\r'])
            .filter(|text| !text.is_empty())
            .map(str::parse)
            .collect();
        let networks = networks?;
        if networks.is_empty() || networks.len() > 100 {
            return Err(Invalid::new("network", "is one to a hundred networks").into());
        }
        Ok(Condition::Network(networks))
    }

    fn hours(&self) -> Result<Condition, Refusal> {
        let days = Weekday::ALL.into_iter().filter(|day| self.has_day(*day));
        let from = minutes(self.text("from")).ok_or(HOURS)?;
        let until = minutes(self.text("until")).ok_or(HOURS)?;
        let offset = self.text("utc_offset");
        let offset = match offset.strip_prefix('-') {
            Some(west) => minutes(west).map(|minutes| -minutes),
            None => minutes(offset.trim_start_matches('+')),
        };
        let hours = Hours::new(days, from, until, offset.ok_or(HOURS)?)?;
        Ok(Condition::Time(hours))
    }

    fn factor(&self) -> Assurance {
        Assurance::from_acr(self.text("factor")).unwrap_or(Assurance::TwoFactors)
    }
}

/// Bindings as the form carries them.
pub(super) fn written(access: &Access) -> String {
    serde_json::to_string(access).unwrap_or_default()
}

/// `09:30` in minutes after midnight.
fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = (0..24).contains(&hours) && (0..60).contains(&minutes);
    fits.then_some(hours * 60 + minutes)
}

/// The end of a day in UTC; nothing means never.
fn expiry(text: &str) -> Result<Option<Timestamp>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.splitn(3, '-');
    let mut number = || parts.next().and_then(|part| part.parse::<u16>().ok());
    let (year, month, day) = (number(), number(), number());
    let date = || {
        let month = Month::try_from(u8::try_from(month?).ok()?).ok()?;
        let date = Date::from_calendar_date(year?.into(), month, u8::try_from(day?).ok()?).ok()?;
        Some(date.next_day()?.midnight().assume_utc().unix_timestamp())
    };
    Ok(Some(Timestamp::from_i64(date().ok_or(EXPIRY)?)))
}

#[cfg(test)]
mod tests {
    use gantry_core::Id;

    use super::*;

    fn posted(access: &Access, fields: &[(&str, &str)]) -> Draft {
        let json = written(access);
        let mut pairs = vec![
            ("before".to_owned(), json.clone()),
            ("draft".to_owned(), json),
        ];
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.extend(fields.iter().map(owned));
        Draft::posted(pairs).unwrap()
    }

    #[test]
    fn steps_move_turn_and_end_a_binding() {
        let groups: Vec<_> = (1..4)
            .map(|number| Id::from_parts(number, &[0; 10]))
            .collect();
        let access = Access::any_group(groups.clone());
        let step = |act: &str| {
            let mut draft = posted(&access, &[("act", act), ("end-1", "2026-03-31")]);
            draft.step().unwrap();
            draft.access
        };

        assert_eq!(
            step("up-1").groups().collect::<Vec<_>>(),
            [groups[1], groups[0], groups[2]]
        );
        assert_eq!(step("up-0"), access);
        assert_eq!(step("down-2"), access);
        assert!(step("negate-1").bindings[1].negated);
        assert!(!step("toggle-1").bindings[1].enabled);
        assert_eq!(step("remove-1").bindings.len(), 2);
        let end = step("expire-1").bindings[1].expires_at;
        assert_eq!(end, Some(Timestamp::from_i64(1_775_001_600)));
        assert_eq!(step("mode-all").mode, Mode::All);
        assert_eq!(step("remove-9"), access);
    }

    #[test]
    fn conditions_are_read_from_their_fields() {
        let open = Access::default();
        let add = |fields: &[(&str, &str)]| {
            let mut draft = posted(&open, fields);
            draft.step().map(|()| draft.access.bindings)
        };

        let hours = add(&[
            ("act", "add-time"),
            ("day-monday", "on"),
            ("from", "22:00"),
            ("until", "06:30"),
            ("utc_offset", "-03:30"),
        ]);
        let expected = Hours::new([Weekday::Monday], 1320, 390, -210).unwrap();
        assert_eq!(hours, Ok(vec![Binding::of(Condition::Time(expected))]));
        let networks = add(&[("act", "add-network"), ("networks", "10.0.0.0/8\r\n::1")]);
        assert_eq!(networks.unwrap().len(), 1);
        assert!(add(&[("act", "add-network"), ("networks", "office")]).is_err());
        assert!(add(&[("act", "add-time"), ("from", "9"), ("until", "17:00")]).is_err());
        let factor = add(&[("act", "add-factor"), ("factor", "3")]).unwrap();
        let passkey = Condition::Factor(Assurance::PhishingResistant);
        assert_eq!(factor, [Binding::of(passkey)]);
    }
}
