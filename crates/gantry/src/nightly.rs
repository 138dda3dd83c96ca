//! Back-ups that are made by themselves: one a night, on trial at once, and old ones go.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use gantry_core::{Seconds, Timestamp};
use gantry_oidc::Provider;
use gantry_store::backups::{self, Backup};
use gantry_store::jobs as leases;
use tokio_util::sync::CancellationToken;

use crate::jobs::{finish, next, ticks};
use crate::settings::Settings;
use crate::settings::backups::BackupPlan;
use crate::{backup, output, trial};

const JOB: &str = "backup";
const EVERY: Duration = Duration::from_mins(1);
/// One server makes it. If that fails or takes longer, the next attempt comes after this.
const LEASE: Seconds = Seconds::hours(2);
const DAY: i64 = 86_400;
/// How many rows about back-ups are kept.
const ROWS: i64 = 400;
const ENDING: &str = ".backup";

/// What it takes to make one.
#[derive(Debug, Clone)]
pub(crate) struct Nightly {
    plan: BackupPlan,
    settings: Settings,
    provider: Provider,
}

impl Nightly {
    /// By this plan, of the provider's database.
    pub(crate) fn new(plan: &BackupPlan, settings: &Settings, provider: &Provider) -> Self {
        Self {
            plan: plan.clone(),
            settings: settings.clone(),
            provider: provider.clone(),
        }
    }

    /// Makes one whenever it is time.
    pub(crate) async fn run_until(self, stop: CancellationToken) {
        let mut ticks = ticks(EVERY);
        while next(&mut ticks, &stop).await {
            match finish(&stop, Box::pin(self.run_once())).await {
                None | Some(Ok(None)) => {}
                Some(Ok(Some(made))) => match &made.problem {
                    None => {
                        tracing::info!(path = made.path, bytes = made.bytes, "backup.made");
                    }
                    Some(problem) => {
                        tracing::error!(path = made.path, problem, "backup.failed");
                    }
                },
                Some(Err(error)) => {
                    tracing::error!(error = format!("{error:#}"), "backup.failed");
                }
            }
        }
    }

    /// Makes one if it is time and nobody else does.
    ///
    /// # Errors
    /// A breakdown of the database; what goes wrong with the file is written down.
    pub(crate) async fn run_once(&self) -> anyhow::Result<Option<Backup>> {
        let accounts = self.provider.accounts();
        let now = accounts.env().now();
        let mut conn = accounts.store().read().await?;
        let progress = leases::progress(&mut conn, JOB).await?;
        drop(conn);
        if progress
            .done_at
            .is_some_and(|done| done >= self.last_due(now))
        {
            return Ok(None);
        }
        let until = now.plus(LEASE);
        let times = (now, until);
        let taken = accounts.store().write(times, |tx, (now, until)| {
            Box::pin(leases::lease(tx, JOB, *now, *until))
        });
        if !taken.await? {
            return Ok(None);
        }
        let made = self.now().await?;
        if made.problem.is_none() {
            let times = (until, accounts.env().now());
            let done = accounts.store().write_one(times, |tx, (until, now)| {
                Box::pin(leases::finish(tx, JOB, *until, *now))
            });
            done.await?;
        }
        Ok(Some(made))
    }

    /// The last moment at which one should have been made.
    fn last_due(&self, now: Timestamp) -> Timestamp {
        let hour = Seconds::hours(i64::from(self.plan.hour)).as_i64();
        let since = (now.as_i64() - hour).rem_euclid(DAY);
        Timestamp::from_i64(now.as_i64() - since)
    }

    /// Makes one now, puts it on trial, removes old ones, and writes down what came of it.
    ///
    /// # Errors
    /// A breakdown of the database; what goes wrong with the file is in the answer.
    pub(crate) async fn now(&self) -> anyhow::Result<Backup> {
        let accounts = self.provider.accounts();
        let now = accounts.env().now();
        let file = self.plan.folder.join(name(now));
        let (mut bytes, mut checked_at) = (0, None);
        let problem = match self.attempt(&file, &mut bytes).await {
            Ok(()) => {
                checked_at = Some(accounts.env().now());
                self.remove_old().err()
            }
            Err(error) => Some(error),
        };
        let attempt = Backup {
            id: accounts.env().id(),
            path: file.display().to_string(),
            bytes: i64::try_from(bytes)?,
            problem: problem.map(|error| format!("{error:#}")),
            checked_at,
            created_at: now,
        };
        self.write_down(&attempt).await?;
        Ok(attempt)
    }

    async fn attempt(&self, file: &Path, bytes: &mut u64) -> anyhow::Result<()> {
        let accounts = self.provider.accounts();
        let folder = &self.plan.folder;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        let made = builder.create(folder);
        made.with_context(|| format!("cannot make the folder {}", folder.display()))?;
        *bytes = backup::make(accounts, file, false).await?.bytes;
        trial::run(&self.settings, file, accounts.master_key()).await
    }

    /// Removes the oldest files that were made by this plan.
    fn remove_old(&self) -> anyhow::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.plan.folder)? {
            let path = entry?.path();
            if is_ours(&path) {
                files.push(path);
            }
        }
        files.sort_unstable();
        let spare = files.len().saturating_sub(self.plan.keep);
        for path in files.iter().take(spare) {
            fs::remove_file(path).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }

    async fn write_down(&self, attempt: &Backup) -> anyhow::Result<()> {
        let store = self.provider.accounts().store();
        let newest = backups::newest(&mut store.read().await?, ROWS).await?;
        let oldest = newest.last().map_or(attempt.id, |row| row.id);
        let act = (attempt.clone(), oldest);
        let written = store.write(act, |tx, (attempt, oldest)| {
            Box::pin(async move {
                backups::insert(tx, attempt).await?;
                backups::forget(tx, *oldest).await
            })
        });
        written.await?;
        Ok(())
    }
}

/// Names sort by time: `gantry-20261121T030000Z.backup`.
fn name(at: Timestamp) -> String {
    let digits = output::time(at).replace(['-', ':'], "");
    format!("gantry-{digits}{ENDING}")
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let inner = name.and_then(|name| name.strip_prefix("gantry-")?.strip_suffix(ENDING));
    inner.is_some_and(|time| {
        let known = |byte: u8| byte.is_ascii_digit() || byte == b'T' || byte == b'Z';
        time.len() == 16 && time.bytes().all(known)
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn files_are_named_by_their_time_and_strangers_are_left_alone() {
        let made = name(Timestamp::from_i64(1_795_230_000));

        assert_eq!(made, "gantry-20261121T030000Z.backup");
        assert!(is_ours(&PathBuf::from("/b").join(made)));
        for other in [
            "gantry-mine.backup",
            "gantry-20261121T030000Z.backup.draft-7",
        ] {
            assert!(!is_ours(&PathBuf::from(other)), "{other}");
        }
    }
}
