//! One line of a table: a person added or changed, as one act that a dry run takes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::group::GroupId;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::user::{DisplayName, User};
use gantry_store::{Tx, memberships};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::groups::members::write_groups;
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::PersonWords;
use crate::users::act::{Undo, unknown};
use crate::users::add::{NewUser, ReadyUser, insert};
use crate::users::change::{ReadyChange, UserChange, write};
use crate::users::end::{OnUser, write_disabled};
use crate::users::import::Step;
use crate::users::table::Row;

/// What takes a line back that was only tried.
const DRY: Refusal = Refusal::Settings("this was a dry run");

/// What the lines of one file share.
pub(super) struct ImportFile {
    by: Administrator,
    dry: bool,
    seen: BTreeSet<String>,
    groups: BTreeMap<String, GroupId>,
}

impl ImportFile {
    /// A file before its first line.
    pub(super) fn new(by: Administrator, dry: bool) -> Self {
        Self {
            by,
            dry,
            seen: BTreeSet::new(),
            groups: BTreeMap::new(),
        }
    }
}

/// A line on its way into the database.
enum Ready {
    Add(Box<ReadyUser>),
    Change(Box<Changes>),
}

struct Changes {
    before: User,
    change: ReadyChange,
    groups: Option<(BTreeSet<GroupId>, AuditEntry)>,
    disabled: Option<(bool, OnUser)>,
}

impl Accounts {
    /// Does, or only tries, what a line says.
    pub(super) async fn import_line(&self, file: &mut ImportFile, row: Row) -> Result<Step, Error> {
        let names = [
            Some(row.username.folded()),
            row.email.iter().flatten().next().map(ToString::to_string),
        ];
        for name in names.into_iter().flatten() {
            if !file.seen.insert(name) {
                return Err(
                    Refusal::Settings("the name or address comes twice in this table").into(),
                );
            }
        }
        let groups = self.groups_of_row(file, &row).await?;
        let ready = match self.user_by_login(row.username.as_str()).await? {
            Some(user) => Ready::Change(Box::new(self.ready_change(file, user, row, groups)?)),
            None => Ready::Add(Box::new(self.ready_addition(file, row, groups).await?)),
        };
        self.do_or_try(ready, file.dry).await
    }

    async fn groups_of_row(
        &self,
        file: &mut ImportFile,
        row: &Row,
    ) -> Result<Option<BTreeSet<GroupId>>, Error> {
        let Some(names) = &row.groups else {
            return Ok(None);
        };
        let mut ids = BTreeSet::new();
        for name in names {
            if let Some(id) = file.groups.get(name.as_str()) {
                ids.insert(*id);
                continue;
            }
            let found = self.group_by_name(name).await?;
            let id = found.ok_or_else(|| unknown("group", name))?.id;
            file.groups.insert(name.to_string(), id);
            ids.insert(id);
        }
        Ok(Some(ids))
    }

    async fn ready_addition(
        &self,
        file: &ImportFile,
        row: Row,
        groups: Option<BTreeSet<GroupId>>,
    ) -> Result<ReadyUser, Error> {
        let name = match row.name {
            Some(name) => name,
            None => row.username.as_str().parse::<DisplayName>()?,
        };
        let mut new = NewUser {
            username: row.username,
            email: row.email.flatten(),
            email_verified: true,
            name,
            profile: Profile::default(),
            password: row.password.map(Password::chosen).transpose()?,
            role: row.role.flatten(),
            language: row.language.flatten(),
            groups: groups.unwrap_or_default().into_iter().collect(),
        };
        if let (true, Some(password)) = (file.dry, new.password.take_if(|_| file.dry)) {
            let words = PersonWords::from(&new);
            self.approve_password(&password, &words).await?;
        }
        let line = Line::by(&file.by, Event::UserAdded);
        let mut ready = self.ready_user(new, line).await?;
        let attributes = row.attributes.into_iter();
        ready.user.attributes = attributes.filter(|(_, value)| !value.is_empty()).collect();
        ready.user.disabled = row.disabled.unwrap_or_default();
        Ok(ready)
    }

