//! Rocket.Chat: what to enter on its side, and the workspaces that are connected.

pub(crate) mod check;
mod connect;
mod people;
mod queue;
mod secret_file;
mod sync;
mod words;

use std::sync::Arc;

use anyhow::{Context, ensure};
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::client::{Client, Template};
use gantry_core::slug::Slug;
use gantry_oidc::Provider;
use gantry_rocketchat::settings::{
    Door, RocketChatVersion, ServerVariable, Setting, Sheet, curl_text, environment,
    environment_text, form, rest_calls,
};
use gantry_rocketchat::template::door_sheet_of;
use gantry_rocketchat::workspaces::Workspaces;
use serde_json::{Map, Value, json};
use url::Url;

use crate::cli::rocketchat::{RocketchatCommand, SettingsArgs, SheetFormat};
use crate::commands::client;
use crate::settings::Settings;
use crate::{output, startup};

/// Does what was asked.
pub(crate) async fn run(
    given: &Settings,
    provider: &Provider,
    command: RocketchatCommand,
) -> anyhow::Result<()> {
    let workspaces = || {
        let outbound = startup::outbound(given)?;
        anyhow::Ok(Workspaces::new(provider.accounts().clone(), outbound))
    };
    match command {
        RocketchatCommand::Settings(args) => settings(provider, &args).await,
        RocketchatCommand::Connect(args) => connect::run(provider, &workspaces()?, &args).await,
        RocketchatCommand::Check(args) => check::run(provider, &workspaces()?, &args).await,
        RocketchatCommand::People(args) => people::run(&workspaces()?, &args).await,
        RocketchatCommand::Link(args) => people::link(&workspaces()?, &args).await,
        RocketchatCommand::Unlink(args) => people::unlink(&workspaces()?, &args).await,
        RocketchatCommand::Sync(args) => sync::run(&workspaces()?, &args).await,
        RocketchatCommand::Queue(args) => queue::run(&workspaces()?, &args).await,
        RocketchatCommand::Disconnect(args) => connect::disconnect(&workspaces()?, &args).await,
    }
}

/// The workspace of this slug, connected or not.
async fn find(workspaces: &Workspaces, slug: &Slug) -> anyhow::Result<Arc<CachedClient>> {
    let found = workspaces.accounts().client_cache().by_slug(slug).await?;
    let client =
        found.with_context(|| format!("there is no application {slug}; see gantry client list"))?;
    ensure!(
        client.client.settings.template == Template::RocketChat,
        "{slug} is no Rocket.Chat"
    );
    Ok(client)
}

async fn settings(provider: &Provider, args: &SettingsArgs) -> anyhow::Result<()> {
    let client = client::find(provider, &args.slug).await?;
    let chosen = (args.rocketchat_version, args.door());
    ensure!(
        !args.new_secret || chosen.1 == Door::CustomOAuth,
        "--new-secret makes a client secret, and iframe mode has no use for one; \
         leave it out, or ask for --door oauth"
    );
    // Refuse before a secret is made for nothing.
    door_sheet(provider, &client, None, chosen)?;
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
    print(
        &door_sheet(provider, &client, secret.as_ref(), chosen)?,
        args,
    )
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

/// Everything to enter in a Rocket.Chat of this version for custom OAuth.
///
/// # Errors
/// The client is no Rocket.Chat.
pub(crate) fn sheet(
    provider: &Provider,
    client: &Client,
    secret: Option<&Secret>,
    version: RocketChatVersion,
) -> anyhow::Result<Sheet> {
    door_sheet(provider, client, secret, (version, Door::CustomOAuth))
}

/// Everything to enter in a Rocket.Chat of this version for one of the two doors.
///
/// # Errors
/// The client is no Rocket.Chat.
pub(crate) fn door_sheet(
    provider: &Provider,
    client: &Client,
    secret: Option<&Secret>,
    chosen: (RocketChatVersion, Door),
) -> anyhow::Result<Sheet> {
    let public_url = Url::parse(provider.public_url())?;
    door_sheet_of(client, &public_url, secret.map(Secret::expose), chosen)
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
        SheetFormat::Form => {
            let server = sheet.server.iter().map(server);
            server.chain(sheet.rows.iter().map(row)).collect()
        }
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

fn server(variable: &ServerVariable) -> Value {
    json!({
        "id": variable.name,
        "label": "On the server",
        "shown": variable.value,
        "value": variable.value,
        "note": "A variable of the server's environment, not a setting.",
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
