//! Adding a person.

use std::collections::{BTreeMap, BTreeSet};

use gantry_core::Invalid;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::email::Email;
use gantry_core::group::GroupId;
use gantry_core::password::{Password, PasswordHash};
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::{DisplayName, Subject, User};
use gantry_core::username::Username;
use gantry_store::{Tx, audit, groups, memberships, user_search, users};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::act::{Undo, unknown};
use crate::users::{PersonWords, names};

/// What an administrator says about a new person.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: Username,
    /// The address to sign in with.
    pub email: Option<Email>,
    /// Whether somebody vouches for the address; who types it in usually does.
    pub email_verified: bool,
    /// Full name.
    pub name: DisplayName,
    /// The other standard claims.
    pub profile: Profile,
    /// Without one the person cannot sign in yet.
    pub password: Option<Password>,
    /// What the person may do in the administration.
    pub role: Option<Role>,
    /// Language of the pages.
    pub language: Option<String>,
    /// The groups to be in.
    pub groups: Vec<GroupId>,
}

/// A person ready to be written: checked, hashed, with the line of the trail.
pub(crate) struct ReadyUser {
    pub(crate) user: User,
    hash: Option<PasswordHash>,
    groups: BTreeSet<GroupId>,
    entry: AuditEntry,
}

impl Accounts {
    /// Adds a person.
    ///
    /// # Errors
    /// A name or an address that is or was somebody else's, or an unknown group.
    pub async fn add_user(&self, by: &Administrator, new: NewUser) -> Result<User, Error> {
        let ready = self.ready_user(new, Line::by(by, Event::UserAdded)).await?;
        let user = ready.user.clone();
        self.act(ready, |tx, ready| Box::pin(insert(tx, ready)))
            .await?;
        Ok(user)
    }

    /// Everything that must not happen inside a write.
    pub(crate) async fn ready_user(&self, new: NewUser, line: Line) -> Result<ReadyUser, Error> {
        if let Some(password) = &new.password {
            self.approve_password(password, &PersonWords::from(&new))
                .await?;
        }
        let now = self.env.now();
        let user = User {
            id: self.env.id(),
            subject: Subject::generate(&self.env),
            username: new.username,
            email_verified: new.email_verified && new.email.is_some(),
            email: new.email,
            name: new.name,
            profile: new.profile.checked()?,
            attributes: BTreeMap::new(),
            role: new.role,
            factor_demanded: false,
            disabled: false,
            language: checked_language(new.language)?,
            created_at: now,
            updated_at: now,
            signed_in_at: None,
        };
        let hash = match new.password {
            Some(password) => Some(self.hash_pool.hash(password).await?),
            None => None,
        };
        let detail = user.username.to_string();
        let line = Line {
            user_id: Some(user.id),
            detail,
            ..line
        };
        let groups = new.groups.into_iter().collect();
        Ok(ReadyUser {
            user,
            hash,
            groups,
            entry: line.entry(&self.env),
        })
    }
}

/// Writes a person with names, groups, search words and the line of the trail.
pub(crate) async fn insert(tx: &mut Tx, ready: &ReadyUser) -> Result<(), Undo> {
    let user = &ready.user;
    names::claim(tx, user, user.created_at).await?;
    if !users::insert(tx, user, ready.hash.as_ref()).await? {
        return Err(Refusal::UsernameTaken.into());
    }
    for group in &ready.groups {
        if groups::by_id(tx, *group).await?.is_none() {
            return Err(unknown("group", group).into());
        }
        memberships::add(tx, *group, user.id).await?;
    }
    let words: Vec<String> = names::words(user).into_iter().collect();
    user_search::replace_words(tx, user.id, &words).await?;
    Ok(audit::insert(tx, &ready.entry).await?)
}

/// A language's tag, such as `de` or `pt-BR`.
/// RFC 5646 §2.1. <https://www.rfc-editor.org/rfc/rfc5646#section-2.1>
pub(crate) fn checked_language(language: Option<String>) -> Result<Option<String>, Invalid> {
    let tag = language
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty());
    let fits = tag.as_deref().is_none_or(|tag| {
        (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    });
    if fits {
        Ok(tag)
    } else {
        Err(Invalid::new("language", "is a tag such as de or pt-BR"))
    }
}
