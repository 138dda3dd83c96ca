//! Signing keys.

use anyhow::Context;
use gantry_accounts::permissions::Administrator;
use gantry_core::Timestamp;
use gantry_core::signer::import::ImportedKey;
use gantry_oidc::Provider;
use gantry_oidc::keys::LoadedKey;
use serde_json::{Value, json};

use crate::cli::keys::{ImportArgs, KeysCommand};
use crate::{output, secrets};

/// Does what was asked.
pub(crate) async fn run(provider: &Provider, command: KeysCommand) -> anyhow::Result<()> {
    match command {
        KeysCommand::List(args) => print(provider, args.json).await,
        KeysCommand::Rotate(args) => {
            provider
                .rotate_keys(&Administrator::operator(), args.now)
                .await?;
            print(provider, args.output.json).await
        }
        KeysCommand::Import(args) => {
            import(provider, &args).await?;
            print(provider, args.output.json).await
        }
    }
}

async fn import(provider: &Provider, args: &ImportArgs) -> anyhow::Result<()> {
    let shown = args.file.display().to_string();
    let pem = std::fs::read(&args.file).with_context(|| shown.clone())?;
    let pem = String::from_utf8_lossy(&pem);
    let passphrase = secrets::passphrase(args.passphrase_file.as_deref(), args.passphrase_stdin)?;
    let key = ImportedKey::read(&pem, passphrase.as_ref(), args.algorithm).context(shown)?;
    provider
        .import_key(&Administrator::operator(), &key, args.now)
        .await?;
    Ok(())
}

async fn print(provider: &Provider, as_json: bool) -> anyhow::Result<()> {
    provider.ensure_keys().await?;
    let now = provider.accounts().env().now();
    let keys = provider.keys().await?;
    if as_json {
        let values: Vec<Value> = keys.iter().map(|loaded| value(loaded, now)).collect();
        return output::json(&values);
    }
    let rows: Vec<[String; 5]> = keys.iter().map(|loaded| row(loaded, now)).collect();
    output::line(output::table(
        ["key id", "algorithm", "state", "signs from", "leaves"],
        &rows,
    ))?;
    output::line(match provider.next_rotation().await? {
        Some(next) => format!(
            "\nThe next keys are made {} and sign from {}.",
            output::time(next.published),
            output::time(next.signs)
        ),
        None => "\nKeys are replaced by `gantry keys rotate` only.".to_owned(),
    })?;
    Ok(())
}

/// What a key is good for at this moment.
fn state(loaded: &LoadedKey, now: Timestamp) -> &'static str {
    match loaded.key.retired_at {
        Some(retired) if retired <= now => "retired",
        _ if loaded.key.active_from > now => "published, not yet signing",
        Some(_) => "being replaced",
        None => "signing",
    }
}

fn row(loaded: &LoadedKey, now: Timestamp) -> [String; 5] {
    let key = &loaded.key;
    [
        key.kid.clone(),
        key.algorithm.to_string(),
        state(loaded, now).to_owned(),
        output::time(key.active_from),
        key.retired_at.map(output::time).unwrap_or_default(),
    ]
}

fn value(loaded: &LoadedKey, now: Timestamp) -> Value {
    json!({
        "kid": loaded.key.kid,
        "algorithm": loaded.key.algorithm,
        "state": state(loaded, now),
        "active_from": output::time(loaded.key.active_from),
        "retired_at": loaded.key.retired_at.map(output::time),
        "created_at": output::time(loaded.key.created_at),
    })
}
