//! How old the newest back-up is, of those that are made by themselves.

use gantry_core::{Seconds, Timestamp};
use gantry_oidc::Provider;
use gantry_store::backups::{self, Backup};

use crate::commands::check::{Findings, Verdict};
use crate::output;
use crate::settings::Settings;

const SUBJECT: &str = "back-up";
/// A night may be missed, not two.
const OLD: Seconds = Seconds::hours(50);

/// Looks at what was written down about them.
///
/// # Errors
/// A breakdown of the database.
pub(super) async fn check(
    settings: &Settings,
    provider: &Provider,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut conn = provider.accounts().store().read().await?;
    let good = backups::newest_good(&mut conn).await?;
    let newest = backups::newest(&mut conn, 1).await?;
    drop(conn);
    let now = provider.accounts().env().now();
    let (verdict, text) = match (&good, settings.backups.is_some()) {
        (None, false) => (
            Verdict::Warning,
            "none is made by itself; set backup_dir".to_owned(),
        ),
        (None, true) => (Verdict::Warning, "none was made yet".to_owned()),
        (Some(good), _) => (age(good, now), described(good)),
    };
    findings.note(SUBJECT, verdict, text);
    if let Some(problem) = newest.first().and_then(|newest| newest.problem.as_ref()) {
        let text = format!("the last one failed: {problem}");
        findings.note(SUBJECT, Verdict::Warning, text);
    }
    Ok(())
}

fn age(good: &Backup, now: Timestamp) -> Verdict {
    if now.as_i64() - good.created_at.as_i64() > OLD.as_i64() {
        Verdict::Warning
    } else {
        Verdict::Good
    }
}

fn described(good: &Backup) -> String {
    format!(
        "the newest good one is of {}: {}",
        output::time(good.created_at),
        good.path
    )
}
