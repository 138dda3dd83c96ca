//! People of a document: never their passwords, and none is removed.

use std::collections::BTreeSet;

use gantry_core::group_name::GroupName;
use gantry_core::user::User;
use gantry_store::{StoreError, memberships};
use serde_json::Value;

use crate::accounts::Accounts;
use crate::declared::change::{Change, Kind};
use crate::declared::document::{DeclaredPerson, Document};
use crate::declared::foresight::administers;
use crate::declared::{Plan, Step};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::users::act::unknown;
use crate::users::add::checked_language;
use crate::users::{NewUser, UserChange};

impl Accounts {
    /// A person as documents have it.
    pub(crate) async fn declared_person(&self, user: &User) -> Result<DeclaredPerson, Error> {
        let mut conn = self.store.read().await?;
        let groups = memberships::direct_groups_of(&mut conn, user.id).await?;
        Ok(DeclaredPerson {
            username: user.username.clone(),
            name: user.name.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            role: user.role,
            disabled: user.disabled,
            factor_demanded: user.factor_demanded,
            language: user.language.clone(),
            profile: user.profile.clone(),
            attributes: user.attributes.clone(),
            groups: Some(groups.into_iter().map(|group| group.name).collect()),
        })
    }

    pub(crate) async fn plan_people(
        &self,
        document: &Document,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let mut people: Vec<&DeclaredPerson> = document.people.iter().collect();
        // Who is to administer comes first: then there is an administrator at every step.
        people.sort_by_key(|person| !administers(person));
        for wanted in people {
            let place = format!("people: {}: ", wanted.username);
            let wanted = match checked(wanted.clone()) {
                Ok(wanted) => wanted,
                Err(refusal) => {
                    plan.refused(&place, refusal.into())?;
                    continue;
                }
            };
            for name in wanted.groups.iter().flatten() {
                let declared = document.groups.iter().flatten();
                let mut declared = declared.map(|group| group.name.folded());
                if !declared.any(|it| it == name.folded())
                    && self.group_by_name(name).await?.is_none()
                {
                    plan.problem(format!("{place}there is no group {name}"));
                }
            }
            let found = self.user_by_login(wanted.username.as_str()).await?;
            let what = format!("person {}", wanted.username);
            let change = match &found {
                Some(user) => {
                    let before = self.declared_person(user).await?;
                    let after = DeclaredPerson {
                        groups: groups_as_stored(&wanted, &before),
                        ..wanted.clone()
                    };
                    (before != after)
                        .then(|| Ok((Kind::Changed, document_of(&before)?, document_of(&after)?)))
                }
                None => Some(Ok((
                    Kind::Added,
                    Value::Object(serde_json::Map::new()),
                    document_of(&wanted)?,
                ))),
            };
            if let Some(change) = change {
                let (kind, before, after): (Kind, Value, Value) = change.map_err(|it: Error| it)?;
                let change = Change::of(kind, what, &before, &after);
                plan.step(Step::Person(Box::new(wanted)), change);
            }
        }
        Ok(())
    }

    pub(crate) async fn put_person(
        &self,
        by: &Administrator,
        wanted: &DeclaredPerson,
    ) -> Result<(), Error> {
        let found = self.user_by_login(wanted.username.as_str()).await?;
        let user = match found {
            Some(user) => user,
            None => self.add_user(by, new_user(wanted)).await?,
        };
        let user = self.change_user(by, user.id, change_to(wanted)).await?;
        if let Some(groups) = &wanted.groups {
            let mut ids = Vec::new();
            for name in groups {
                let group = self.group_by_name(name).await?;
                ids.push(group.ok_or_else(|| unknown("group", name))?.id);
            }
            self.set_groups_of(by, user.id, ids).await?;
        }
        if user.disabled != wanted.disabled {
            self.set_disabled(by, user.id, wanted.disabled).await?;
        }
        Ok(())
    }
}

/// What an act would make of the values.
fn checked(wanted: DeclaredPerson) -> Result<DeclaredPerson, Refusal> {
    Ok(DeclaredPerson {
        profile: wanted.profile.checked()?,
        language: checked_language(wanted.language)?,
        email_verified: wanted.email_verified && wanted.email.is_some(),
        ..wanted
    })
}

/// Names of groups differ by case only; not listed are those that are.
fn groups_as_stored(
    wanted: &DeclaredPerson,
    before: &DeclaredPerson,
) -> Option<BTreeSet<GroupName>> {
    let Some(groups) = &wanted.groups else {
        return before.groups.clone();
    };
    let stored = |name: &GroupName| {
        let mut known = before.groups.iter().flatten();
        known.find(|it| it.folded() == name.folded()).cloned()
    };
    let named = groups
        .iter()
        .map(|name| stored(name).unwrap_or_else(|| name.clone()));
    Some(named.collect())
}

fn new_user(wanted: &DeclaredPerson) -> NewUser {
    NewUser {
        username: wanted.username.clone(),
        email: wanted.email.clone(),
        email_verified: wanted.email_verified,
        name: wanted.name.clone(),
        profile: wanted.profile.clone(),
        password: None,
        role: wanted.role,
        language: wanted.language.clone(),
        groups: Vec::new(),
    }
}

fn change_to(wanted: &DeclaredPerson) -> UserChange {
    UserChange {
        username: Some(wanted.username.clone()),
        email: Some(wanted.email.clone()),
        email_verified: Some(wanted.email_verified),
        name: Some(wanted.name.clone()),
        profile: Some(wanted.profile.clone()),
        attributes: Some(wanted.attributes.clone()),
        role: Some(wanted.role),
        factor_demanded: Some(wanted.factor_demanded),
        language: Some(wanted.language.clone()),
    }
}

fn document_of(person: &DeclaredPerson) -> Result<Value, Error> {
    Ok(serde_json::to_value(person).map_err(StoreError::from)?)
}
