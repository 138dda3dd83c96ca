//! What a person does with the own account.

use askama::Template;

use crate::render::Shell;

/// One browser that is signed in.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Posted as `/account/sessions/<id>/end`.
    pub id: String,
    /// e.g. `Firefox on Linux`.
    pub device: String,
    /// When it signed in, written out.
    pub started: String,
    /// When it was last seen, written out.
    pub last_seen: String,
    /// Whether it is the one that is looking.
    pub current: bool,
}

/// An application that the person agreed to tell something.
#[derive(Clone, Debug)]
pub struct ConnectedRow {
    /// Posted as `/account/applications/<slug>/withdraw`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When the person agreed, written out.
    pub since: String,
}

/// `/account`.
///
/// Posts `name`, `lang` to `/account/profile`; `current_password`, `new_password` to
/// `/account/password`; nothing but the token to `/account/sessions/<id>/end` and
/// `/account/sessions/end-others` and `/account/applications/<slug>/withdraw`.
#[derive(Template)]
#[template(path = "pages/account.html")]
pub struct Account {
    /// The frame.
    pub shell: Shell,
    /// The display name.
    pub name: String,
    /// The username, which only an administrator changes.
    pub username: String,
    /// The e-mail address, which only an administrator changes.
    pub email: String,
    /// The stored language, or empty to follow the browser.
    pub stored_language: String,
    /// The groups of this person.
    pub groups: Vec<String>,
    /// The shortest password allowed.
    pub password_minimum: u32,
    /// The browsers that are signed in.
    pub sessions: Vec<SessionRow>,
    /// The applications that the person agreed to tell something.
    pub connected: Vec<ConnectedRow>,
}
