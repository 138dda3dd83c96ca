//! Signing out: the question, and the page afterwards.

use askama::Template;

use crate::render::Shell;

/// `/logout`. Posts `decision` (`yes` or `no`), `form_token` and the hidden fields.
#[derive(Template)]
#[template(path = "pages/logout.html")]
pub struct Logout {
    /// The frame.
    pub shell: Shell,
    /// The application that asks, if one does.
    pub application: Option<String>,
    /// Where the form goes, e.g. `/logout`.
    pub action: String,
    /// Name and value of what has to come back with the answer.
    pub hidden: Vec<(String, String)>,
}

/// `/logged-out`.
#[derive(Template)]
#[template(path = "pages/logged_out.html")]
pub struct LoggedOut {
    /// The frame.
    pub shell: Shell,
    /// The application whose session ended too, if one did.
    pub application: Option<String>,
    /// Where "back" leads, if the application gave a registered address.
    pub back_to: Option<String>,
    /// Where the page goes on to by itself, as soon as the frames are loaded.
    pub onward: Option<String>,
    /// Addresses of applications that hear of the sign-out by being loaded.
    pub frames: Vec<String>,
}

impl LoggedOut {
    /// The page that just says so.
    #[must_use]
    pub const fn plain(shell: Shell) -> Self {
        Self {
            shell,
            application: None,
            back_to: None,
            onward: None,
            frames: Vec::new(),
        }
    }
}
