//! Channels and roles out of claims; without the licence every switch here reads as off.

use serde_json::Value;

use crate::directory::Accounts;
use crate::matching::Arrival;

/// Roles that Keycloak puts into every token.
const NEVER_ROLES: [&str; 2] = ["offline_access", "uma_authorization"];

/// Maps groups to channels and synchronises roles, on every login.
///
/// # Errors
/// One channel name in the map that no room can have.
pub(crate) fn apply(
    accounts: &mut Accounts,
    index: usize,
    arrival: &Arrival<'_>,
    is_new: bool,
) -> Result<(), String> {
    if !arrival.settings.licensed() {
        return Ok(());
    }
    if arrival.custom.flag("merge_roles")
        && (!is_new || arrival.settings.version().first_login_syncs_roles())
    {
        synchronise_roles(accounts, index, arrival);
    }
    if arrival.custom.flag("map_channels") {
        join_channels(accounts, index, arrival)?;
    }
    Ok(())
}

fn join_channels(
    accounts: &mut Accounts,
    index: usize,
    arrival: &Arrival<'_>,
) -> Result<(), String> {
    let map: Value =
        serde_json::from_str(arrival.custom.text("groups_channel_map")).unwrap_or_default();
    let groups = arrival
        .identity
        .strings(arrival.custom.text("groups_claim"));
    for (group, value) in map.as_object().into_iter().flatten() {
        for channel in channel_names(value) {
            if channel.is_empty()
                || !channel
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_.".contains(c))
            {
                return Err("error-invalid-room-name".to_owned());
            }
            // Every channel of the map is made, whoever logs in.
            accounts.rooms.open(&channel, false, None);
            let Some(user) = accounts.users.get_mut(index) else {
                continue;
            };
            if groups.contains(group) && !user.channels.contains(&channel) {
                user.channels.push(channel);
            }
        }
    }
    Ok(())
}

fn channel_names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// "Roles to Sync" is the allow-list; an empty one only ever adds.
fn synchronise_roles(accounts: &mut Accounts, index: usize, arrival: &Arrival<'_>) {
    let listed: Vec<&str> = arrival
        .custom
        .text("roles_to_sync")
        .split(',')
        .map(str::trim)
        .filter(|role| !role.is_empty())
        .collect();
    let claimed: Vec<String> = arrival
        .identity
        .strings(arrival.custom.text("roles_claim"))
        .into_iter()
        .filter(|role| !NEVER_ROLES.contains(&role.as_str()) && accounts.knows_role(role))
        .collect();
    let Some(user) = accounts.users.get_mut(index) else {
        return;
    };
    user.roles
        .retain(|role| claimed.contains(role) || !listed.contains(&role.as_str()));
    for role in claimed {
        if !user.roles.contains(&role) && (listed.is_empty() || listed.contains(&role.as_str())) {
            user.roles.push(role);
        }
    }
}
