//! `gantry demo`: a throw-away Gantry with made-up people, and a stand-in Rocket.Chat beside it.

use std::fs::DirBuilder;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::clients::AddedClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::NewUser;
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_emulator::{Emulator, EmulatorConfig};
use gantry_oidc::Provider;
use gantry_rocketchat::settings::{RocketChatVersion, environment};
use gantry_rocketchat::template::rocketchat_client;
use url::Url;

use crate::cli::demo::DemoArgs;
use crate::commands::{group, rocketchat};
use crate::listen::{Listener, stop_at_signal};
use crate::settings::bootstrap::Bootstrap;
use crate::settings::database_url::DatabaseUrl;
use crate::settings::public_url::PublicUrl;
use crate::settings::{MasterKeySource, Settings};
use crate::{output, serve, startup};

const OPERATOR: Administrator = Administrator::operator();
const PASSWORD: &str = "fly-me-to-the-moon";
const CHAT_PASSWORD: &str = "mission-control";

/// User name, full name, administrator, groups. Who is in no group may not enter the chat.
const PEOPLE: [(&str, &str, bool, &[&str]); 5] = [
    ("alice", "Alice Almeida", true, &["staff", "engineering"]),
    ("bob", "Bob Brandt", false, &["staff", "support"]),
    ("carol", "Carol Čermák", false, &["staff"]),
    ("dave", "Dave Dubois", false, &["guests"]),
    ("eve", "Eve Eriksen", false, &[]),
];

/// Runs both servers until a signal comes, then removes the folder.
///
/// # Errors
/// A port is taken, or something cannot be made.
pub(crate) async fn run(given: &Settings, args: DemoArgs) -> anyhow::Result<()> {
    let folder = ThrowAway::make()?;
    let stop = stop_at_signal()?;
    let listener = Listener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))?;
    let settings = demo_settings(given, &folder.0, listener.address().port())?;
    let provider = startup::open(&settings).await?;
    startup::prepare(&provider, &settings.bootstrap).await?;
    let emulator = start_emulator(args.rocketchat_port).await?;
    fill(&provider, &emulator).await?;
    output::line(what_to_click(provider.public_url(), emulator.url()))?;
    let served = serve::until(stop, &settings, &provider, listener).await;
    emulator.shutdown().await;
    startup::close(&provider).await;
    served
}

/// A folder that is removed in the end.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn make() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("gantry-demo-{}", std::process::id()));
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
            .create(&path)
            .with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "demo.folder_stays");
        }
    }
}

fn demo_settings(given: &Settings, folder: &Path, port: u16) -> anyhow::Result<Settings> {
    Ok(Settings {
        public_url: PublicUrl::parse(&format!("http://localhost:{port}"), false)?,
        data_dir: folder.to_owned(),
        database: DatabaseUrl::in_data_dir(folder),
        tls: None,
        master_key: MasterKeySource::Generated(folder.join("master.key")),
        // The stand-in is on this machine.
        allow_private_outbound: true,
        bootstrap: Bootstrap::default(),
        ..given.clone()
    })
}

async fn start_emulator(port: u16) -> anyhow::Result<Emulator> {
    let config = EmulatorConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        site_url: (port != 0).then(|| format!("http://localhost:{port}")),
        ..EmulatorConfig::default()
    };
    Emulator::start(config)
        .await
        .context("the stand-in Rocket.Chat")
}

/// Makes people, groups and the chat, and enters the values on the stand-in's side.
async fn fill(provider: &Provider, emulator: &Emulator) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    for (username, name, admin, groups) in PEOPLE {
        let mut ids = Vec::new();
        for group in groups {
            ids.push(group::find_or_add(accounts, &group.parse()?).await?.id);
        }
        accounts
            .add_user(&OPERATOR, person(username, name, admin, ids)?)
            .await?;
    }
    let added = add_chat(accounts, emulator.url()).await?;
    let version = RocketChatVersion::default();
    let sheet = rocketchat::sheet(provider, &added.client, added.secret.as_ref(), version)?;
    let mut variables = environment(&sheet)?;
    variables.push(("ADMIN_USERNAME".to_owned(), "rcadmin".to_owned()));
    variables.push(("ADMIN_PASS".to_owned(), CHAT_PASSWORD.to_owned()));
    variables.push(("ADMIN_EMAIL".to_owned(), "rcadmin@example.org".to_owned()));
    emulator.apply_env(variables);
    Ok(())
}

fn person(
    username: &str,
    name: &str,
    admin: bool,
    groups: Vec<GroupId>,
) -> anyhow::Result<NewUser> {
    Ok(NewUser {
        username: username.parse()?,
        email: Some(format!("{username}@example.org").parse()?),
        email_verified: true,
        name: name.parse()?,
        profile: Profile::default(),
        password: Some(Password::chosen(PASSWORD.to_owned())?),
        admin,
        language: None,
        groups,
    })
}

async fn add_chat(accounts: &Accounts, site: &str) -> anyhow::Result<AddedClient> {
    let mut new = rocketchat_client("Team chat", &Url::parse(site)?, &"gantry".parse()?)?;
    for group in ["staff", "guests"] {
        let group = group::find_or_add(accounts, &group.parse()?).await?;
        new.settings.allowed_groups.push(group.id);
    }
    new.client_id = Some("rocketchat".parse()?);
    Ok(accounts.add_client(&OPERATOR, new).await?)
}

fn what_to_click(gantry: &str, chat: &str) -> String {
    format!(
        "
Gantry demo: everything here is made up and gone when you stop it with Ctrl-C.

  1. Open {chat} and click \"Gantry\".
  2. Sign in as alice, bob, carol or dave; the password is {PASSWORD}
     You are in the chat, with name, address and groups.
  3. Sign out in the chat, click again: no password is asked a second time.
  4. Sign in as eve: she is in no group that may enter, and the page says so.
  5. For Rocket.Chat's other engine open {chat}/admin/settings/OAuth
     (rcadmin, {CHAT_PASSWORD}), switch \"Use Modern Flow\" on, and click \"Gantry\" again.
  6. Open {gantry}/admin/ as alice: applications, people, groups, and the trail of
     every sign-in you have just made.
"
    )
}
