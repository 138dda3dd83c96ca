//! The first page of a new Gantry: who will look after it?

use askama::Template;

use crate::render::Shell;

/// `/setup`: makes the first administrator, then leads to "Add your Rocket.Chat".
///
/// Posts `token`, `name`, `username`, `email`, `password`, `form_token` to `/setup`.
#[derive(Template)]
#[template(path = "pages/setup.html")]
pub struct Setup {
    /// The frame.
    pub shell: Shell,
    /// The one-time token of the set-up link.
    pub token: String,
    /// What was typed before.
    pub name: String,
    /// What was typed before.
    pub username: String,
    /// What was typed before.
    pub email: String,
    /// The shortest password allowed.
    pub password_minimum: u32,
}
