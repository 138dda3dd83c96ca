//! What a check reports.

use crate::rest::Explanation;
use crate::settings::RocketChatVersion;

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The version, now or as told last.
    pub version: Option<RocketChatVersion>,
    /// What was found, in the order of the steps.
    pub findings: Vec<Finding>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// Stable, for translations.
    pub key: &'static str,
    /// In English, a whole sentence.
    pub text: String,
    /// A name, an id or a number that belongs to the sentence.
    pub detail: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Good,
    /// It works, but not for everybody or not for long.
    Warn,
    /// People cannot sign in or out because of it.
    Bad,
}

impl Report {
    /// How bad the worst finding is.
    #[must_use]
    pub fn worst(&self) -> Level {
        let levels = self.findings.iter().map(|finding| finding.level);
        levels.max().unwrap_or(Level::Good)
    }
}

/// Findings as they come.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn all(self) -> Vec<Finding> {
        self.0
    }

    pub(super) fn good(&mut self, key: &'static str, text: &str) {
        self.add(Level::Good, key, text);
    }

    pub(super) fn warn(&mut self, key: &'static str, text: &str) {
        self.add(Level::Warn, key, text);
    }

    pub(super) fn bad(&mut self, key: &'static str, text: &str) {
        self.add(Level::Bad, key, text);
    }

    pub(super) fn add(&mut self, level: Level, key: &'static str, text: &str) {
        self.0.push(Finding {
            level,
            key,
            text: text.to_owned(),
            detail: None,
        });
    }

    /// What belongs to the finding that came last.
    pub(super) fn detail(&mut self, detail: String) {
        if let Some(last) = self.0.last_mut() {
            last.detail = Some(detail).filter(|detail| !detail.is_empty());
        }
    }

    /// A call that failed; the same failure of several steps is told once.
    pub(super) fn explained(&mut self, explanation: &Explanation) {
        if self.0.iter().any(|told| told.key == explanation.key) {
            return;
        }
        self.add(Level::Bad, explanation.key, explanation.text);
        let said = explanation.detail.clone();
        let permissions = explanation.permissions.join(", ");
        let parts = [permissions, said.unwrap_or_default()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        self.detail(parts.collect::<Vec<_>>().join("; "));
    }
}
