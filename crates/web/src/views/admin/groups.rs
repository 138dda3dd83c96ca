//! The groups: list, form to add one, one group with its members.

use askama::Template;

use crate::render::Shell;

/// One line of the list.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// The id in `/admin/groups/<id>`.
    pub id: String,
    /// The name that applications are told.
    pub name: String,
}

impl GroupRow {
    /// The line of a group.
    pub(crate) fn of(group: &gantry_core::group::Group) -> Self {
        Self {
            id: group.id.to_string(),
            name: group.name.to_string(),
        }
    }
}

/// What an application makes of a group.
#[derive(Clone, Debug)]
pub struct UseRow {
    /// The application.
    pub name: String,
    /// The page about who may enter it.
    pub address: String,
    /// The key of what its bindings say of members.
    pub entry_key: Option<&'static str>,
    /// The name of the group as the application is told it.
    pub told: Option<String>,
}

/// `/admin/groups`; searches with `q`, pages with `after`; posts `name`, `form_token` to itself.
#[derive(Template)]
#[template(path = "admin/groups.html")]
pub struct Groups {
    /// The frame.
    pub shell: Shell,
    /// How the names begin that are listed; empty for all.
    pub query: String,
    /// The page of the list.
    pub rows: Vec<GroupRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// The name typed before.
    pub name: String,
}

/// One member of a group.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// Posted as `person`, and the id in `/admin/people/<id>`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Username.
    pub username: String,
    /// Whether in the group itself, not only in one within it.
    pub direct: bool,
}

/// `/admin/groups/<id>`.
///
/// Posts, each with `form_token`: `name` to itself; `username` to `…/members/add`;
/// `person` to `…/members/remove`; `parent` to `…/parent`; `factor_demanded` to `…/factor`;
/// `confirm` to `…/delete`.
#[derive(Template)]
#[template(path = "admin/group.html")]
pub struct Group {
    /// The frame.
    pub shell: Shell,
    /// The id in the address.
    pub id: String,
    /// The name that applications are told.
    pub name: String,
    /// The groups above it, the uppermost first.
    pub above: Vec<GroupRow>,
    /// The groups right within it.
    pub children: Vec<GroupRow>,
    /// The name of the group it is within, or what was typed for it.
    pub parent: String,
    /// Whether members sign in with a second factor.
    pub factor_demanded: bool,
    /// What applications make of it.
    pub uses: Vec<UseRow>,
    /// The page of the members.
    pub members: Vec<MemberRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// The username typed into "add" before.
    pub add_username: String,
}
