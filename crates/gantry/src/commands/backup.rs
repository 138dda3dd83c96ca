//! Making a back-up by hand.

use std::path::Path;

use anyhow::{Context, bail};
use gantry_oidc::Provider;
use serde_json::json;

use crate::cli::backup::BackupArgs;
use crate::nightly::Nightly;
use crate::settings::Settings;
use crate::{backup, output, trial};

/// Does what was asked.
pub(crate) async fn run(
    settings: &Settings,
    provider: &Provider,
    args: BackupArgs,
) -> anyhow::Result<()> {
    match &args.file {
        Some(file) => into_file(settings, provider, (file, &args)).await,
        None => into_folder(settings, provider, &args).await,
    }
}

async fn into_file(
    settings: &Settings,
    provider: &Provider,
    (file, args): (&Path, &BackupArgs),
) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    let made = backup::make(accounts, file, args.with_key).await?;
    if args.check {
        let tried = trial::run(settings, file, accounts.master_key()).await;
        tried.context("the back-up was made, but is not good")?;
    }
    if args.json {
        let stamp = &made.manifest.stamp;
        return output::json(&json!({
            "file": file,
            "bytes": made.bytes,
            "schema": made.manifest.schema,
            "master_key": stamp.key_id,
            "with_key": args.with_key,
            "checked": args.check,
            "made_at": output::time(stamp.made_at),
            "rows": made.manifest.rows,
        }));
    }
    let people = made.manifest.rows.get("users").unwrap_or(&0);
    let mut text = format!(
        "{} holds {people} people, {} bytes. It belongs to the master key {}",
        file.display(),
        made.bytes,
        made.manifest.stamp.key_id,
    );
    text.push_str(if args.with_key {
        ", which is in it: keep it as you keep that key.\n"
    } else {
        ", which is not in it: keep that elsewhere.\n"
    });
    if args.check {
        text.push_str("It was restored into a scratch database, and somebody signed in there.\n");
    }
    Ok(output::line(text)?)
}

/// What the nightly job does, at once.
async fn into_folder(
    settings: &Settings,
    provider: &Provider,
    args: &BackupArgs,
) -> anyhow::Result<()> {
    let Some(plan) = &settings.backups else {
        bail!("name a file, or set backup_dir");
    };
    if args.with_key {
        bail!("nightly back-ups never hold the master key; name a file");
    }
    let made = Nightly::new(plan, settings, provider).now().await?;
    if let Some(problem) = made.problem {
        bail!(problem);
    }
    if args.json {
        return output::json(&json!({
            "file": made.path,
            "bytes": made.bytes,
            "checked": true,
            "made_at": output::time(made.created_at),
        }));
    }
    Ok(output::line(format!(
        "{} is good: it was restored into a scratch database, and somebody signed in there.",
        made.path
    ))?)
}
