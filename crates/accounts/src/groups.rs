//! Groups: acts on the group itself; `members` says who is in it, `tree` which group is within
//! which, `uses` what being in it leads to.

pub(crate) mod members;
mod tree;
pub mod uses;

use std::collections::BTreeSet;

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::Client;
use gantry_core::group::{Group, GroupId};
use gantry_core::group_name::GroupName;
use gantry_core::user::UserId;
use gantry_store::{
    Conn, StoreError, Tx, audit, chat_endings, clients, group_tree, groups, workspaces,
};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively, unknown};
use crate::users::find::MOST;

impl Accounts {
    /// Adds a group.
    ///
    /// # Errors
    /// A name that another group has.
    pub async fn add_group(&self, by: &Administrator, name: GroupName) -> Result<Group, Error> {
        let entry = self.group_line(by, None, format!("added {name}"));
        let group = Group {
            id: self.env.id(),
            name,
            parent_id: None,
            factor_demanded: false,
            created_at: self.env.now(),
        };
        let act = (group.clone(), entry);
        self.act(act, |tx, (group, entry)| {
            Box::pin(async move {
                if !groups::insert(tx, group).await? {
                    return Err(Refusal::GroupTaken.into());
                }
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await?;
        Ok(group)
    }

    /// Renames a group; its members and its rights stay.
    ///
    /// # Errors
    /// An unknown group, or a name that another group has.
    pub async fn rename_group(
        &self,
        by: &Administrator,
        id: GroupId,
        name: GroupName,
    ) -> Result<(), Error> {
        let entry = self.group_line(by, None, format!("renamed to {name}"));
        self.act((id, name, entry), |tx, (id, name, entry)| {
            Box::pin(async move {
                existing(tx, *id).await?;
                if !groups::rename(tx, *id, name).await? {
                    return Err(Refusal::GroupTaken.into());
                }
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }

    /// Deletes a group that no application's settings name. What is within it comes to where it was.
    ///
    /// # Errors
    /// An unknown group, or one that [`Accounts::clients_naming_group`] still lists.
    pub async fn delete_group(&self, by: &Administrator, id: GroupId) -> Result<(), Error> {
        let entry = self.group_line(by, None, String::new());
        self.act((id, entry), |tx, (id, entry)| {
            Box::pin(async move {
                exclusively(tx).await?;
                let group = existing(tx, *id).await?;
                if !naming(tx, *id).await?.is_empty() {
                    return Err(Refusal::Settings("an application's groups name this group").into());
                }
                chat_endings::follow_members(tx, *id, entry.at).await?;
                group_tree::lift_children(tx, *id).await?;
                groups::delete(tx, *id).await?;
                let detail = format!("deleted {}", group.name);
                Ok(audit::insert(
                    tx,
                    &AuditEntry {
                        detail,
                        ..entry.clone()
                    },
                )
                .await?)
            })
        })
        .await
    }

    /// The applications whose allowed or released groups name a group, and so keep it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn clients_naming_group(&self, id: GroupId) -> Result<Vec<Client>, Error> {
        let mut conn = self.store.read().await?;
        Ok(naming(&mut conn, id).await?)
    }

    /// A group by name, ignoring case.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn group_by_name(&self, name: &GroupName) -> Result<Option<Group>, Error> {
        let mut conn = self.store.read().await?;
        Ok(groups::by_name(&mut conn, name).await?)
    }

    /// A group by row id.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn group(&self, id: GroupId) -> Result<Option<Group>, Error> {
        let mut conn = self.store.read().await?;
        Ok(groups::by_id(&mut conn, id).await?)
    }

    /// Groups in the order of their names, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn list_groups(
        &self,
        after: Option<&GroupName>,
        limit: i64,
    ) -> Result<Vec<Group>, Error> {
        let after = after.map(GroupName::folded);
        let mut conn = self.store.read().await?;
        Ok(groups::list(&mut conn, after.as_deref(), limit.clamp(1, MOST)).await?)
    }

    /// Groups whose names begin with a text, ignoring case, in the order of their names, after one
    /// of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn search_groups(
        &self,
        text: &str,
        after: Option<&GroupName>,
        limit: i64,
    ) -> Result<Vec<Group>, Error> {
        // No name holds control characters, and PostgreSQL takes no NUL.
        let text = text.replace(char::is_control, " ").trim().to_lowercase();
        let after = after.map(GroupName::folded);
        let mut conn = self.store.read().await?;
        let limit = limit.clamp(1, MOST);
        Ok(groups::beginning_with(&mut conn, &text, after.as_deref(), limit).await?)
    }

    fn group_line(&self, by: &Administrator, user: Option<UserId>, detail: String) -> AuditEntry {
        let line = Line {
            user_id: user,
            detail,
            ..Line::by(by, Event::GroupChanged)
        };
        line.entry(&self.env)
    }
}

async fn existing(tx: &mut Tx, id: GroupId) -> Result<Group, Undo> {
    let group = groups::by_id(tx, id).await?;
    Ok(group.ok_or_else(|| unknown("group", &id))?)
}

/// Clients that name a group, or whose workspaces do. There are few clients, so all of them are
/// looked at, page by page.
async fn naming(conn: &mut Conn, id: GroupId) -> Result<Vec<Client>, StoreError> {
    let workspaces = workspaces::all(conn).await?.into_iter();
    let in_step: BTreeSet<_> = workspaces
        .filter(|it| it.sync.roles.contains_key(&id) || it.sync.rooms.contains_key(&id))
        .map(|it| it.client_id)
        .collect();
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = clients::list(conn, after.as_deref(), MOST).await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = Some(last.slug.as_str().to_owned());
        found.extend(page.into_iter().filter(|client| {
            let settings = &client.settings;
            settings.access.groups().any(|named| named == id)
                || settings.released_groups.contains(&id)
                || in_step.contains(&client.id)
        }));
    }
}
