//! Filling a database from a back-up.

use std::path::Path;

use anyhow::{Context, bail};
use gantry_core::Env;
use gantry_core::seal::MasterKey;
use gantry_store::Store;
use gantry_store::copy::{BackupFile, CopyError, Manifest};
use serde_json::json;

use crate::cli::backup::RestoreArgs;
use crate::settings::{MasterKeySource, Settings};
use crate::trial::{self, Scratch};
use crate::{master_key, output, startup};

/// Does what was asked.
///
/// # Errors
/// The file, the master key or the database do not go together.
pub(crate) async fn run(settings: &Settings, args: RestoreArgs) -> anyhow::Result<()> {
    check_replacement(settings, &args)?;
    let scratch = Scratch::make(&settings.data_dir)?;
    let backup = scratch.open(&args.file).await?;
    let restored = restore(settings, &args, &backup).await;
    let manifest = backup.manifest().clone();
    backup.close().await;
    restored?;
    print(&args, &manifest)
}

/// To replace everything one has to say what everything is.
fn check_replacement(settings: &Settings, args: &RestoreArgs) -> anyhow::Result<()> {
    match &args.replace {
        Some(typed) if typed != settings.public_url.as_str() => bail!(
            "--replace {typed} is not the public URL of this place, {}",
            settings.public_url
        ),
        _ => Ok(()),
    }
}

async fn restore(
    settings: &Settings,
    args: &RestoreArgs,
    backup: &BackupFile,
) -> anyhow::Result<()> {
    let env = Env::system();
    let manifest = backup.manifest();
    let written = fitting_key(settings, manifest, &env)?;
    let filled = fill(settings, args, (backup, &env)).await;
    if filled.is_err()
        && let Some(path) = written
    {
        std::fs::remove_file(path)?;
    }
    filled
}

async fn fill(
    settings: &Settings,
    args: &RestoreArgs,
    (backup, env): (&BackupFile, &Env),
) -> anyhow::Result<()> {
    startup::make_folders(settings)?;
    let store = Store::open(settings.database.expose())
        .await
        .with_context(|| format!("cannot open the database ({})", settings.database))?;
    let made_at = output::time(backup.manifest().stamp.made_at);
    let detail = format!("a back-up of {made_at}, by the operator");
    let restoring = trial::restoring(env, args.replace.is_some(), detail);
    let filled = backup.restore_into(&store, restoring).await;
    store.close().await;
    match filled {
        Err(CopyError::NotEmpty) => bail!(
            "the database ({}) holds people, groups or applications. To remove all of them, stop the \
             server and add --replace {}",
            settings.database,
            settings.public_url
        ),
        other => Ok(other?),
    }
}

/// Sees to it that the master key is the back-up's; the file that was written for that.
fn fitting_key<'a>(
    settings: &'a Settings,
    manifest: &Manifest,
    env: &Env,
) -> anyhow::Result<Option<&'a Path>> {
    let stamp = &manifest.stamp;
    let found = &stamp.key_id;
    let missing = match &settings.master_key {
        MasterKeySource::Generated(path) if !path.exists() => path,
        source => {
            let key = master_key::load(source, env)?;
            trial::check_key(found, &key)?;
            return Ok(None);
        }
    };
    let Some(text) = &stamp.master_key else {
        bail!(
            "the back-up belongs to the master key {found}, which is not in it: put it into {}, or \
             set master_key or master_key_file",
            missing.display()
        );
    };
    let key: MasterKey = text
        .expose()
        .parse()
        .context("the master key in the file")?;
    trial::check_key(found, &key)?;
    master_key::keep(missing, &key)?;
    Ok(Some(missing))
}

fn print(args: &RestoreArgs, manifest: &Manifest) -> anyhow::Result<()> {
    let made_at = output::time(manifest.stamp.made_at);
    if args.json {
        return output::json(&json!({
            "made_at": made_at,
            "gantry": manifest.stamp.gantry,
            "schema": manifest.schema,
            "rows": manifest.rows,
        }));
    }
    let rows = |table| manifest.rows.get(table).unwrap_or(&0);
    Ok(output::line(format!(
        "Restored the state of {made_at}: {} people, {} groups, {} applications.\n\
         Everybody signs in anew. Recovery codes, invitations, tokens of the API and of \
         registration have to be made again.\n\
         What was changed after that moment is as it was before: look at who was disabled and which \
         secrets were replaced since.",
        rows("users"),
        rows("groups"),
        rows("clients"),
    ))?)
}
