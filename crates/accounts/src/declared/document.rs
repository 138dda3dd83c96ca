//! What a document may say, and how it is read: every problem of it at once.

use std::collections::{BTreeMap, BTreeSet};

use gantry_core::claim_name::ClaimName;
use gantry_core::client_id::ClientId;
use gantry_core::email::Email;
use gantry_core::group_name::GroupName;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::slug::Slug;
use gantry_core::user::DisplayName;
use gantry_core::username::Username;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::declared::merge::{not_understood, without_nulls};

/// A document. What it does not list stays as it is, unless it says `prune`.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Groups and applications that are not listed are removed.
    pub(crate) prune: bool,
    /// Sections of settings by name.
    pub(crate) settings: Map<String, Value>,
    /// Groups, if they are listed at all.
    pub(crate) groups: Option<Vec<DeclaredGroup>>,
    /// Applications, if they are listed at all.
    pub(crate) applications: Option<Vec<DeclaredApplication>>,
    /// People.
    pub(crate) people: Vec<DeclaredPerson>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeclaredGroup {
    pub(crate) name: GroupName,
    #[serde(default)]
    pub(crate) parent: Option<GroupName>,
    #[serde(default)]
    pub(crate) factor_demanded: bool,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeclaredApplication {
    pub(crate) slug: Slug,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) client_id: Option<ClientId>,
    #[serde(default)]
    pub(crate) disabled: bool,
    /// A file beside the document with a secret; only the command reads files.
    #[serde(default)]
    pub(crate) secret_file: Option<String>,
    /// What differs from the defaults.
    #[serde(default)]
    pub(crate) settings: Map<String, Value>,
}

/// A person, without a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeclaredPerson {
    pub(crate) username: Username,
    pub(crate) name: DisplayName,
    #[serde(default)]
    pub(crate) email: Option<Email>,
    #[serde(default)]
    pub(crate) email_verified: bool,
    #[serde(default)]
    pub(crate) role: Option<Role>,
    #[serde(default)]
    pub(crate) disabled: bool,
    #[serde(default)]
    pub(crate) factor_demanded: bool,
    #[serde(default)]
    pub(crate) language: Option<String>,
    #[serde(default)]
    pub(crate) profile: Profile,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<ClaimName, String>,
    /// The groups, if they are listed at all; not those above them.
    #[serde(default)]
    pub(crate) groups: Option<BTreeSet<GroupName>>,
}

const MEMBERS: [&str; 5] = ["prune", "settings", "groups", "applications", "people"];

impl Document {
    /// Reads a document.
    pub(crate) fn read(document: Value) -> Result<Self, Vec<String>> {
        let Value::Object(mut members) = document else {
            return Err(vec!["the document is no object".to_owned()]);
        };
        let mut problems: Vec<String> = members
            .keys()
            .filter(|name| !MEMBERS.contains(&name.as_str()))
            .map(|name| {
                format!(
                    "there is no member {name}; there are {}",
                    MEMBERS.join(", ")
                )
            })
            .collect();
        let prune = members.remove("prune").unwrap_or(Value::Bool(false));
        let Value::Bool(prune) = prune else {
            return Err(vec!["prune is true or false".to_owned()]);
        };
        let settings = match members.remove("settings") {
            None => Map::new(),
            Some(Value::Object(sections)) => sections,
            Some(_) => return Err(vec!["settings have sections".to_owned()]),
        };
        let document = Self {
            prune,
            settings,
            groups: items(&mut members, "groups", &mut problems),
            applications: items(&mut members, "applications", &mut problems),
            people: items(&mut members, "people", &mut problems).unwrap_or_default(),
        };
        document.check_twice(&mut problems);
        if problems.is_empty() {
            Ok(document)
        } else {
            Err(problems)
        }
    }

    /// Nothing is listed twice.
    fn check_twice(&self, problems: &mut Vec<String>) {
        let groups = self.groups.iter().flatten().map(|it| it.name.folded());
        let applications = self.applications.iter().flatten();
        let applications = applications.map(|it| it.slug.to_string());
        let people = self.people.iter().map(|it| it.username.folded());
        twice("group", groups, problems);
        twice("application", applications, problems);
        twice("person", people, problems);
    }
}

fn twice(what: &str, names: impl Iterator<Item = String>, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            problems.push(format!("{what} {name} is listed twice"));
        }
    }
}

/// A list, each of its items read for itself.
fn items<T: Serialize + DeserializeOwned>(
    members: &mut Map<String, Value>,
    name: &str,
    problems: &mut Vec<String>,
) -> Option<Vec<T>> {
    let Value::Array(items) = members.remove(name)? else {
        problems.push(format!("{name} are a list"));
        return None;
    };
    let mut read = Vec::new();
    for (index, given) in items.into_iter().enumerate() {
        let place = place(name, index, &given);
        match serde_json::from_value::<T>(given.clone()) {
            Ok(item) => {
                let understood = serde_json::to_value(&item).unwrap_or_default();
                let unread = not_understood(&without_nulls(given), &understood);
                problems.extend(unread.iter().map(|it| format!("{place}: there is no {it}")));
                read.push(item);
            }
            Err(error) => problems.push(format!("{place}: {error}")),
        }
    }
    Some(read)
}

/// How an item is called in a problem.
fn place(list: &str, index: usize, item: &Value) -> String {
    let name = ["slug", "username", "name"]
        .iter()
        .find_map(|member| item.get(member).and_then(Value::as_str));
    match name {
        Some(name) => format!("{list}: {name}"),
        None => format!("{list}[{index}]"),
    }
}
