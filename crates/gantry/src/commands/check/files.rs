//! Whether others on this machine can read what only Gantry should.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

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
        if let Some(path) = path.filter(is_open) {
            let shown = path.display();
            let text = format!("others on this machine may read {shown}; chmod 600 {shown}");
            findings.note(subject, Verdict::Warning, text);
        }
    }
}

fn is_open(path: &PathBuf) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.mode() & OTHERS != 0)
}
