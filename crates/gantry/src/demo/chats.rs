//! The two stand-ins: one with a button, one in iframe mode, each with what is entered on its side.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::clients::AddedClient;
use gantry_core::access::{Binding, Condition};
use gantry_core::{Env, Secret};
use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use gantry_oidc::Provider;
use gantry_rocketchat::settings::{Door, RocketChatVersion, environment};
use gantry_rocketchat::template::rocketchat_client;
use gantry_rocketchat::workspaces::{NewConnection, Workspaces};
use url::Url;

use crate::commands::{group, rocketchat};
use crate::demo::{CHAT_PASSWORD, OPERATOR};

/// The first version that wants a licence for the button.
pub(super) const FREE_VERSION: &str = "9.0.0";
/// The account of Gantry in the free chat.
const SERVICE_ACCOUNT: &str = "gantry";
const CREATE_TOKENS: &str = "CREATE_TOKENS_FOR_USERS_SECRET";

/// Starts the one with a button.
pub(super) async fn with_button(provider: &Provider, port: u16) -> anyhow::Result<Emulator> {
    let chat = start(port, EmulatorConfig::default()).await?;
    let added = register(provider.accounts(), "Team chat", chat.url()).await?;
    let version = RocketChatVersion::default();
    let sheet = rocketchat::sheet(provider, &added.client, added.secret.as_ref(), version)?;
    chat.apply_env(environment(&sheet)?);
    chat.apply_env(administrator());
    Ok(chat)
}

/// Starts the one in iframe mode, and connects it.
pub(super) async fn in_iframe_mode(
    provider: &Provider,
    workspaces: &Workspaces,
    port: u16,
) -> anyhow::Result<Emulator> {
    let config = EmulatorConfig {
        version: FREE_VERSION.parse()?,
        licensed: false,
        ..EmulatorConfig::default()
    };
    let chat = start(port, config).await?;
    let accounts = provider.accounts();
    let client = register(accounts, "Free chat", chat.url()).await?.client;
    let secret = made_up(accounts.env());
    let chosen = (RocketChatVersion::parse(FREE_VERSION)?, Door::Iframe);
    let sheet = rocketchat::door_sheet(provider, &client, None, chosen)?;
    let mut variables = environment(&sheet)?;
    variables.retain(|(name, _)| name != CREATE_TOKENS);
    variables.push((CREATE_TOKENS.to_owned(), secret.clone()));
    chat.apply_env(variables);
    chat.apply_env(administrator());
    chat.add_user(NewUser::administrator(
        SERVICE_ACCOUNT,
        &made_up(accounts.env()),
    ));
    let token = chat.add_personal_access_token(SERVICE_ACCOUNT, "Gantry", true);
    let service = chat.user(SERVICE_ACCOUNT).context("no service account")?;
    let cached = accounts.client_cache().by_id(client.id).await?;
    let cached = cached.context("no free chat")?;
    let new = NewConnection {
        service_user_id: service.id,
        token: Some(Secret::new(token)),
        secret: Some(Secret::new(secret)),
    };
    workspaces.connect(&OPERATOR, &cached, new).await?;
    Ok(chat)
}

async fn start(port: u16, config: EmulatorConfig) -> anyhow::Result<Emulator> {
    // The name is to be Gantry's own: browsers then take both for one site.
    let port = if port == 0 { free_port()? } else { port };
    let config = EmulatorConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        site_url: Some(format!("http://localhost:{port}")),
        ..config
    };
    Emulator::start(config)
        .await
        .context("the stand-in Rocket.Chat")
}

fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

async fn register(accounts: &Accounts, name: &str, site: &str) -> anyhow::Result<AddedClient> {
    let mut new = rocketchat_client(name, &Url::parse(site)?, &"gantry".parse()?)?;
    for group in ["staff", "guests"] {
        let group = group::find_or_add(accounts, &group.parse()?).await?;
        let binding = Binding::of(Condition::Group(group.id));
        new.settings.access.bindings.push(binding);
    }
    Ok(accounts.add_client(&OPERATOR, new).await?)
}

fn administrator() -> [(&'static str, &'static str); 3] {
    [
        ("ADMIN_USERNAME", "rcadmin"),
        ("ADMIN_PASS", CHAT_PASSWORD),
        ("ADMIN_EMAIL", "rcadmin@example.org"),
    ]
}

fn made_up(env: &Env) -> String {
    env.random::<32>()
        .map(|byte| format!("{byte:02x}"))
        .concat()
}
