//! Changing what is known about a person.

use std::collections::BTreeMap;

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::claim_name::ClaimName;
use gantry_core::email::Email;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::{DisplayName, User, UserId};
use gantry_core::username::Username;
use gantry_core::{Invalid, Timestamp};
use gantry_store::{Tx, audit, chat_endings, credentials, user_search, users};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::reset::remove_all;
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively, unknown};
use crate::users::add::checked_language;
use crate::users::end::End;
use crate::users::names;

/// What an administrator changes about a person; `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// Another name to sign in with; the old one stays this person's.
    pub username: Option<Username>,
    /// Another address, or none; the old one stays this person's.
    pub email: Option<Option<Email>>,
    /// Whether the address is vouched for. Unless said, a changed one is.
    pub email_verified: Option<bool>,
    /// Full name.
    pub name: Option<DisplayName>,
    /// All the other standard claims.
    pub profile: Option<Profile>,
    /// All attributes for claims of one's own.
    pub attributes: Option<BTreeMap<ClaimName, String>>,
    /// Another role in the administration, or none.
    pub role: Option<Option<Role>>,
    /// Whether to sign in with a second factor only.
    pub factor_demanded: Option<bool>,
    /// Language of the pages; `Some(None)` is the browser's.
    pub language: Option<Option<String>>,
}

impl UserChange {
    fn checked(mut self) -> Result<Self, Invalid> {
        self.profile = self.profile.map(Profile::checked).transpose()?;
        self.language = self.language.map(checked_language).transpose()?;
        Ok(self)
    }

    fn applied(&self, before: &User) -> User {
        fn set<T: Clone>(to: &mut T, from: Option<&T>) {
            if let Some(value) = from {
                *to = value.clone();
            }
        }
        let mut user = before.clone();
        if self
            .email
            .as_ref()
            .is_some_and(|email| *email != user.email)
        {
            user.email_verified = true;
        }
        set(&mut user.username, self.username.as_ref());
        set(&mut user.email, self.email.as_ref());
        set(&mut user.email_verified, self.email_verified.as_ref());
        set(&mut user.name, self.name.as_ref());
        set(&mut user.profile, self.profile.as_ref());
        set(&mut user.attributes, self.attributes.as_ref());
        set(&mut user.role, self.role.as_ref());
        set(&mut user.factor_demanded, self.factor_demanded.as_ref());
        set(&mut user.language, self.language.as_ref());
        user.email_verified &= user.email.is_some();
        user
    }
}

/// A change on its way into the database.
pub(crate) struct ReadyChange {
    id: UserId,
    change: UserChange,
    now: Timestamp,
    end: End,
    entry: AuditEntry,
}

impl Accounts {
    /// Changes a person; old names stay claimed.
    ///
    /// # Errors
    /// A name that is or was somebody else's, or the last administrator's right.
    pub async fn change_user(
        &self,
        by: &Administrator,
        id: UserId,
        change: UserChange,
    ) -> Result<User, Error> {
        self.change(id, change, Line::by(by, Event::UserChanged))
            .await
    }

    /// Changes what a person may change about the own account.
    ///
    /// # Errors
    /// A person who is gone, or a language that is none.
    pub async fn change_own_profile(
        &self,
        id: UserId,
        name: DisplayName,
        language: Option<String>,
    ) -> Result<User, Error> {
        let change = UserChange {
            name: Some(name),
            language: Some(language),
            ..UserChange::default()
        };
        self.change(id, change, Line::new(Event::UserChanged)).await
    }

    async fn change(&self, id: UserId, change: UserChange, line: Line) -> Result<User, Error> {
        let ready = self.ready_to_change(id, change, line)?;
        self.act(ready, |tx, ready| Box::pin(write(tx, ready)))
            .await
    }

    /// A change that was checked, with its line of the trail.
    pub(crate) fn ready_to_change(
        &self,
        id: UserId,
        change: UserChange,
        line: Line,
    ) -> Result<ReadyChange, Invalid> {
        let line = Line {
            user_id: Some(id),
            ..line
        };
        Ok(ReadyChange {
            id,
            change: change.checked()?,
            now: self.env.now(),
            end: self.end_now(),
            entry: line.entry(&self.env),
        })
    }
}

