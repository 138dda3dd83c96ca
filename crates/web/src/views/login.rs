//! Where a person signs in.

use askama::Template;

use crate::render::Shell;

/// The application a person is on the way to.
#[derive(Clone, Debug, Default)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// The address of its icon, if it has one.
    pub icon: Option<String>,
    /// Where it says how it uses what it learns.
    pub policy: Option<String>,
    /// Where its terms of service are.
    pub terms: Option<String>,
}

/// `/login`. Posts `username`, `password`, `request`, `next`, `form_token`; `cancel` denies the request.
#[derive(Template)]
#[template(path = "pages/login.html")]
pub struct Login {
    /// The frame; "that did not match" belongs into its notice.
    pub shell: Shell,
    /// Where the person is going; without it this is Gantry's own sign-in.
    pub destination: Option<Destination>,
    /// The stored authorization request.
    pub request: Option<String>,
    /// A path of our own to open afterwards when there is no request.
    pub next: Option<String>,
    /// What was typed before, or the login hint.
    pub username: String,
    /// Whether there are passkeys here.
    pub passkeys: bool,
    /// Seconds to wait before the next try is looked at.
    pub slow_down_seconds: Option<u64>,
}
