//! Changing who may enter an application, and saying before who gains and who loses.
//!
//! Looked at are the people and the members of the groups that bindings name, before or after: for
//! everybody else the answer is the same. Network, hours and factors count as fulfilled.

use std::collections::{BTreeMap, BTreeSet};

use gantry_core::access::{Access, Condition};
use gantry_core::client::Client;
use gantry_core::group::GroupId;
use gantry_core::user::{User, UserId};
use gantry_core::{Id, Timestamp};
use gantry_store::{Conn, StoreError, clients, group_tree, memberships, users};
use uuid::Uuid;

use crate::access::group_ids;
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::{Acting, Administrator};

/// The most names of one list.
const NAMED: usize = 50;
/// The most members of one group that are looked at.
const LOOKED_AT: i64 = 200;

/// What a change does to people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Who may enter and could not.
    pub gain: Affected,
    /// Who may no longer enter.
    pub lose: Affected,
    /// Whether what is asked about network, hours or factors is another.
    pub conditions: bool,
    /// Whether whoever acts is among those who lose.
    pub own_loss: bool,
}

/// People whom a change affects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affected {
    /// Some of them.
    pub people: Vec<User>,
    /// Whether there may be more.
    pub more: bool,
    /// Everybody whom no binding names by person or group.
    pub everyone_else: bool,
}

impl Affected {
    /// Whether it is nobody.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.people.is_empty() && !self.everyone_else
    }
}

impl Accounts {
    /// Who gains and who loses by a change that is not made yet.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn effect_of_access(
        &self,
        by: &impl Acting,
        before: &Access,
        after: &Access,
    ) -> Result<Effect, Error> {
        let now = self.env.now();
        let mut conn = self.store.read().await?;
        let (people, more) = candidates(&mut conn, before, after).await?;
        let change = Change { before, after, now };
        let mut effect = Effect {
            conditions: at_the_door(before) != at_the_door(after),
            ..Effect::default()
        };
        for user in people.into_values() {
            let groups = group_ids(&memberships::groups_of(&mut conn, user.id).await?);
            if let Some(side) = change.side(&mut effect, (user.id, &groups)) {
                side.more |= side.people.len() >= NAMED;
                if side.people.len() < NAMED {
                    side.people.push(user);
                }
            }
        }
        let stranger: UserId = Id::from_uuid(Uuid::nil());
        if let Some(side) = change.side(&mut effect, (stranger, &[])) {
            side.everyone_else = true;
        }
        for side in [&mut effect.gain, &mut effect.lose] {
            side.more |= more && !side.people.is_empty();
        }
        if let Some(person) = by.person() {
            let groups = group_ids(&memberships::groups_of(&mut conn, person).await?);
            effect.own_loss = change.admits(before, (person, &groups))
                && !change.admits(after, (person, &groups));
        }
        Ok(effect)
    }

    /// Changes who may enter, unless that was changed since `before` was read.
    ///
    /// # Errors
    /// The same as for every change of a client.
    pub async fn change_access(
        &self,
        by: &Administrator,
        client: &Client,
        (before, after): (&Access, Access),
    ) -> Result<Client, Error> {
        let mut conn = self.store.read().await?;
        let stored = clients::by_id(&mut conn, client.id).await?;
        drop(conn);
        let Some(stored) = stored.filter(|stored| stored.settings.access == *before) else {
            return Err(Refusal::Changed.into());
        };
        let mut changed = stored.clone();
        changed.settings.access = after;
        Box::pin(self.change_client(by, &stored, changed)).await
    }
}

/// A change and when it would be made.
struct Change<'a> {
    before: &'a Access,
    after: &'a Access,
    now: Timestamp,
}

impl Change<'_> {
    fn admits(&self, access: &Access, (person, groups): (UserId, &[GroupId])) -> bool {
        access.could_admit(person, groups, self.now)
    }

    /// The list that somebody belongs into.
    fn side<'e>(
        &self,
        effect: &'e mut Effect,
        who: (UserId, &[GroupId]),
    ) -> Option<&'e mut Affected> {
        match (self.admits(self.before, who), self.admits(self.after, who)) {
            (false, true) => Some(&mut effect.gain),
            (true, false) => Some(&mut effect.lose),
            _ => None,
        }
    }
}

/// The people whom bindings name, by person or by group, and whether some were not looked at.
async fn candidates(
    conn: &mut Conn,
    before: &Access,
    after: &Access,
) -> Result<(BTreeMap<UserId, User>, bool), StoreError> {
    let mut found = BTreeMap::new();
    let mut more = false;
    for id in before.people().chain(after.people()) {
        if let Some(user) = users::by_id(conn, id).await? {
            found.insert(id, user);
        }
    }
    let named: BTreeSet<GroupId> = before.groups().chain(after.groups()).collect();
    for id in named {
        let members = group_tree::members(conn, id, None, LOOKED_AT).await?;
        more |= i64::try_from(members.len()).is_ok_and(|count| count >= LOOKED_AT);
        found.extend(members.into_iter().map(|(user, _)| (user.id, user)));
    }
    Ok((found, more))
}

fn at_the_door(access: &Access) -> Vec<(&Condition, bool)> {
    let bindings = access.bindings.iter().filter(|it| it.enabled);
    bindings
        .filter(|it| !matches!(it.condition, Condition::Person(_) | Condition::Group(_)))
        .map(|it| (&it.condition, it.negated))
        .collect()
}
