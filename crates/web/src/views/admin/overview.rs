//! The administration's first page.

use askama::Template;

use super::trail::TrailRow;
use crate::render::Shell;

/// `/admin`.
#[derive(Template)]
#[template(path = "admin/overview.html")]
pub struct Overview {
    /// The frame.
    pub shell: Shell,
    /// Sign-ins that failed lately, newest first.
    pub failures: Vec<TrailRow>,
    /// Whether there is no application yet; the page then leads to the first.
    pub no_applications: bool,
}
