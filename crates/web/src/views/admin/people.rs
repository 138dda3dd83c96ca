//! The people: list, form to add one, one person.

use askama::Template;

use super::workspace::ChatRow;
use crate::render::Shell;

/// One line of the list.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The id in `/admin/people/<id>`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Username.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// Whether the person is an administrator.
    pub is_admin: bool,
}

/// `/admin/people`; searches with `q`, pages with `after`.
///
/// Posts `username`, `email`, `name`, `password`, `is_admin`, `form_token` to `/admin/people`.
#[derive(Template)]
#[template(path = "admin/people.html")]
pub struct People {
    /// The frame.
    pub shell: Shell,
    /// What was searched for.
    pub query: String,
    /// The page of the list.
    pub rows: Vec<PersonRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// What was typed into the form before.
    pub draft: PersonDraft,
    /// The least length of a password.
    pub password_minimum: u32,
}

/// The fields of the form that adds a person, as typed.
#[derive(Clone, Debug, Default)]
pub struct PersonDraft {
    /// Display name.
    pub name: String,
    /// Username.
    pub username: String,
    /// E-mail address.
    pub email: String,
}

/// A group to tick.
#[derive(Clone, Debug)]
pub struct GroupChoice {
    /// Posted as `group`.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// Whether the person is a member.
    pub member: bool,
}

/// `/admin/people/<id>`.
///
/// Posts, each with `form_token`: `name`, `username`, `email`, `is_admin` to itself; `group`
/// (repeated) to `…/groups`; `new_password` to `…/password`; nothing more to `…/disable`,
/// `…/enable`, `…/sessions/end`; `confirm` to `…/delete`.
#[derive(Template)]
#[template(path = "admin/person.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts that the page shows"
)]
pub struct Person {
    /// The frame.
    pub shell: Shell,
    /// The id in the address.
    pub id: String,
    /// Display name, as stored or as typed before.
    pub name: String,
    /// Username, as stored or as typed before.
    pub username: String,
    /// E-mail address, as stored or as typed before.
    pub email: String,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// Whether the person is an administrator.
    pub is_admin: bool,
    /// Whether this is the reader, who cannot disable or delete the own account.
    pub is_self: bool,
    /// The immutable subject that applications know.
    pub subject: String,
    /// Every group, ticked or not.
    pub groups: Vec<GroupChoice>,
    /// The accounts in connected workspaces.
    pub chats: Vec<ChatRow>,
    /// When the person last signed in, written out.
    pub last_sign_in: Option<String>,
    /// The shortest password allowed.
    pub password_minimum: u32,
    /// The username was just changed and the change waits for a yes (`confirm_username`).
    pub confirm_username: bool,
}
