//! The sign-in took longer than Rocket.Chat waits.

use askama::Template;

use crate::render::Shell;

/// Shown instead of sending a person back with an answer that nobody accepts any more.
#[derive(Template)]
#[template(path = "pages/stale.html")]
pub struct Stale {
    /// The frame.
    pub shell: Shell,
    /// The application.
    pub application: String,
    /// How long it waits, in minutes.
    pub minutes: u32,
    /// Where the sign-in starts again.
    pub start_again: String,
}
