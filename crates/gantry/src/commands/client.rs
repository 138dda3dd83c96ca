//! Applications.

use anyhow::{Context, bail};
use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::client::{Client, ClientSettings, GrantType};
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::slug::Slug;
use gantry_core::{Seconds, Secret};
use gantry_oidc::Provider;
use gantry_rocketchat::template::rocketchat_client;
use serde_json::{Value, json};

use crate::cli::JsonArgs;
use crate::cli::client::{ClientAddArgs, ClientArgs, ClientCommand, ClientShowArgs, TemplateArg};
use crate::commands::rocketchat;
use crate::{output, secrets};

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();
/// How long former secrets go on working after a rotation.
const OVERLAP: Seconds = Seconds::days(1);

/// Does what was asked.
pub(crate) async fn run(provider: &Provider, command: ClientCommand) -> anyhow::Result<()> {
    match command {
        ClientCommand::Add(args) => add(provider, *args).await,
        ClientCommand::List(args) => list(provider, args).await,
        ClientCommand::Show(args) => show(provider, &args).await,
        ClientCommand::RotateSecret(args) => rotate_secret(provider, &args).await,
        ClientCommand::Disable(args) => set_disabled(provider, &args, true).await,
        ClientCommand::Enable(args) => set_disabled(provider, &args, false).await,
        ClientCommand::Remove(args) => remove(provider, &args).await,
    }
}

async fn add(provider: &Provider, args: ClientAddArgs) -> anyhow::Result<()> {
    let secret = args
        .client_secret_file
        .as_deref()
        .map(secrets::client_secret)
        .transpose()?;
    let described = describe(&args)?;
    let new = NewClient {
        client_id: args.client_id,
        secret,
        ..described
    };
    let added = provider.accounts().add_client(&OPERATOR, new).await?;
    let secret = added.secret.as_ref();
    if args.output.json {
        return output::json(&with_secret(as_json(provider, &added.client), secret));
    }
    output::line(format!(
        "Added {} as {}.\n",
        added.client.name, added.client.slug
    ))?;
    if args.template == TemplateArg::Rocketchat {
        return rocketchat::print_form(provider, &added.client, secret);
    }
    output::line(facts(provider, &added.client))?;
    print_secret(secret)
}

/// What the flags say, without id and secret.
fn describe(args: &ClientAddArgs) -> anyhow::Result<NewClient> {
    if args.template == TemplateArg::Rocketchat {
        if args.public {
            bail!("Rocket.Chat keeps a secret: leave --public out");
        }
        let url = args.url.as_ref().context("--url is needed")?;
        let mut new = rocketchat_client(&args.name, url, &args.service)?;
        new.settings
            .redirect_uris
            .extend(args.redirect_uris.iter().cloned());
        return Ok(new);
    }
    let mut settings = ClientSettings {
        public: args.public,
        redirect_uris: args.redirect_uris.clone(),
        launch_url: args.url.as_ref().map(ToString::to_string),
        ..ClientSettings::default()
    };
    if !args.grants.is_empty() {
        settings.grants = args
            .grants
            .iter()
            .map(|grant| GrantType::from(*grant))
            .collect();
    }
    Ok(NewClient {
        name: args.name.clone(),
        slug: None,
        client_id: None,
        secret: None,
        settings,
    })
}

async fn list(provider: &Provider, args: JsonArgs) -> anyhow::Result<()> {
    let clients = all(provider).await?;
    if args.json {
        let values = clients.iter().map(|client| as_json(provider, client));
        return output::json(&values.collect::<Vec<Value>>());
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
        return output::json(&as_json(provider, &client));
    }
    output::line(facts(provider, &client))?;
    Ok(())
}

async fn rotate_secret(provider: &Provider, args: &ClientShowArgs) -> anyhow::Result<()> {
    let client = find(provider, &args.slug).await?;
    let accounts = provider.accounts();
    let secret = accounts
        .add_client_secret(&OPERATOR, client.id, Some(OVERLAP))
        .await?;
    if args.output.json {
        return output::json(&with_secret(as_json(provider, &client), Some(&secret)));
    }
    output::line(format!(
        "{} has a new secret; the others end in a day.",
        client.slug
    ))?;
    print_secret(Some(&secret))
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

fn facts(provider: &Provider, client: &Client) -> String {
    let texts = |uris: &[RedirectUri]| {
        uris.iter()
            .map(RedirectUri::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let grants: Vec<&str> = client
        .settings
        .grants
        .iter()
        .map(|grant| grant.as_str())
        .collect();
    output::facts(&[
        ("name", client.name.clone()),
        ("slug", client.slug.to_string()),
        ("client id", client.client_id.to_string()),
        ("redirect URIs", texts(&client.settings.redirect_uris)),
        (
            "after sign-out",
            texts(&client.settings.post_logout_redirect_uris),
        ),
        ("grants", grants.join(" ")),
        ("issuer", provider.issuer(client)),
        ("disabled", output::yes(client.disabled)),
    ])
}

fn as_json(provider: &Provider, client: &Client) -> Value {
    json!({
        "client_id": client.client_id,
        "slug": client.slug,
        "name": client.name,
        "template": client.settings.template,
        "public": client.settings.public,
        "redirect_uris": client.settings.redirect_uris,
        "post_logout_redirect_uris": client.settings.post_logout_redirect_uris,
        "grants": client.settings.grants,
        "issuer": provider.issuer(client),
        "disabled": client.disabled,
        "created_at": output::time(client.created_at),
    })
}

fn with_secret(mut value: Value, secret: Option<&Secret>) -> Value {
    if let (Some(members), Some(secret)) = (value.as_object_mut(), secret) {
        members.insert("client_secret".to_owned(), json!(secret.expose()));
    }
    value
}

fn print_secret(secret: Option<&Secret>) -> anyhow::Result<()> {
    if let Some(secret) = secret {
        output::line(format!(
            "Client secret, shown this once: {}",
            secret.expose()
        ))?;
    }
    Ok(())
}