    fn ready_change(
        &self,
        file: &ImportFile,
        before: User,
        row: Row,
        groups: Option<BTreeSet<GroupId>>,
    ) -> Result<Changes, Error> {
        if row.password.is_some() {
            let refusal = Refusal::Settings("a password is imported for new people only");
            return Err(refusal.into());
        }
        let id = before.id;
        let line = |event| Line::by(&file.by, event);
        let about = |event| Line {
            user_id: Some(id),
            ..line(event)
        };
        let disabled = row.disabled.map(|disabled| {
            let mut line = line(Event::UserChanged);
            if disabled { "disabled" } else { "enabled" }.clone_into(&mut line.detail);
            (disabled, self.on_user(id, line))
        });
        let entry = about(Event::GroupChanged).entry(&self.env);
        Ok(Changes {
            change: self.ready_to_change(id, change(&before, row), about(Event::UserChanged))?,
            groups: groups.map(|groups| (groups, entry)),
            disabled,
            before,
        })
    }

    async fn do_or_try(&self, ready: Ready, dry: bool) -> Result<Step, Error> {
        let seen = Arc::new(OnceLock::new());
        let act = (ready, dry, Arc::clone(&seen));
        let done = self.act(act, |tx, (ready, dry, seen)| {
            Box::pin(async move {
                let step = write_line(tx, ready).await?;
                if *dry {
                    let _ = seen.set(step);
                    return Err(DRY.into());
                }
                Ok(step)
            })
        });
        match (done.await, seen.get()) {
            (Err(Error::Refused(DRY)), Some(step)) => Ok(step.clone()),
            (done, _) => done,
        }
    }
}

/// What changes about somebody; an empty attribute goes, and what the file does not name stays.
fn change(before: &User, row: Row) -> UserChange {
    let mut attributes = before.attributes.clone();
    for (name, value) in row.attributes {
        if value.is_empty() {
            attributes.remove(&name);
        } else {
            attributes.insert(name, value);
        }
    }
    UserChange {
        username: Some(row.username),
        email: row.email,
        name: row.name,
        attributes: Some(attributes),
        role: row.role,
        language: row.language,
        ..UserChange::default()
    }
}

async fn write_line(tx: &mut Tx, ready: &Ready) -> Result<Step, Undo> {
    let changes = match ready {
        Ready::Add(ready) => {
            insert(tx, ready).await?;
            return Ok(Step::Add);
        }
        Ready::Change(changes) => changes,
    };
    let before = &changes.before;
    let mut columns = differences(before, &write(tx, &changes.change).await?);
    if let Some((groups, entry)) = &changes.groups {
        let own = memberships::direct_groups_of(tx, before.id).await?;
        let own: BTreeSet<GroupId> = own.into_iter().map(|group| group.id).collect();
        if own != *groups {
            write_groups(tx, before.id, groups, entry).await?;
            columns.push("groups");
        }
    }
    if let Some((disabled, act)) = &changes.disabled {
        write_disabled(tx, act, *disabled).await?;
        if *disabled != before.disabled {
            columns.push("disabled");
        }
    }
    Ok(if columns.is_empty() {
        Step::Unchanged
    } else {
        Step::Change(columns)
    })
}

/// The columns whose values changed.
fn differences(before: &User, after: &User) -> Vec<&'static str> {
    let columns = [
        (before.username != after.username, "username"),
        (before.name != after.name, "name"),
        (before.email != after.email, "email"),
        (before.attributes != after.attributes, "attributes"),
        (before.role != after.role, "role"),
        (before.language != after.language, "language"),
    ];
    let changed = columns.into_iter().filter(|(changed, _)| *changed);
    changed.map(|(_, column)| column).collect()
}
