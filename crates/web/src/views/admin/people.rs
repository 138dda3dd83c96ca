//! The people: the list with its filters, and the form to add one.

use askama::Template;

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
    /// The role's word, empty for none.
    pub role: &'static str,
    /// The groups, some of them.
    pub groups: String,
    /// Whether there is a second factor.
    pub has_factor: bool,
    /// When the person last signed in, written out; empty for never.
    pub last_sign_in: String,
}

/// The filters of the list, as chosen.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Words that were searched for.
    pub query: String,
    /// The role's word, or empty.
    pub role: String,
    /// The id of a group to choose, or the name of one that is typed; empty for any.
    pub group: String,
    /// Whether a group is typed, because there are many.
    pub typed_group: bool,
    /// Whether there is no group of that name, and so nobody to list.
    pub unknown_group: bool,
    /// `disabled`, `without-factor`, `never` or empty.
    pub state: String,
}

impl PeopleFilter {
    /// Whether the list is of everybody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.query, &self.role, &self.group, &self.state]
            .iter()
            .all(|text| text.is_empty())
    }
}

/// `/admin/people`; searches with `q`, filters with `role`, `group` and `state`, pages with `after`.
///
/// Posts `username`, `email`, `name`, `password`, `role`, `form_token` to `/admin/people`.
#[derive(Template)]
#[template(path = "admin/people.html")]
pub struct People {
    /// The frame.
    pub shell: Shell,
    /// What is asked for.
    pub filter: PeopleFilter,
    /// Id and name of the groups to choose from, unless there are many.
    pub groups: Vec<(String, String)>,
    /// The page of the list.
    pub rows: Vec<PersonRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// What was typed into the form before.
    pub draft: PersonDraft,
    /// The least length of a password.
    pub password_minimum: u32,
}

impl People {
    /// The text that says how many are shown.
    fn found_key(&self) -> &'static str {
        match self.next {
            Some(_) => "people-found-page",
            None => "people-found",
        }
    }
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
    /// The role's word, or empty.
    pub role: String,
}

/// The words of all roles, the weakest first; empty is none.
pub const ROLES: [&str; 4] = ["", "auditor", "helpdesk", "administrator"];
