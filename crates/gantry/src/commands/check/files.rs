//! Whether others on this machine can read what only Gantry should.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::commands::check::{Findings, Verdict};
use crate::settings::{MasterKeySource, Settings};

/// The bits of group and others.
const OTHERS: u32 = 0o077;

/// Looks at the database file and at the master key.
pub(super) fn check(settings: &Settings, findings: &mut Findings) {
    let key = match &settings.master_key {
        MasterKeySource::Given(_) => None,
        MasterKeySource::File(path) | MasterKeySource::Generated(path) => Some(path.clone()),
    };
    let files = [
        ("database", settings.database.sqlite_path()),
        ("master key", key),
    ];
    for (subject, path) in files {
        if let Some(text) = path.as_deref().and_then(open_to_others) {
            findings.note(subject, Verdict::Warning, text);
        }
    }
}

/// A warning if others on this machine may read a file.
pub(crate) fn open_to_others(path: &Path) -> Option<String> {
    let file = std::fs::metadata(path).ok()?;
    let shown = path.display();
    (file.mode() & OTHERS != 0)
        .then(|| format!("others on this machine may read {shown}; chmod 600 {shown}"))
}
