//! Applications.

mod access;
mod change;
mod logout_queue;
mod policy;
mod protocol;
mod shown;

use anyhow::{Context, bail};
use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::{Client, ClientSettings, GrantType};
use gantry_core::slug::Slug;
use gantry_oidc::Provider;
use gantry_rocketchat::template::rocketchat_client;

use crate::cli::JsonArgs;
use crate::cli::client::{
    ClientAddArgs, ClientArgs, ClientCommand, ClientShowArgs, RotateSecretArgs, TemplateArg,
};
use crate::commands::rocketchat;
use crate::{output, secrets};

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();
/// How long former secrets go on working after a rotation.
const OVERLAP: Seconds = Seconds::days(1);
/// After a leak they end at once.
const NO_OVERLAP: Seconds = Seconds::new(0);

/// Does what was asked.
pub(crate) async fn run(provider: &Provider, command: ClientCommand) -> anyhow::Result<()> {
    match command {
        ClientCommand::Add(args) => add(provider, *args).await,
        ClientCommand::List(args) => list(provider, args).await,
        ClientCommand::Show(args) => show(provider, &args).await,
        ClientCommand::Change(args) => Box::pin(change::run(provider, &args)).await,
        ClientCommand::RotateSecret(args) => rotate_secret(provider, &args).await,
        ClientCommand::Disable(args) => set_disabled(provider, &args, true).await,
        ClientCommand::Enable(args) => set_disabled(provider, &args, false).await,
        ClientCommand::LogoutQueue(args) => logout_queue::run(provider, &args).await,
        ClientCommand::Remove(args) => remove(provider, &args).await,
    }
}

async fn add(provider: &Provider, args: ClientAddArgs) -> anyhow::Result<()> {
    let secret = args
        .client_secret_file
        .as_deref()
        .map(secrets::client_secret)
        .transpose()?;
    let mut described = describe(&args)?;
    let settings = &mut described.settings;
    policy::apply(&args.policy, provider.accounts(), settings).await?;
    protocol::apply(&args.protocol, settings)?;
    protocol::check_sector(provider, None, settings).await?;
    let new = NewClient {
        client_id: args.client_id,
        secret,
        ..described
    };
    let added = provider.accounts().add_client(&OPERATOR, new).await?;
    provider.ensure_keys().await?;
    let secret = added.secret.as_ref();
    if args.output.json {
        let value = shown::as_json(provider, &added.client).await?;
        return output::json(&shown::with_secret(value, secret));
    }
    output::line(format!(
        "Added {} as {}.\n",
        added.client.name, added.client.slug
    ))?;
    if args.template == TemplateArg::Rocketchat {
        return rocketchat::print_form(provider, &added.client, secret);
    }
    output::line(shown::facts(provider, &added.client).await?)?;
    shown::print_secret(secret)
}

/// What the flags say, without id and secret.
fn describe(args: &ClientAddArgs) -> anyhow::Result<NewClient> {
    if args.template == TemplateArg::Rocketchat {
        if args.public {
            bail!("Rocket.Chat keeps a secret: leave --public out");
        }
        let url = args.url.as_ref().context("--url is needed")?;
        let mut new = rocketchat_client(&args.name, url, &args.service)?;
        policy::add_uris(&args.redirect_uris, &mut new.settings.redirect_uris);
        set_grants(args, &mut new.settings);
        return Ok(new);
    }
    let mut settings = ClientSettings {
        launch_url: args.url.as_ref().map(ToString::to_string),
        ..ClientSettings::default()
    };
    if let Some(metadata) = protocol::metadata(&args.protocol)? {
        protocol::apply_metadata(&metadata, &mut settings)?;
    }
    settings.public |= args.public;
    policy::add_uris(&args.redirect_uris, &mut settings.redirect_uris);
    set_grants(args, &mut settings);
    if settings.redirect_uris.is_empty() && settings.grants.contains(&GrantType::AuthorizationCode)
    {
        bail!("--redirect-uri is needed");
    }
    Ok(NewClient {
        name: args.name.clone(),
        slug: None,
        client_id: None,
        secret: None,
        settings,
    })
}

fn set_grants(args: &ClientAddArgs, settings: &mut ClientSettings) {
    if !args.grants.is_empty() {
        let grants = args.grants.iter().map(|grant| GrantType::from(*grant));
        settings.grants = grants.collect();
    }
}

async fn list(provider: &Provider, args: JsonArgs) -> anyhow::Result<()> {
    let clients = all(provider).await?;
    if args.json {
        let mut values = Vec::new();
        for client in &clients {
            values.push(shown::as_json(provider, client).await?);
        }
        return output::json(&values);
    }
    let rows: Vec<[String; 4]> = clients.iter().map(row).collect();
    output::line(output::table(
        ["slug", "name", "client id", "disabled"],
        &rows,
    ))?;
    Ok(())
}

fn row(client: &Client) -> [String; 4] {
    [
        client.slug.to_string(),
        client.name.clone(),
        client.client_id.to_string(),
        output::yes(client.disabled),
    ]
}

/// Every client, by slug.
pub(crate) async fn all(provider: &Provider) -> anyhow::Result<Vec<Client>> {
    let mut clients: Vec<Client> = Vec::new();
    loop {
        let last = clients.last().map(|client| client.slug.clone());
        let page = provider
            .accounts()
            .list_clients(last.as_ref(), PAGE)
            .await?;
        if page.is_empty() {
            return Ok(clients);
        }
        clients.extend(page);
    }
}

async fn show(provider: &Provider, args: &ClientShowArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    if args.output.json {
        return output::json(&shown::as_json(provider, &client).await?);
    }
    output::line(shown::facts(provider, &client).await?)?;
    Ok(())
}

async fn rotate_secret(provider: &Provider, args: &RotateSecretArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    let (overlap, end) = if args.now {
        (NO_OVERLAP, "have ended")
    } else {
        (OVERLAP, "end in a day")
    };
    let accounts = provider.accounts();
    let secret = accounts
        .add_client_secret(&OPERATOR, client.id, Some(overlap))
        .await?;
    if args.output.json {
        let value = shown::as_json(provider, &client).await?;
        return output::json(&shown::with_secret(value, Some(&secret)));
    }
    let text = format!("{} has a new secret; the others {end}.", client.slug);
    output::line(text)?;
    shown::print_secret(Some(&secret))
}

async fn set_disabled(
    provider: &Provider,
    args: &ClientArgs,
    disabled: bool,
) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    provider
        .accounts()
        .set_client_disabled(&OPERATOR, client.id, disabled)
        .await?;
    let what = if disabled {
        "lets nobody in any more"
    } else {
        "lets people in again"
    };
    output::line(format!("{} {what}.", client.slug))?;
    Ok(())
}

async fn remove(provider: &Provider, args: &ClientArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    provider
        .accounts()
        .remove_client(&OPERATOR, client.id)
        .await?;
    output::line(format!("Removed {}.", client.slug))?;
    Ok(())
}

/// The client of this slug.
pub(crate) async fn find(provider: &Provider, slug: &Slug) -> anyhow::Result<Client> {
    let found = provider.accounts().client_by_slug(slug).await?;
    found.with_context(|| format!("there is no application {slug}; see gantry client list"))
}
