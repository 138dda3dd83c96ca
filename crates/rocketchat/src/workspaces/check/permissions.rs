//! What the service account may do, by the permissions of its roles.

use std::collections::BTreeSet;

use crate::rest::{Act, explain};
use crate::workspaces::check::Subject;
use crate::workspaces::check::found::{Findings, Level};

/// Names of permissions.
pub(super) type Held = BTreeSet<String>;

/// Needed in every workspace, each with how bad its absence is.
const ALWAYS: [(&str, Level); 8] = [
    ("view-full-other-user-info", Level::Bad),
    ("create-user", Level::Bad),
    ("edit-other-user-info", Level::Bad),
    ("edit-other-user-active-status", Level::Bad),
    ("user-generate-access-token", Level::Bad),
    ("logout-other-user", Level::Bad),
    // Only for pictures.
    ("edit-other-user-avatar", Level::Warn),
    ("api-bypass-rate-limit", Level::Warn),
];
/// Needed where accounts are compared: every role of people has it by default.
const LISTING: (&str, Level) = ("view-d-room", Level::Warn);
/// Needed where groups decide about roles.
const FOR_ROLES: [(&str, Level); 2] = [
    ("access-permissions", Level::Bad),
    ("assign-roles", Level::Warn),
];

/// Reports by name what is missing; gives what is there.
pub(super) async fn check(
    subject: &Subject<'_>,
    roles: &[String],
    findings: &mut Findings,
) -> Option<Held> {
    let opened = subject.opened?;
    let all = match opened.rest.permissions().await {
        Ok(all) => all,
        Err(error) => {
            findings.explained(&explain(&error, Act::Inspect, subject.version));
            return None;
        }
    };
    let held: Held = all
        .into_iter()
        .filter(|(_, allowed)| allowed.iter().any(|role| roles.contains(role)))
        .map(|(permission, _)| permission)
        .collect();
    let sync = &opened.workspace.sync;
    let mut needed = ALWAYS.to_vec();
    needed.push(LISTING);
    if !sync.roles.is_empty() {
        needed.extend(FOR_ROLES);
    }
    if sync.roles.values().any(|role| role == "admin") {
        needed.push(("assign-admin-role", Level::Bad));
    }
    let missing: Vec<_> = needed
        .into_iter()
        .filter(|(permission, _)| !held.contains(*permission))
        .collect();
    for (permission, level) in &missing {
        report(*level, permission, findings);
    }
    if missing.is_empty() {
        findings.good(
            "check-permissions",
            "The service account has the permissions it needs.",
        );
    }
    Some(held)
}

/// One permission that is missing.
pub(super) fn report(level: Level, permission: &str, findings: &mut Findings) {
    let (key, text) = match permission {
        "api-bypass-rate-limit" => (
            "check-rate-limited",
            "Rocket.Chat takes ten calls a minute from the service account: with more sign-ins \
             than that people wait. Give its role the permission api-bypass-rate-limit."
                .to_owned(),
        ),
        "add-user-to-any-p-room" | "kick-user-from-any-p-room" => (
            "check-private-room-permission",
            format!(
                "The service account lacks the permission {permission}, which no role has by \
                 default (not even admin), but a group decides who is in a private room: give its \
                 role the permission."
            ),
        ),
        _ => (
            "check-permission-missing",
            format!(
                "The service account lacks the permission {permission}: give it to one of its \
                 roles in Rocket.Chat."
            ),
        ),
    };
    findings.add(level, key, &text);
    findings.detail(permission.to_owned());
}
