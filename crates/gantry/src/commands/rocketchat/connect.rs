//! Connecting a workspace, and forgetting the connection.

use std::path::Path;

use anyhow::ensure;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_oidc::Provider;
use gantry_rocketchat::rest::Act;
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::{ConnectError, NewConnection, Workspaces};

use crate::cli::rocketchat::workspace::{ConnectArgs, WorkspaceArgs};
use crate::commands::rocketchat::{self, check, secret_file, words};
use crate::output;

const OPERATOR: Administrator = Administrator::operator();

/// Tries the credentials, keeps them, and says whether the workspace is sound.
pub(super) async fn run(
    provider: &Provider,
    workspaces: &Workspaces,
    args: &ConnectArgs,
) -> anyhow::Result<()> {
    let slug = &args.workspace.slug;
    let client = rocketchat::find(workspaces, slug).await?;
    let files = [&args.token_file, &args.secret_file].map(Option::as_deref);
    let from_stdin = files
        .into_iter()
        .flatten()
        .filter(|it| secret_file::is_stdin(it));
    ensure!(
        from_stdin.count() < 2,
        "only one of the two files can be standard input"
    );
    let [token, secret] = files;
    let new = NewConnection {
        service_user_id: args.user_id.trim().to_owned(),
        token: read(token)?,
        secret: read(secret)?,
    };
    let connected = workspaces.connect(&OPERATOR, &client, new).await;
    let workspace = connected.map_err(said)?;
    output::line(format!(
        "{slug} is connected to {}, version {}. A running server needs no restart.\n",
        workspace.site, workspace.version
    ))?;
    let report = check::look(provider, workspaces, &client).await?;
    check::print(&report)?;
    if check::bad(&report) > 0 {
        output::line(format!(
            "\nMend what is bad, then look again: gantry rocketchat check {slug}"
        ))?;
    }
    Ok(())
}

fn read(path: Option<&Path>) -> anyhow::Result<Option<Secret>> {
    path.map(secret_file::read).transpose()
}

/// Why the credentials were not taken.
fn said(error: ConnectError) -> anyhow::Error {
    match error {
        ConnectError::Chat(error) => {
            words::failure(&error, Act::Connect, RocketChatVersion::default())
        }
        other => other.into(),
    }
}

/// Forgets the credentials.
pub(super) async fn disconnect(
    workspaces: &Workspaces,
    args: &WorkspaceArgs,
) -> anyhow::Result<()> {
    let client = rocketchat::find(workspaces, &args.slug).await?;
    let was = workspaces.disconnect(&OPERATOR, client.client.id).await?;
    let what = if was {
        "is no longer connected; who is who there stays known"
    } else {
        "was not connected"
    };
    output::line(format!("{} {what}.", args.slug))?;
    Ok(())
}
