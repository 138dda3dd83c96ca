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

/// `/admin/groups`; posts `name`, `form_token` to itself.
#[derive(Template)]
#[template(path = "admin/groups.html")]
pub struct Groups {
    /// The frame.
    pub shell: Shell,
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
}

/// `/admin/groups/<id>`.
///
/// Posts, each with `form_token`: `name` to itself; `username` to `…/members/add`;
/// `person` to `…/members/remove`; `confirm` to `…/delete`.
#[derive(Template)]
#[template(path = "admin/group.html")]
pub struct Group {
    /// The frame.
    pub shell: Shell,
    /// The id in the address.
    pub id: String,
    /// The name that applications are told.
    pub name: String,
    /// The page of the members.
    pub members: Vec<MemberRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// The username typed into "add" before.
    pub add_username: String,
}
