//! What being in a group leads to.

use gantry_core::access::Condition;
use gantry_core::client::Client;
use gantry_core::group::{Group, GroupId};
use gantry_store::{clients, group_tree};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::users::find::MOST;

/// What one application makes of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The application.
    pub client: Client,
    /// How its bindings name the group, or one above it.
    pub entry: Entry,
    /// The group's name as the application is told it, if it is.
    pub told: Option<String>,
}

/// How bindings name a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Not at all.
    Unnamed,
    /// It is open to members.
    Open,
    /// Members stay outside.
    Closed,
}

impl Accounts {
    /// What each application makes of a group. There are few applications, so all are looked at.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn uses_of_group(&self, group: &Group) -> Result<Vec<Use>, Error> {
        let mut conn = self.store.read().await?;
        let mut ids = vec![group.id];
        ids.extend(
            group_tree::above(&mut conn, group.id)
                .await?
                .iter()
                .map(|one| one.id),
        );
        let mut uses = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = clients::list(&mut conn, after.as_deref(), MOST).await?;
            let Some(last) = page.last() else {
                return Ok(uses);
            };
            after = Some(last.slug.as_str().to_owned());
            let made = page.into_iter().map(|client| made_of(client, group, &ids));
            uses.extend(made.filter(|one| one.entry != Entry::Unnamed || one.told.is_some()));
        }
    }
}

fn made_of(client: Client, group: &Group, ids: &[GroupId]) -> Use {
    let settings = &client.settings;
    let named = |negated: bool| {
        let mut bindings = settings.access.bindings.iter();
        bindings.any(|it| {
            it.negated == negated
                && matches!(it.condition, Condition::Group(id) if ids.contains(&id))
        })
    };
    let entry = if named(true) {
        Entry::Closed
    } else if named(false) {
        Entry::Open
    } else {
        Entry::Unnamed
    };
    let released = &settings.released_groups;
    let told = (released.is_empty() || released.contains(&group.id))
        .then(|| format!("{}{}", settings.group_prefix, group.name));
    Use {
        client,
        entry,
        told,
    }
}
