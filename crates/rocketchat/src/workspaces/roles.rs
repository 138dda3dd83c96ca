//! Roles that follow groups: only those that the workspace's settings name are ever touched.

use std::collections::{BTreeMap, BTreeSet};

use gantry_core::group::GroupId;

use crate::rest::{AccountStatus, Act, RestError};
use crate::workspaces::sync::{Subject, worse};
use crate::workspaces::task::Ended;
use crate::workspaces::{Opened, Workspaces};

/// The id of the role that administers a chat.
const ADMIN: &str = "admin";
/// The workspace knows no role of this id (any more).
const ROLE_GONE: &str = "rocketchat-role-gone";
/// The service account does not see whose roles are which.
const NOT_PERMITTED: &str = "rocketchat-not-permitted";
/// Accounts looked at in a page.
const PAGE: usize = 100;
/// Pages in which another administrator is looked for.
const MOST_PAGES: usize = 20;

impl Workspaces {
    /// Gives and takes the managed roles.
    pub(crate) async fn sync_roles(&self, subject: &Subject<'_>) -> Ended {
        let managed = &subject.opened.workspace.sync.roles;
        if managed.is_empty() {
            return Ended::Done;
        }
        let account = &subject.account;
        let (Some(held), Some(name)) = (&account.roles, &account.username) else {
            return Ended::Stopped(NOT_PERMITTED);
        };
        let mut ended = Ended::Done;
        for (role, given) in differences(managed, &subject.groups, held) {
            let changed = self.change_role(subject, name, (role, given)).await;
            ended = worse(ended, changed);
        }
        ended
    }

    async fn change_role(
        &self,
        subject: &Subject<'_>,
        name: &str,
        (role, given): (&str, bool),
    ) -> Ended {
        let Subject { task, opened, .. } = subject;
        let rest = &opened.rest;
        let outcome = if given {
            rest.add_role(role, name).await
        } else if role != ADMIN {
            rest.remove_role(role, name).await
        } else {
            match another_administrator(opened, &subject.account.id).await {
                Ok(true) => rest.remove_role(role, name).await,
                Ok(false) => {
                    self.note_account(task, "role admin stays: the last administrator");
                    return Ended::Done;
                }
                Err(error) => return Ended::of(&error, Act::ListAccounts, opened),
            }
        };
        let Err(error) = outcome else {
            let what = if given { "given" } else { "taken" };
            self.note_account(task, &format!("role {role} {what}"));
            return Ended::Done;
        };
        match error.code() {
            Some("error-user-already-in-role" | "error-user-not-in-role") => Ended::Done,
            Some("error-admin-required") => {
                self.note_account(task, "role admin stays: the last administrator");
                Ended::Done
            }
            Some("error-invalid-roleId" | "error-invalid-role" | "error-role-not-found") => {
                Ended::Stopped(ROLE_GONE)
            }
            // Renames end in the background there.
            Some("error-invalid-user") if task.attempts < 4 => Ended::Later(None),
            _ => Ended::of(&error, Act::ChangeRoles, opened),
        }
    }
}

/// The managed roles that have to be given (`true`) or taken. A role that several groups name
/// belongs to the members of any of them.
fn differences<'a>(
    managed: &'a BTreeMap<GroupId, String>,
    groups: &BTreeSet<GroupId>,
    held: &[String],
) -> BTreeMap<&'a str, bool> {
    let mut wanted = BTreeMap::new();
    for (group, role) in managed {
        *wanted.entry(role.as_str()).or_insert(false) |= groups.contains(group);
    }
    wanted.retain(|role, given| held.iter().any(|has| has == role) != *given);
    wanted
}

/// Whether somebody else could administer the chat.
async fn another_administrator(opened: &Opened, id: &str) -> Result<bool, RestError> {
    let mut offset = 0;
    for _ in 0..MOST_PAGES {
        let page = opened
            .rest
            .users_by_status(AccountStatus::Active, offset, PAGE)
            .await?;
        let administers = |roles: &Vec<String>| roles.iter().any(|role| role == ADMIN);
        if page
            .items
            .iter()
            .any(|other| other.id != id && other.roles.as_ref().is_some_and(administers))
        {
            return Ok(true);
        }
        offset += page.items.len();
        if page.items.is_empty() || offset >= page.total {
            break;
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use gantry_core::Id;
    use uuid::Uuid;

    use super::differences;

    #[test]
    fn only_managed_roles_differ_and_any_group_is_enough() {
        let group = |number| Id::from_uuid(Uuid::from_u128(number));
        let managed = BTreeMap::from([
            (group(1), "crew".to_owned()),
            (group(2), "crew".to_owned()),
            (group(3), "guide".to_owned()),
            (group(4), "guest".to_owned()),
        ]);
        let held = ["user", "guide", "owner-of-things"].map(ToOwned::to_owned);

        let found = differences(&managed, &BTreeSet::from([group(2)]), &held);

        assert_eq!(found, BTreeMap::from([("crew", true), ("guide", false)]));
    }
}