/// Writes a change with names, search words and the line of the trail.
pub(crate) async fn write(tx: &mut Tx, ready: &ReadyChange) -> Result<User, Undo> {
    let seen = existing(tx, ready.id).await?;
    if ready.change.applied(&seen) == seen {
        return Ok(seen);
    }
    let of_rights = ready.change.role.is_some_and(|role| role != seen.role);
    if of_rights {
        exclusively(tx).await?;
    }
    users::hold(tx, ready.id).await?;
    let before = existing(tx, ready.id).await?;
    let mut after = ready.change.applied(&before);
    if after == before {
        return Ok(before);
    }
    if after.role != before.role && !of_rights {
        return Err(Refusal::Changed.into());
    }
    after.updated_at = ready.now;
    if !after.is_administrator() {
        keep_an_administrator(tx, &before).await?;
    }
    names::claim(tx, &after, ready.now).await?;
    if !users::update(tx, &after).await? {
        return Err(unknown("user", &ready.id).into());
    }
    let words: Vec<String> = names::words(&after).into_iter().collect();
    user_search::replace_words(tx, after.id, &words).await?;
    chat_endings::follow(tx, after.id, ready.now).await?;
    let mut detail = changed_words(&before, &after);
    if after.role > before.role && shut_out_others(tx, ready).await? {
        detail.push_str(", factors and any password of the helpdesk ended");
    }
    let entry = ready.entry.clone();
    audit::insert(tx, &AuditEntry { detail, ..entry }).await?;
    Ok(after)
}

/// Whoever got hold of the account before it was worth this much is out: with what was issued, with
/// a password that the helpdesk chose, and with what may have been added by one, also where the
/// person has a password of the own by now. `true` if there ever was such a password.
async fn shut_out_others(tx: &mut Tx, ready: &ReadyChange) -> Result<bool, Undo> {
    ready.end.write(tx, ready.id).await?;
    let helped = credentials::end_help(tx, ready.id).await?;
    if helped {
        remove_all(tx, ready.id).await?;
    }
    Ok(helped)
}

/// What changed, for the trail: names of values, and what became of the right to administer.
fn changed_words(before: &User, after: &User) -> String {
    let role = match after.role {
        Some(Role::Administrator) => "role: administrator",
        Some(Role::Helpdesk) => "role: helpdesk",
        Some(Role::Auditor) => "role: auditor",
        None => "role: none",
    };
    let words = [
        (before.role != after.role, role),
        (before.attributes != after.attributes, "attributes"),
        (
            before.factor_demanded != after.factor_demanded,
            "second factor demanded",
        ),
        (before.username != after.username, "user name"),
        (before.email != after.email, "e-mail"),
        (
            before.email_verified != after.email_verified,
            "e-mail verified",
        ),
        (before.name != after.name, "name"),
        (before.profile != after.profile, "profile"),
        (before.language != after.language, "language"),
    ];
    let changed = words.into_iter().filter(|(changed, _)| *changed);
    changed.map(|(_, word)| word).collect::<Vec<_>>().join(", ")
}

/// A person who exists.
pub(crate) async fn existing(tx: &mut Tx, id: UserId) -> Result<User, Undo> {
    let user = users::by_id(tx, id).await?;
    Ok(user.ok_or_else(|| unknown("user", &id))?)
}

/// A person who exists and whose row stays as it is until the write is over.
pub(crate) async fn held(tx: &mut Tx, id: UserId) -> Result<User, Undo> {
    users::hold(tx, id).await?;
    existing(tx, id).await
}

/// Refuses if without this person nobody could administer. Call only after [`exclusively`].
pub(crate) async fn keep_an_administrator(tx: &mut Tx, user: &User) -> Result<(), Undo> {
    if user.is_administrator() && !user.disabled && !users::another_admin(tx, user.id).await? {
        return Err(Refusal::LastAdministrator.into());
    }
    Ok(())
}
