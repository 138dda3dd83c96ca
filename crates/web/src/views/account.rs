//! What a person does with the own account.

use askama::Template;

use super::consent::Shared;
use crate::render::Shell;

/// One browser that is signed in.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Posted as `/account/sessions/<id>/end`.
    pub id: String,
    /// e.g. `Firefox · Linux`.
    pub device: String,
    /// How the person proved who it is, in words.
    pub methods: String,
    /// Where the sign-in came from, or empty.
    pub address: String,
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
    /// What it may know.
    pub shared: Vec<Shared>,
}

/// One thing that happened to the account.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// What, as a finished sentence.
    pub text: String,
    /// When, written out.
    pub time: String,
    /// Whether it went well.
    pub good: bool,
    /// Whether an administrator did it.
    pub by_other: bool,
}

/// `/account`.
///
/// Posts `name`, `lang` to `/account/profile`; `current_password`, `new_password` to
/// `/account/password`; a file `picture` to `/account/picture`, nothing to `/account/picture/remove`.
#[derive(Template)]
#[template(path = "pages/account.html")]
pub struct Account {
    /// The frame.
    pub shell: Shell,
    /// The address of the picture, if there is one.
    pub picture: Option<String>,
    /// What is drawn otherwise.
    pub initials: String,
    /// The display name.
    pub name: String,
    /// The username, which only an administrator changes.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The stored language, or empty to follow the browser.
    pub stored_language: String,
    /// The groups of this person.
    pub groups: Vec<String>,
    /// The shortest password allowed.
    pub password_minimum: u32,
}

/// `/account/sessions`.
///
/// Posts nothing but the token to `/account/sessions/<id>/end` and `/account/sessions/end-others`.
#[derive(Template)]
#[template(path = "pages/account_sessions.html")]
pub struct AccountSessions {
    /// The frame.
    pub shell: Shell,
    /// The browsers that are signed in.
    pub sessions: Vec<SessionRow>,
}

/// `/account/applications`.
///
/// Posts nothing but the token to `/account/applications/<slug>/withdraw`.
#[derive(Template)]
#[template(path = "pages/account_applications.html")]
pub struct AccountApplications {
    /// The frame.
    pub shell: Shell,
    /// The applications that the person agreed to tell something.
    pub connected: Vec<ConnectedRow>,
}

/// `/account/history`.
#[derive(Template)]
#[template(path = "pages/account_history.html")]
pub struct AccountHistory {
    /// The frame.
    pub shell: Shell,
    /// What happened, newest first.
    pub rows: Vec<HistoryRow>,
    /// The address of the next page.
    pub next: Option<String>,
}
