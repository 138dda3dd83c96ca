//! Who is who in a workspace.

use std::collections::HashMap;

use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientRowId;
use gantry_core::user::{User, UserId};
use gantry_core::workspace::ChatAccount;
use gantry_rocketchat::rest::Act;
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::{Link, LinkError, Workspaces};
use serde_json::{Value, json};

use crate::cli::rocketchat::workspace::{LinkArgs, PeopleArgs, UnlinkArgs};
use crate::commands::rocketchat::{self, words};
use crate::commands::user;
use crate::output;

const OPERATOR: Administrator = Administrator::operator();
const PAGE: i64 = 500;

/// Lists everybody, known there or not.
pub(super) async fn run(workspaces: &Workspaces, args: &PeopleArgs) -> anyhow::Result<()> {
    let client = rocketchat::find(workspaces, &args.workspace.slug).await?;
    let known = all(workspaces, client.client.id).await?;
    let people = user::all(workspaces.accounts()).await?;
    let people = people.iter().map(|user| (user, known.get(&user.id)));
    if args.output.json {
        let values: Vec<Value> = people.map(|(user, known)| as_json(user, known)).collect();
        return output::json(&values);
    }
    let rows: Vec<[String; 3]> = people.map(|(user, known)| row(user, known)).collect();
    output::line(output::table(["user name", "account there", ""], &rows))?;
    Ok(())
}

async fn all(
    workspaces: &Workspaces,
    client: ClientRowId,
) -> anyhow::Result<HashMap<UserId, ChatAccount>> {
    let (mut known, mut after) = (HashMap::new(), None);
    loop {
        let page = workspaces.people(client, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(known);
        };
        after = Some(last.user_id);
        known.extend(page.into_iter().map(|account| (account.user_id, account)));
    }
}

fn row(user: &User, known: Option<&ChatAccount>) -> [String; 3] {
    let account = known.filter(|known| known.chat_id.is_some());
    [
        user.username.to_string(),
        account.map_or("-", |it| &it.chat_username).to_owned(),
        remark(known),
    ]
}

/// What there is to say about somebody, the problem first.
fn remark(known: Option<&ChatAccount>) -> String {
    let Some(known) = known else {
        return "not linked".to_owned();
    };
    let problem = known.problem.as_deref().map(words::reason);
    let linked = (known.chat_id.is_none() && problem.is_none()).then(|| "not linked".to_owned());
    let closed = known.deactivated.then(|| "closed from here".to_owned());
    let administers = known.may_administer.then(|| "may administer".to_owned());
    let parts = [problem, linked, closed, administers];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn as_json(user: &User, known: Option<&ChatAccount>) -> Value {
    let problem = known.and_then(|known| known.problem.as_deref());
    let account = known.filter(|known| known.chat_id.is_some());
    json!({
        "username": user.username,
        "chat_id": account.and_then(|known| known.chat_id.as_deref()),
        "chat_username": account.map(|known| &known.chat_username),
        "may_administer": known.is_some_and(|known| known.may_administer),
        "deactivated": known.is_some_and(|known| known.deactivated),
        "problem": problem,
        "why": problem.map(words::reason),
    })
}

/// Says that a person is an account.
pub(super) async fn link(workspaces: &Workspaces, args: &LinkArgs) -> anyhow::Result<()> {
    let slug = &args.workspace.slug;
    let client = rocketchat::find(workspaces, slug).await?;
    let user = user::find(workspaces.accounts(), &args.username).await?;
    let username = user.username.clone();
    let link = Link {
        user,
        account: args.account.clone(),
        may_administer: args.allow_admin,
    };
    let connection = workspaces.connection(client.client.id).await?;
    let version = connection.map(|it| RocketChatVersion::parse(&it.version).unwrap_or_default());
    let linked = workspaces.link(&OPERATOR, client.client.id, link).await;
    let known = linked.map_err(|error| said(error, version.unwrap_or_default()))?;
    output::line(format!("{username} is {} in {slug}.", known.chat_username))?;
    Ok(())
}

fn said(error: LinkError, version: RocketChatVersion) -> anyhow::Error {
    let advice = match &error {
        LinkError::Chat(error) => return words::failure(error, Act::FindAccount, version),
        LinkError::NotConnected => "see gantry rocketchat connect",
        LinkError::Administrator(_) => "add --allow-admin",
        LinkError::Taken(_) => "see gantry rocketchat people, and unlink that person first",
        _ => return error.into(),
    };
    anyhow::anyhow!("{error}; {advice}")
}

/// Forgets which account a person is.
pub(super) async fn unlink(workspaces: &Workspaces, args: &UnlinkArgs) -> anyhow::Result<()> {
    let slug = &args.workspace.slug;
    let client = rocketchat::find(workspaces, slug).await?;
    let user = user::find(workspaces.accounts(), &args.username).await?;
    let id = client.client.id;
    let was = workspaces.unlink(&OPERATOR, id, user.id).await?;
    let what = if was { "is no longer" } else { "was not" };
    output::line(format!("{} {what} linked in {slug}.", user.username))?;
    Ok(())
}
