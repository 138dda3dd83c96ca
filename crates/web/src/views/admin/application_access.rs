//! Who may enter an application: the bindings, and what saving a change would do.

use askama::Template;

use crate::render::Shell;

/// One binding.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one mark in the row")]
pub struct BindingRow {
    /// The place in the list, from 0; posted behind the verb.
    pub place: usize,
    /// Whether it is the last one.
    pub last: bool,
    /// What it asks.
    pub what: String,
    /// Whether that must not be so.
    pub negated: bool,
    /// Whether it is turned on.
    pub enabled: bool,
    /// Whether its time is over.
    pub expired: bool,
    /// The last day of it, as a date field writes it.
    pub ends: String,
}

/// What was typed for a new binding.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// A person.
    pub username: String,
    /// A group.
    pub group: String,
    /// Networks, one a line.
    pub networks: String,
    /// The first minute.
    pub from: String,
    /// The minute after the last.
    pub until: String,
    /// How far east of UTC.
    pub utc_offset: String,
}

/// A day to tick.
#[derive(Clone, Debug)]
pub struct Day {
    /// The name of its field, and the key of its name.
    pub name: String,
    /// Whether it is ticked.
    pub on: bool,
}

/// What saving would do.
#[derive(Clone, Debug, Default)]
pub struct EffectView {
    /// Who may enter then.
    pub gain: AffectedView,
    /// Who may no longer enter then.
    pub lose: AffectedView,
    /// Whether network, hours or factors are asked for otherwise.
    pub conditions: bool,
    /// Whether the reader is among those who lose.
    pub own_loss: bool,
}

/// People whom a change affects.
#[derive(Clone, Debug, Default)]
pub struct AffectedView {
    /// Some of them by name.
    pub people: Vec<String>,
    /// Whether there may be more.
    pub more: bool,
    /// Whether it is everybody whom no binding names.
    pub everyone_else: bool,
}

impl AffectedView {
    /// Whether it is nobody.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.people.is_empty() && !self.everyone_else
    }
}

/// `/admin/applications/<slug>/access`.
///
/// Posts `form_token`, `before`, `draft` and a step as `act` to itself, with the fields of what is
/// added; `form_token`, `before` and `draft` to `…/save`.
#[derive(Template)]
#[template(path = "admin/application_access.html")]
pub struct ApplicationAccess {
    /// The frame.
    pub shell: Shell,
    /// The slug in the address.
    pub slug: String,
    /// The application's name.
    pub name: String,
    /// What was stored when editing began.
    pub before: String,
    /// What it has become.
    pub draft: String,
    /// Whether all bindings have to be met.
    pub all: bool,
    /// Whether there are bindings and none counts.
    pub closed: bool,
    /// The bindings in order.
    pub bindings: Vec<BindingRow>,
    /// What saving would do, if something was changed.
    pub effect: Option<EffectView>,
    /// What was typed.
    pub typed: Typed,
    /// The days of the week.
    pub days: Vec<Day>,
}
