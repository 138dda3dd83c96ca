//! The sign-outs that an application was not told of yet.

use askama::Template;

use crate::render::Shell;

/// One sign-out.
#[derive(Clone, Debug)]
pub struct LogoutRow {
    /// Who signed out.
    pub person: String,
    /// The page of that person, if there still is one.
    pub address: Option<String>,
    /// When, written out.
    pub since: String,
    /// How often the application was tried.
    pub attempts: i64,
    /// When it is tried again, written out.
    pub next: String,
    /// Why it is not tried any more, in words.
    pub stopped: Option<String>,
}

/// `/admin/applications/{slug}/sign-outs`. Posts to `…/again`.
#[derive(Template)]
#[template(path = "admin/logout_queue.html")]
pub struct LogoutQueue {
    /// The frame.
    pub shell: Shell,
    /// The application's name in addresses.
    pub slug: String,
    /// The application's name.
    pub name: String,
    /// What waits.
    pub rows: Vec<LogoutRow>,
}
