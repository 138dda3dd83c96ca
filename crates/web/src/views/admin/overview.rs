//! The administration's first page.

use askama::Template;

use super::plot::Plot;
use super::trail::TrailRow;
use crate::render::{Shell, Tone};

/// `/admin`.
#[derive(Template)]
#[template(path = "admin/overview.html")]
pub struct Overview {
    /// The frame.
    pub shell: Shell,
    /// What waits for somebody, the most pressing first.
    pub concerns: Vec<ConcernRow>,
    /// When the last good back-up was made, written out.
    pub backup: Option<String>,
    /// Sign-ins over time.
    pub plot: Plot,
    /// Whether the plot shows 30 days; otherwise 24 hours.
    pub month: bool,
    /// Why sign-ins failed, most frequent first.
    pub reasons: Vec<ReasonRow>,
    /// Sign-ins that failed lately, newest first.
    pub failures: Vec<TrailRow>,
    /// Whether there is no application yet; the page then leads to the first.
    pub no_applications: bool,
}

/// One thing to look at, and where to act.
#[derive(Clone, Debug)]
pub struct ConcernRow {
    /// How pressing it is.
    pub tone: Tone,
    /// The finished sentence.
    pub text: String,
    /// Where to act.
    pub href: String,
    /// What to do there.
    pub act: String,
}

impl ConcernRow {
    /// The key of the word for how pressing it is.
    #[must_use]
    pub const fn tone_key(&self) -> &'static str {
        match self.tone {
            Tone::Good => "concern-good",
            Tone::Warn => "concern-warn",
            Tone::Bad => "concern-bad",
        }
    }
}

/// Why sign-ins failed, and how often.
#[derive(Clone, Debug)]
pub struct ReasonRow {
    /// The reason in words.
    pub words: String,
    /// Its code.
    pub code: String,
    /// At which step, in words.
    pub step: String,
    /// How often.
    pub times: i64,
    /// The records.
    pub href: String,
}
