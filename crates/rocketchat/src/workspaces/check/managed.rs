//! The roles and rooms that groups decide about: are they there, and may they be changed?

use std::collections::BTreeSet;

use crate::rest::{Act, explain};
use crate::workspaces::Opened;
use crate::workspaces::check::found::{Findings, Level};
use crate::workspaces::check::permissions::{self, Held};

/// Rooms looked up at most, so that a check does not use up the rate of calls.
const MOST_ROOMS: usize = 20;

/// Reports roles and rooms that are not there, and permissions for the rooms by their kind.
pub(super) async fn check(opened: &Opened, held: Option<&Held>, findings: &mut Findings) {
    roles(opened, findings).await;
    rooms(opened, held, findings).await;
}

async fn roles(opened: &Opened, findings: &mut Findings) {
    let managed: BTreeSet<&String> = opened.workspace.sync.roles.values().collect();
    if managed.is_empty() {
        return;
    }
    let known = match opened.rest.roles().await {
        Ok(known) => known,
        Err(error) => {
            return findings.explained(&explain(&error, Act::Inspect, opened.version));
        }
    };
    for id in managed {
        if known.iter().any(|role| role.id == *id) {
            continue;
        }
        let by_name = known.iter().find(|role| role.name == *id);
        findings.bad(
            "check-role-missing",
            "Rocket.Chat has no role with this id. For roles made by an administrator the id is \
             not the name.",
        );
        findings.detail(
            by_name.map_or_else(|| id.clone(), |role| format!("{id}: the id is {}", role.id)),
        );
    }
}

async fn rooms(opened: &Opened, held: Option<&Held>, findings: &mut Findings) {
    let managed: BTreeSet<&String> = opened.workspace.sync.rooms.values().collect();
    let mut kinds = BTreeSet::new();
    for name in managed.into_iter().take(MOST_ROOMS) {
        match opened.rest.room(name).await {
            Ok(Some(room)) => {
                kinds.insert(room.private);
            }
            Ok(None) => {
                findings.bad(
                    "check-room-missing",
                    "Rocket.Chat has no such room, or it is private and the service account is \
                     not in it: make the account a member of the room, and give its role the \
                     permission add-user-to-any-p-room.",
                );
                findings.detail(name.clone());
            }
            Err(error) => {
                return findings.explained(&explain(&error, Act::FindRoom, opened.version));
            }
        }
    }
    if let Some(held) = held {
        for private in kinds {
            may_change(private, held, findings);
        }
    }
}

/// In the rooms it is in, the account may also use the lesser permission.
fn may_change(private: bool, held: &Held, findings: &mut Findings) {
    let (add, kick) = if private {
        ("add-user-to-any-p-room", "kick-user-from-any-p-room")
    } else {
        ("add-user-to-any-c-room", "kick-user-from-any-c-room")
    };
    for (anywhere, joined) in [(add, "add-user-to-joined-room"), (kick, "remove-user")] {
        if !held.contains(anywhere) {
            let lesser = held.contains(joined);
            let level = if lesser { Level::Warn } else { Level::Bad };
            permissions::report(level, anywhere, findings);
        }
    }
}
