//! What to enter on Rocket.Chat's side.

use anyhow::Context;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_oidc::Provider;
use gantry_rocketchat::settings::{
    RocketChatVersion, Setting, Sheet, curl_text, environment, environment_text, form, rest_calls,
};
use gantry_rocketchat::template::sheet_of;
use serde_json::{Map, Value, json};
use url::Url;

use crate::cli::rocketchat::{RocketchatCommand, SettingsArgs, SheetFormat};
use crate::commands::client;
use crate::output;

/// Does what was asked.
pub(crate) async fn run(provider: &Provider, command: RocketchatCommand) -> anyhow::Result<()> {
    let RocketchatCommand::Settings(args) = command;
    let client = client::find(provider, &args.slug).await?;
    let version = args.rocketchat_version;
    // Refuse before a secret is made for nothing.
    sheet(provider, &client, None, version)?;
    let secret = if args.new_secret {
        let accounts = provider.accounts();
        Some(
            accounts
                .add_client_secret(&Administrator::operator(), client.id, None)
                .await?,
        )
    } else {
        None
    };
    print(&sheet(provider, &client, secret.as_ref(), version)?, &args)
}

/// The form for a client that was just made.
///
/// # Errors
/// It is no Rocket.Chat.
pub(crate) fn print_form(
    provider: &Provider,
    client: &Client,
    secret: Option<&Secret>,
) -> anyhow::Result<()> {
    let sheet = sheet(provider, client, secret, RocketChatVersion::default())?;
    output::line(form(&sheet))?;
    Ok(())
}

/// Everything to enter in a Rocket.Chat of this version.
///
/// # Errors
/// The client is no Rocket.Chat.
pub(crate) fn sheet(
    provider: &Provider,
    client: &Client,
    secret: Option<&Secret>,
    version: RocketChatVersion,
) -> anyhow::Result<Sheet> {
    let public_url = Url::parse(provider.public_url())?;
    sheet_of(client, &public_url, secret.map(Secret::expose), version)
        .with_context(|| format!("{} is no Rocket.Chat", client.slug))
}

fn print(sheet: &Sheet, args: &SettingsArgs) -> anyhow::Result<()> {
    if args.json {
        return output::json(&as_json(sheet, args.format)?);
    }
    output::line(match args.format {
        SheetFormat::Form => form(sheet),
        SheetFormat::Env => environment_text(sheet)?,
        SheetFormat::Rest => curl_text(sheet),
    })?;
    Ok(())
}

fn as_json(sheet: &Sheet, format: SheetFormat) -> anyhow::Result<Value> {
    Ok(match format {
        SheetFormat::Form => sheet.rows.iter().map(row).collect(),
        SheetFormat::Env => {
            let variables = environment(sheet)?.into_iter();
            Value::Object(
                variables
                    .map(|(name, value)| (name, json!(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        SheetFormat::Rest => rest_calls(sheet)
            .into_iter()
            .map(|call| json!({ "method": call.method, "path": call.path, "body": call.body }))
            .collect(),
    })
}

fn row(row: &Setting) -> Value {
    json!({
        "id": row.id,
        "label": row.label,
        "shown": row.value.shown(),
        "value": row.value.stored(),
        "note": row.note,
    })
}
