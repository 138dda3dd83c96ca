//! The commands that work beside a running server: open, act, close.

pub(crate) mod api_token;
pub(crate) mod apply;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod client;
pub(crate) mod group;
pub(crate) mod invite;
pub(crate) mod keys;
pub(crate) mod registration;
pub(crate) mod restore;
pub(crate) mod rocketchat;
pub(crate) mod user;

use gantry_oidc::Provider;

use crate::cli::Command;
use crate::cli::user::UserCommand;
use crate::settings::Settings;
use crate::{demo, serve, startup};

/// Does what was asked.
///
/// # Errors
/// It could not be done.
pub(crate) async fn run(settings: &Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(_) => serve::run(settings).await,
        Command::Demo(args) => demo::run(settings, args).await,
        // Before there is a database, or a master key.
        Command::Restore(args) => restore::run(settings, args).await,
        command => {
            let provider = startup::open(settings).await?;
            let done = beside(settings, &provider, command).await;
            startup::close(&provider).await;
            done
        }
    }
}

async fn beside(settings: &Settings, provider: &Provider, command: Command) -> anyhow::Result<()> {
    let accounts = provider.accounts();
    match command {
        Command::User(UserCommand::Invite(args)) => invite::run(settings, provider, args).await,
        Command::User(command) => user::run(accounts, command).await,
        Command::Group(command) => group::run(accounts, command).await,
        Command::Client(command) => client::run(provider, command).await,
        Command::Registration(command) => registration::run(accounts, command).await,
        Command::Rocketchat(command) => rocketchat::run(settings, provider, command).await,
        Command::Keys(command) => keys::run(provider, command).await,
        Command::ApiToken(command) => api_token::run(accounts, command).await,
        Command::Apply(args) => apply::apply(provider, &args).await,
        Command::Export(args) => apply::export(provider, &args).await,
        Command::Audit(command) => audit::run(accounts, command).await,
        Command::Backup(args) => backup::run(settings, provider, args).await,
        Command::Check(args) => check::run(settings, provider, args).await,
        Command::Serve(_) | Command::Demo(_) | Command::Restore(_) => Ok(()),
    }
}
