//! `gantry demo`: a throw-away Gantry with made-up people, and beside it a stand-in Rocket.Chat for
//! each of the two doors.

mod chats;
mod people;

use std::fs::DirBuilder;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::NewUser;
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::role::Role;
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::Workspaces;

use crate::cli::demo::DemoArgs;
use crate::commands::group;
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

/// Runs the servers until a signal comes, then removes the folder.
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
    add_people(provider.accounts()).await?;
    let team = chats::with_button(&provider, args.rocketchat_port).await?;
    let workspaces = Workspaces::new(provider.accounts().clone(), startup::outbound(&settings)?);
    let free = chats::in_iframe_mode(&provider, &workspaces, args.iframe_port).await?;
    output::line(what_to_click(provider.public_url(), team.url(), free.url()))?;
    let served = serve::until(stop, &settings, &provider, listener).await;
    team.shutdown().await;
    free.shutdown().await;
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
        // The stand-ins are on this machine.
        allow_private_outbound: true,
        bootstrap: Bootstrap::default(),
        ..given.clone()
    })
}

/// Makes people and their groups.
async fn add_people(accounts: &Accounts) -> anyhow::Result<()> {
    for (username, name, admin, groups) in PEOPLE {
        let mut ids = Vec::new();
        for group in groups {
            ids.push(group::find_or_add(accounts, &group.parse()?).await?.id);
        }
        accounts
            .add_user(&OPERATOR, person(username, name, admin, ids)?)
            .await?;
    }
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
        profile: people::profile(username, name),
        password: Some(Password::chosen(PASSWORD.to_owned())?),
        role: admin.then_some(Role::Administrator),
        language: None,
        groups,
    })
}

fn what_to_click(gantry: &str, team: &str, free: &str) -> String {
    format!(
        "
Gantry demo: everything here is made up and gone when you stop it with Ctrl-C.
Everybody's password is {PASSWORD}

A Rocket.Chat {team_version} with a button, by custom OAuth:

  1. Open {team} and click \"Gantry\".
  2. Sign in as alice, bob, carol or dave. You are in the chat, with name, address
     and groups.
  3. Sign out in the chat: that ends the session at Gantry too.
  4. Sign in as eve: she is in no group that may enter, and the page says so.
  5. For Rocket.Chat's other engine open {team}/admin/settings/OAuth
     (rcadmin, {CHAT_PASSWORD}), switch \"Use Modern Flow\" on, and click \"Gantry\" again.

A Rocket.Chat {free_version} without a licence, by iframe mode:

  6. Open {free}: Gantry's page stands where the login form was. Sign in as bob.
  7. Sign out in the chat: here, too, the session at Gantry ends. Sign in once more.
  8. Sign out at {gantry}/apps instead: the chat's page notices that it was signed out.
  9. Sign in as bob again. In a private window open {gantry}/admin/ as alice and
     disable Bob Brandt under \"People\": a moment later bob is out of the chat, and his
     account there is closed. Enable him, and it is open again.

 10. {gantry}/admin/ also has the applications, the connection to the Rocket.Chat in
     iframe mode, groups, and the trail of every sign-in you have just made.
",
        team_version = RocketChatVersion::default(),
        free_version = chats::FREE_VERSION,
    )
}
