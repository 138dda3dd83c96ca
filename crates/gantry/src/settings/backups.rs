//! Back-ups that are made by themselves.

use std::path::PathBuf;

use crate::settings::key;
use crate::settings::problem::Problem;
use crate::settings::reader::Reader;

const DEFAULT_HOUR: u8 = 3;
const DEFAULT_KEEP: usize = 7;
const MOST: usize = 1000;

/// Where, when and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BackupPlan {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The hour of the day, in UTC.
    pub(crate) hour: u8,
    /// How many files are kept.
    pub(crate) keep: usize,
}

/// The plan, if there is a folder.
pub(crate) fn read(reader: &mut Reader<'_>) -> Option<BackupPlan> {
    let folder = reader.parsed(key::BACKUP_DIR, |text| match text {
        "" => Err("is a folder"),
        path => Ok(PathBuf::from(path)),
    });
    let hour = reader.parsed(key::BACKUP_HOUR, |text| match text.parse() {
        Ok(hour) if hour < 24 => Ok(hour),
        _ => Err("is an hour from 0 to 23, in UTC"),
    });
    let keep = reader.parsed(key::BACKUP_KEEP, |text| match text.parse() {
        Ok(keep) if (1..=MOST).contains(&keep) => Ok(keep),
        _ => Err(format!("is a number from 1 to {MOST}")),
    });
    let Some(folder) = folder else {
        if hour.is_some() || keep.is_some() {
            let advice = "need backup_dir: without a folder no back-ups are made";
            let place = "backup_hour and backup_keep";
            reader.problems.push(Problem::new(place, advice));
        }
        return None;
    };
    Some(BackupPlan {
        folder,
        hour: hour.unwrap_or(DEFAULT_HOUR),
        keep: keep.unwrap_or(DEFAULT_KEEP),
    })
}
