//! Who is in which group.

use std::collections::BTreeSet;

use gantry_core::audit::AuditEntry;
use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use gantry_store::{Tx, audit, chat_endings, memberships, users};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::groups::existing;
use crate::permissions::Administrator;
use crate::users::act::{Undo, unknown};
use crate::users::find::MOST;

impl Accounts {
    /// Adds a person to a group; `false` if already in it.
    ///
    /// # Errors
    /// An unknown group or person.
    pub async fn add_member(
        &self,
        by: &Administrator,
        group: GroupId,
        user: UserId,
    ) -> Result<bool, Error> {
        let entry = self.group_line(by, Some(user), String::new());
        self.act((group, user, entry), |tx, (group, user, entry)| {
            Box::pin(write_member(tx, *group, *user, entry))
        })
        .await
    }

    /// Takes a person out of a group; `false` if not in it.
    ///
    /// # Errors
    /// An unknown group.
    pub async fn remove_member(
        &self,
        by: &Administrator,
        group: GroupId,
        user: UserId,
    ) -> Result<bool, Error> {
        let entry = self.group_line(by, Some(user), String::new());
        self.act((group, user, entry), |tx, (group, user, entry)| {
            Box::pin(async move {
                let name = existing(tx, *group).await?.name;
                let removed = memberships::remove(tx, *group, *user).await?;
                if removed {
                    chat_endings::follow(tx, *user, entry.at).await?;
                    let detail = format!("left {name}");
                    audit::insert(
                        tx,
                        &AuditEntry {
                            detail,
                            ..entry.clone()
                        },
                    )
                    .await?;
                }
                Ok(removed)
            })
        })
        .await
    }

    /// Puts a person into these groups and out of all others.
    ///
    /// # Errors
    /// An unknown group or person.
    pub async fn set_groups_of(
        &self,
        by: &Administrator,
        user: UserId,
        groups: Vec<GroupId>,
    ) -> Result<(), Error> {
        let wanted: BTreeSet<GroupId> = groups.into_iter().collect();
        let entry = self.group_line(by, Some(user), String::new());
        self.act((user, wanted, entry), |tx, (user, wanted, entry)| {
            Box::pin(write_groups(tx, *user, wanted, entry))
        })
        .await
    }

    /// The groups that a person was put into, in the order of their names.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn direct_groups_of(&self, user: UserId) -> Result<Vec<Group>, Error> {
        let mut conn = self.store.read().await?;
        Ok(memberships::direct_groups_of(&mut conn, user).await?)
    }

    /// Those who were put into a group, in the order in which their accounts were made, after one
    /// of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn members(
        &self,
        group: GroupId,
        after: Option<UserId>,
        limit: i64,
    ) -> Result<Vec<User>, Error> {
        let mut conn = self.store.read().await?;
        Ok(memberships::members(&mut conn, group, after, limit.clamp(1, MOST)).await?)
    }
}

async fn write_member(
    tx: &mut Tx,
    group: GroupId,
    user: UserId,
    entry: &AuditEntry,
) -> Result<bool, Undo> {
    let name = existing(tx, group).await?.name;
    if users::by_id(tx, user).await?.is_none() {
        return Err(unknown("user", &user).into());
    }
    let added = memberships::add(tx, group, user).await?;
    if added {
        chat_endings::follow(tx, user, entry.at).await?;
        let detail = format!("joined {name}");
        audit::insert(
            tx,
            &AuditEntry {
                detail,
                ..entry.clone()
            },
        )
        .await?;
    }
    Ok(added)
}

/// Puts a person into these groups and out of all others.
pub(crate) async fn write_groups(
    tx: &mut Tx,
    user: UserId,
    wanted: &BTreeSet<GroupId>,
    entry: &AuditEntry,
) -> Result<(), Undo> {
    if users::by_id(tx, user).await?.is_none() {
        return Err(unknown("user", &user).into());
    }
    let mut changed = false;
    for group in memberships::direct_groups_of(tx, user).await? {
        if !wanted.contains(&group.id) {
            changed |= memberships::remove(tx, group.id, user).await?;
        }
    }
    let mut names = Vec::new();
    for group in wanted {
        names.push(existing(tx, *group).await?.name.to_string());
        changed |= memberships::add(tx, *group, user).await?;
    }
    if changed {
        chat_endings::follow(tx, user, entry.at).await?;
        names.sort();
        let detail = format!("now in {}", names.join(", "));
        audit::insert(
            tx,
            &AuditEntry {
                detail,
                ..entry.clone()
            },
        )
        .await?;
    }
    Ok(())
}
