//! Groups.

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_core::group::Group;
use gantry_core::group_name::GroupName;
use serde_json::{Value, json};

use crate::cli::JsonArgs;
use crate::cli::group::{FactorArgs, GroupAddArgs, GroupCommand, MemberArgs, MoveArgs};
use crate::commands::user;
use crate::output;

const PAGE: i64 = 200;
const OPERATOR: Administrator = Administrator::operator();

/// Does what was asked.
pub(crate) async fn run(accounts: &Accounts, command: GroupCommand) -> anyhow::Result<()> {
    match command {
        GroupCommand::Add(args) => add(accounts, args).await,
        GroupCommand::List(output) => list(accounts, output).await,
        GroupCommand::AddMember(args) => add_member(accounts, &args).await,
        GroupCommand::RemoveMember(args) => remove_member(accounts, &args).await,
        GroupCommand::Move(args) => put(accounts, &args).await,
        GroupCommand::DemandFactor(args) => demand_factor(accounts, &args).await,
    }
}

/// The group of this name, made if it is not there.
pub(crate) async fn find_or_add(accounts: &Accounts, name: &GroupName) -> anyhow::Result<Group> {
    match accounts.group_by_name(name).await? {
        Some(group) => Ok(group),
        None => Ok(accounts.add_group(&OPERATOR, name.clone()).await?),
    }
}

async fn add(accounts: &Accounts, args: GroupAddArgs) -> anyhow::Result<()> {
    let group = accounts.add_group(&OPERATOR, args.name).await?;
    if args.output.json {
        return output::json(&as_json(&group, None));
    }
    output::line(format!("Added {}.", group.name))?;
    Ok(())
}

async fn list(accounts: &Accounts, args: JsonArgs) -> anyhow::Result<()> {
    let mut groups: Vec<Group> = Vec::new();
    loop {
        let last = groups.last().map(|group| group.name.clone());
        let page = accounts.list_groups(last.as_ref(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        groups.extend(page);
    }
    let parent = |group: &Group| {
        let above = groups.iter().find(|it| Some(it.id) == group.parent_id);
        above.map(|above| above.name.to_string())
    };
    if args.json {
        let values = groups
            .iter()
            .map(|group| as_json(group, parent(group).as_deref()));
        return output::json(&values.collect::<Vec<Value>>());
    }
    let row = |group: &Group| {
        [
            group.name.to_string(),
            parent(group).unwrap_or_default(),
            output::yes(group.factor_demanded),
            output::time(group.created_at),
        ]
    };
    let rows: Vec<[String; 4]> = groups.iter().map(row).collect();
    let titles = ["group", "in", "second factor", "added"];
    output::line(output::table(titles, &rows))?;
    Ok(())
}

async fn add_member(accounts: &Accounts, args: &MemberArgs) -> anyhow::Result<()> {
    let group = find(accounts, &args.group).await?;
    let user = user::find(accounts, &args.username).await?;
    let added = accounts.add_member(&OPERATOR, group.id, user.id).await?;
    let what = if added { "is now" } else { "was already" };
    output::line(format!("{} {what} in {}.", user.username, group.name))?;
    Ok(())
}

async fn remove_member(accounts: &Accounts, args: &MemberArgs) -> anyhow::Result<()> {
    let group = find(accounts, &args.group).await?;
    let user = user::find(accounts, &args.username).await?;
    let removed = accounts.remove_member(&OPERATOR, group.id, user.id).await?;
    let what = if removed { "is no longer" } else { "was not" };
    output::line(format!("{} {what} in {}.", user.username, group.name))?;
    Ok(())
}

async fn put(accounts: &Accounts, args: &MoveArgs) -> anyhow::Result<()> {
    let group = find(accounts, &args.group).await?;
    let mut into = None;
    if let Some(name) = &args.into {
        into = Some(find(accounts, name).await?);
    }
    let parent = into.as_ref().map(|into| into.id);
    accounts.move_group(&OPERATOR, group.id, parent).await?;
    let place = into.map_or_else(|| "no other group".to_owned(), |it| it.name.to_string());
    output::line(format!("{} is in {place} now.", group.name))?;
    Ok(())
}

async fn demand_factor(accounts: &Accounts, args: &FactorArgs) -> anyhow::Result<()> {
    let group = find(accounts, &args.group).await?;
    accounts
        .demand_factor_of_group(&OPERATOR, group.id, !args.off)
        .await?;
    let what = if args.off { "no longer need" } else { "need" };
    output::line(format!("Members of {} {what} a second factor.", group.name))?;
    Ok(())
}

/// The group of this name, which must be there.
pub(crate) async fn find(accounts: &Accounts, name: &GroupName) -> anyhow::Result<Group> {
    let found = accounts.group_by_name(name).await?;
    found.with_context(|| format!("there is no group {name}"))
}

fn as_json(group: &Group, parent: Option<&str>) -> Value {
    json!({
        "name": group.name,
        "parent": parent,
        "factor_demanded": group.factor_demanded,
        "created_at": output::time(group.created_at),
    })
}
