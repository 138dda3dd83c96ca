//! Roles and rooms of a workspace that follow groups here.

use std::collections::BTreeMap;

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_accounts::permissions::Administrator;
use gantry_core::group::GroupId;
use gantry_core::workspace::SyncSettings;
use gantry_rocketchat::workspaces::Workspaces;
use serde_json::json;

use crate::cli::rocketchat::workspace::{Follows, SyncArgs};
use crate::commands::{group, rocketchat};
use crate::output;

const OPERATOR: Administrator = Administrator::operator();

/// Sets what the flags say, and prints what is set.
pub(super) async fn run(workspaces: &Workspaces, args: &SyncArgs) -> anyhow::Result<()> {
    let slug = &args.workspace.slug;
    let client = rocketchat::find(workspaces, slug).await?.client.id;
    let connection = workspaces.connection(client).await?;
    let before = connection
        .with_context(|| format!("{slug} is not connected; see gantry rocketchat connect"))?
        .sync;
    let accounts = workspaces.accounts();
    let mut sync = if args.clear {
        SyncSettings::default()
    } else {
        before.clone()
    };
    apply(accounts, &args.roles, &mut sync.roles).await?;
    apply(accounts, &args.rooms, &mut sync.rooms).await?;
    if let Some(confirm) = args.confirm_relinquish {
        sync.confirm_relinquish = confirm;
    }
    if sync != before {
        workspaces.set_sync(&OPERATOR, client, sync.clone()).await?;
    }
    print(accounts, &sync, args).await
}

async fn apply(
    accounts: &Accounts,
    wanted: &[Follows],
    set: &mut BTreeMap<GroupId, String>,
) -> anyhow::Result<()> {
    for Follows { group, name } in wanted {
        let group = group::find(accounts, group).await?.id;
        if name.is_empty() {
            set.remove(&group);
        } else {
            set.insert(group, name.clone());
        }
    }
    Ok(())
}

async fn print(accounts: &Accounts, sync: &SyncSettings, args: &SyncArgs) -> anyhow::Result<()> {
    let roles = named(accounts, &sync.roles).await?;
    let rooms = named(accounts, &sync.rooms).await?;
    if args.output.json {
        return output::json(&json!({
            "roles": roles,
            "rooms": rooms,
            "confirm_relinquish": sync.confirm_relinquish,
        }));
    }
    let row = |what: &str, (group, name): (&String, &String)| {
        [group.clone(), what.to_owned(), name.clone()]
    };
    let roles = roles.iter().map(|it| row("role", it));
    let rooms = rooms.iter().map(|it| row("room", it));
    let rows: Vec<[String; 3]> = roles.chain(rooms).collect();
    if rows.is_empty() {
        output::line("No role and no room follows a group.")?;
    } else {
        output::line(output::table(["group", "", "there"], &rows))?;
    }
    let relinquish = output::yes(sync.confirm_relinquish);
    output::line(format!(
        "Close the account of a room's only owner: {relinquish}"
    ))?;
    Ok(())
}

/// By the groups' names; a group that is gone goes by its id.
async fn named(
    accounts: &Accounts,
    set: &BTreeMap<GroupId, String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut by_name = BTreeMap::new();
    for (id, name) in set {
        let group = accounts.group(*id).await?;
        let group = group.map_or_else(|| id.to_string(), |group| group.name.to_string());
        by_name.insert(group, name.clone());
    }
    Ok(by_name)
}
