//! Everything recorded, searched and taken out.

use askama::Template;

use crate::render::Shell;

/// `/admin/audit`.
#[derive(Template)]
#[template(path = "admin/audit.html")]
pub struct Audit {
    /// The frame.
    pub shell: Shell,
    /// The filter as typed.
    pub filter: AuditFields,
    /// Every event: its word, and what it says.
    pub events: Vec<(&'static str, String)>,
    /// Slug and name of every application, to choose from.
    pub applications: Vec<(String, String)>,
    /// The page of the list.
    pub rows: Vec<AuditRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// Whether somebody or something that was asked for is not there.
    pub unknown: bool,
}

/// The filter, as typed.
#[derive(Clone, Debug, Default)]
pub struct AuditFields {
    /// The word of an event.
    pub event: String,
    /// `good` or `refused`.
    pub outcome: String,
    /// A reason code.
    pub reason: String,
    /// Username or e-mail of whom it is about.
    pub person: String,
    /// Username or e-mail of who did it.
    pub actor: String,
    /// The slug of an application.
    pub application: String,
    /// The code of a sign-in.
    pub code: String,
    /// The first day.
    pub since: String,
    /// The last day.
    pub until: String,
}

impl AuditFields {
    /// Names and values, as they are posted again.
    #[must_use]
    pub fn pairs(&self) -> [(&'static str, &str); 9] {
        [
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("reason", &self.reason),
            ("person", &self.person),
            ("actor", &self.actor),
            ("application", &self.application),
            ("code", &self.code),
            ("since", &self.since),
            ("until", &self.until),
        ]
    }
}

/// One record.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// When, written out.
    pub time: String,
    /// What was done, in words.
    pub event: String,
    /// Whether it went well.
    pub good: bool,
    /// Why it was refused, in words; empty if it was not.
    pub reason: String,
    /// About whom.
    pub person: String,
    /// By whom.
    pub actor: String,
    /// Through which application.
    pub application: String,
    /// The code of the sign-in, if it belongs to one.
    pub code: String,
    /// What else is known.
    pub detail: String,
}
