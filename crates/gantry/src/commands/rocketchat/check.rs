//! Is a connected workspace sound? One finding a line; a bad one makes the command fail.

use anyhow::ensure;
use gantry_accounts::client_cache::CachedClient;
use gantry_oidc::Provider;
use gantry_rocketchat::workspaces::{Finding, Level, Report, Workspaces};
use serde_json::{Value, json};
use url::Url;

use crate::cli::rocketchat::workspace::CheckArgs;
use crate::commands::rocketchat;
use crate::output;

/// Looks and prints.
pub(super) async fn run(
    provider: &Provider,
    workspaces: &Workspaces,
    args: &CheckArgs,
) -> anyhow::Result<()> {
    let client = rocketchat::find(workspaces, &args.workspace.slug).await?;
    let report = look(provider, workspaces, &client).await?;
    if args.output.json {
        output::json(&as_json(&report))?;
    } else {
        print(&report)?;
    }
    let bad = bad(&report);
    ensure!(
        bad == 0,
        "{bad} finding(s) will keep people from signing in or out"
    );
    Ok(())
}

/// What is found.
pub(super) async fn look(
    provider: &Provider,
    workspaces: &Workspaces,
    client: &CachedClient,
) -> anyhow::Result<Report> {
    let public_url = Url::parse(provider.public_url())?;
    Ok(workspaces.check(client, &public_url).await?)
}

/// How many findings are bad.
pub(super) fn bad(report: &Report) -> usize {
    let levels = report.findings.iter().map(|finding| finding.level);
    levels.filter(|level| *level == Level::Bad).count()
}

/// Prints a report for people.
pub(super) fn print(report: &Report) -> anyhow::Result<()> {
    for finding in &report.findings {
        let mark = match finding.level {
            Level::Good => "good   ",
            Level::Warn => "warning",
            Level::Bad => "BAD    ",
        };
        output::line(format!("{mark}  {}", sentence(finding)))?;
    }
    Ok(())
}

/// A finding with what belongs to it.
pub(crate) fn sentence(finding: &Finding) -> String {
    match &finding.detail {
        Some(detail) => format!("{} ({detail})", finding.text),
        None => finding.text.clone(),
    }
}

fn as_json(report: &Report) -> Value {
    let findings = report.findings.iter().map(|finding| {
        json!({
            "level": word(finding.level),
            "key": finding.key,
            "text": finding.text,
            "detail": finding.detail,
        })
    });
    json!({
        "version": report.version.map(|version| version.to_string()),
        "findings": findings.collect::<Vec<_>>(),
    })
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Good => "good",
        Level::Warn => "warning",
        Level::Bad => "bad",
    }
}
