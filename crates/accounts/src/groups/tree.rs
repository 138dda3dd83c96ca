//! Which group is within which: a tree, at most eight deep.

use gantry_core::audit::AuditEntry;
use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use gantry_store::{Tx, audit, chat_endings, group_tree};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::groups::existing;
use crate::permissions::Administrator;
use crate::users::act::{Undo, exclusively};
use crate::users::find::MOST;

/// The most groups that are within each other.
const DEEPEST: i64 = 8;

/// Where a group is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The groups above it, the uppermost first.
    pub above: Vec<Group>,
    /// The groups right within it, in the order of their names.
    pub children: Vec<Group>,
}

impl Accounts {
    /// Puts a group, with all that is within it, into another, or beside those that are in none.
    ///
    /// # Errors
    /// An unknown group, one that would be within itself, or a tree that would be too deep.
    pub async fn move_group(
        &self,
        by: &Administrator,
        id: GroupId,
        parent: Option<GroupId>,
    ) -> Result<(), Error> {
        let entry = self.group_line(by, None, String::new());
        self.act((id, parent, entry), |tx, (id, parent, entry)| {
            Box::pin(write_parent(tx, *id, *parent, entry))
        })
        .await
    }

    /// Asks members of a group for a second factor, or no longer.
    ///
    /// # Errors
    /// An unknown group.
    pub async fn demand_factor_of_group(
        &self,
        by: &Administrator,
        id: GroupId,
        demanded: bool,
    ) -> Result<(), Error> {
        let entry = self.group_line(by, None, String::new());
        self.act((id, demanded, entry), |tx, (id, demanded, entry)| {
            Box::pin(async move {
                let group = existing(tx, *id).await?;
                group_tree::set_factor_demanded(tx, *id, *demanded).await?;
                let word = if *demanded {
                    "demanded"
                } else {
                    "no longer demanded"
                };
                let detail = format!("second factor {word} of {}", group.name);
                write_line(tx, entry, detail).await
            })
        })
        .await
    }

    /// Where a group is.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn place_of_group(&self, id: GroupId) -> Result<Place, Error> {
        let mut conn = self.store.read().await?;
        Ok(Place {
            above: group_tree::above(&mut conn, id).await?,
            children: group_tree::children(&mut conn, id, MOST).await?,
        })
    }

    /// Members of a group and of all within it, in the order in which their accounts were made,
    /// after one of them; and whether each was put into the group itself.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn all_members(
        &self,
        group: GroupId,
        after: Option<UserId>,
        limit: i64,
    ) -> Result<Vec<(User, bool)>, Error> {
        let mut conn = self.store.read().await?;
        Ok(group_tree::members(&mut conn, group, after, limit.clamp(1, MOST)).await?)
    }
}

/// Moves are written one after the other, so that two of them never make a circle together.
async fn write_parent(
    tx: &mut Tx,
    id: GroupId,
    parent: Option<GroupId>,
    entry: &AuditEntry,
) -> Result<(), Undo> {
    exclusively(tx).await?;
    let group = existing(tx, id).await?;
    let mut detail = format!("moved {} out of all groups", group.name);
    if let Some(parent) = parent {
        let above = existing(tx, parent).await?;
        detail = format!("moved {} into {}", group.name, above.name);
        let further = group_tree::above(tx, parent).await?;
        if parent == id || further.iter().any(|one| one.id == id) {
            return Err(Refusal::GroupCircle.into());
        }
        let height = i64::try_from(further.len()).unwrap_or(DEEPEST) + 1;
        if height + group_tree::levels(tx, id).await? > DEEPEST {
            return Err(Refusal::GroupTooDeep.into());
        }
    }
    group_tree::set_parent(tx, id, parent).await?;
    chat_endings::follow_members(tx, id, entry.at).await?;
    write_line(tx, entry, detail).await
}

async fn write_line(tx: &mut Tx, entry: &AuditEntry, detail: String) -> Result<(), Undo> {
    let entry = entry.clone();
    Ok(audit::insert(tx, &AuditEntry { detail, ..entry }).await?)
}
