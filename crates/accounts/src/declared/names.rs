//! Settings of applications name groups and people by ids; documents name them by names.

use std::collections::BTreeMap;

use gantry_core::Id;
use gantry_core::group::GroupId;
use gantry_core::group_name::GroupName;
use gantry_core::user::UserId;
use gantry_core::username::Username;
use gantry_store::{Conn, StoreError, groups, users};
use serde_json::Value;

/// What a place in the settings names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Group,
    Person,
}

/// Names that settings mention, and what they are the names of.
#[derive(Debug, Default)]
pub(crate) struct Names {
    groups: BTreeMap<GroupId, GroupName>,
    people: BTreeMap<UserId, Username>,
}

impl Names {
    /// The names behind all ids in a settings document.
    pub(crate) async fn of_ids(conn: &mut Conn, settings: &Value) -> Result<Self, StoreError> {
        let mut names = Self::default();
        for (kind, text) in mentioned(settings) {
            match kind {
                Kind::Group => {
                    if let Ok(id) = text.parse()
                        && let Some(group) = groups::by_id(conn, id).await?
                    {
                        names.groups.insert(id, group.name);
                    }
                }
                Kind::Person => {
                    if let Ok(id) = text.parse()
                        && let Some(user) = users::by_id(conn, id).await?
                    {
                        names.people.insert(id, user.username);
                    }
                }
            }
        }
        Ok(names)
    }

    /// The ids behind all names in a settings document.
    pub(crate) async fn of_names(conn: &mut Conn, settings: &Value) -> Result<Self, StoreError> {
        let mut names = Self::default();
        for (kind, text) in mentioned(settings) {
            match kind {
                Kind::Group => {
                    if let Ok(name) = text.parse()
                        && let Some(group) = groups::by_name(conn, &name).await?
                    {
                        names.groups.insert(group.id, group.name);
                    }
                }
                Kind::Person => {
                    if let Ok(name) = text.parse()
                        && let Some(user) = users::by_username(conn, &name).await?
                    {
                        names.people.insert(user.id, user.username);
                    }
                }
            }
        }
        Ok(names)
    }

    /// Knows a group that is going to be there.
    pub(crate) fn expect_group(&mut self, id: GroupId, name: &GroupName) {
        if self.group(name.as_str()).is_none() {
            self.groups.insert(id, name.clone());
        }
    }

    /// Knows a person who is going to be there.
    pub(crate) fn expect_person(&mut self, id: UserId, name: &Username) {
        if self.person(name.as_str()).is_none() {
            self.people.insert(id, name.clone());
        }
    }

    fn group(&self, name: &str) -> Option<GroupId> {
        let folded = name.parse::<GroupName>().ok()?.folded();
        let mut all = self.groups.iter();
        all.find(|(_, known)| known.folded() == folded)
            .map(|(id, _)| *id)
    }

    fn person(&self, name: &str) -> Option<UserId> {
        let folded = name.parse::<Username>().ok()?.folded();
        let mut all = self.people.iter();
        all.find(|(_, known)| known.folded() == folded)
            .map(|(id, _)| *id)
    }

    /// The document with names instead of ids; what is gone keeps its id.
    pub(crate) fn named(&self, mut settings: Value) -> Value {
        replace(&mut settings, &mut |kind, text| match kind {
            Kind::Group => Some(self.groups.get(&text.parse().ok()?)?.to_string()),
            Kind::Person => Some(self.people.get(&text.parse().ok()?)?.to_string()),
        });
        settings
    }

    /// The document with ids instead of names, and what is known to nobody.
    pub(crate) fn with_ids(&self, mut settings: Value) -> (Value, Vec<String>) {
        let mut unknown = Vec::new();
        replace(&mut settings, &mut |kind, text| {
            let (found, what) = match kind {
                Kind::Group => (self.group(text).map(|id| id.to_string()), "group"),
                Kind::Person => (self.person(text).map(|id| id.to_string()), "person"),
            };
            if found.is_none() && text.parse::<Id<Kind>>().is_err() {
                unknown.push(format!("there is no {what} {text}"));
                // Reading goes on, so that the other problems are found too.
                return Some(Id::<Kind>::from_parts(0, &[0; 10]).to_string());
            }
            found
        });
        (settings, unknown)
    }
}

fn mentioned(settings: &Value) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    let mut copy = settings.clone();
    replace(&mut copy, &mut |kind, text| {
        found.push((kind, text.to_owned()));
        None
    });
    found
}

/// Visits every place that names a group or a person.
fn replace(settings: &mut Value, with: &mut impl FnMut(Kind, &str) -> Option<String>) {
    let mut at = |kind: Kind, place: &mut Value| {
        let new = place.as_str().and_then(|text| with(kind, text));
        if let Some(new) = new {
            *place = Value::String(new);
        }
    };
    if let Some(released) = settings.get_mut("released_groups") {
        for place in released.as_array_mut().into_iter().flatten() {
            at(Kind::Group, place);
        }
    }
    let bindings = settings
        .get_mut("access")
        .and_then(|it| it.get_mut("bindings"));
    for binding in bindings.and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(condition) = binding.get_mut("condition") else {
            continue;
        };
        if let Some(place) = condition.get_mut("group") {
            at(Kind::Group, place);
        }
        if let Some(place) = condition.get_mut("person") {
            at(Kind::Person, place);
        }
    }
}
