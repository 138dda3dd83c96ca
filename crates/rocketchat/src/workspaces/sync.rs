//! An account follows its person: open or closed, name, user name, address, roles, rooms and
//! picture; nothing is written that is already so.

use std::collections::BTreeSet;

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::group::GroupId;
use gantry_core::user::User;
use gantry_core::workspace::{ChatAccount as Known, ChatTask};
use gantry_store::{chat_accounts, chat_links, memberships, users};

use crate::claims::sanitise_username;
use crate::rest::{Act, ChatAccount, UserChanges};
use crate::workspaces::task::Ended;
use crate::workspaces::{Opened, Workspaces};

/// What is known on this side about the account of a task.
struct Followed {
    user: Option<User>,
    known: Option<Known>,
}

/// An account whose name and address are in step, for the steps that come after.
pub(crate) struct Subject<'a> {
    /// What asked for it.
    pub(crate) task: &'a ChatTask,
    /// The workspace.
    pub(crate) opened: &'a Opened,
    /// The person.
    pub(crate) user: &'a User,
    /// The person's groups.
    pub(crate) groups: BTreeSet<GroupId>,
    /// The account as it is now.
    pub(crate) account: ChatAccount,
}

impl Workspaces {
    /// Brings the account of a task in step.
    pub(crate) async fn sync_account(
        &self,
        task: &ChatTask,
        opened: &Opened,
    ) -> Result<Ended, Error> {
        let mut conn = self.accounts.store().read().await?;
        let followed = Followed {
            user: users::by_id(&mut conn, task.user_id).await?,
            known: chat_accounts::find(&mut conn, task.client_id, task.user_id).await?,
        };
        drop(conn);
        let known_id = followed
            .known
            .as_ref()
            .and_then(|known| known.chat_id.clone());
        // A person who was deleted left the id of the account in the task.
        let Some(chat_id) = known_id.or_else(|| task.chat_id.clone()) else {
            return Ok(Ended::Done);
        };
        let account = match opened.rest.user_by_id(&chat_id).await {
            Ok(Some(account)) => account,
            Ok(None) => return self.note_missing(followed.known).await,
            Err(error) => return Ok(Ended::of(&error, Act::FindAccount, opened)),
        };
        match (followed.user, followed.known) {
            (Some(user), Some(known)) if !user.disabled => {
                self.follow(task, opened, (&user, known, account)).await
            }
            (_, known) => self.close(task, opened, known, &account).await,
        }
    }

    async fn follow(
        &self,
        task: &ChatTask,
        opened: &Opened,
        (user, mut known, account): (&User, Known, ChatAccount),
    ) -> Result<Ended, Error> {
        if known.deactivated {
            if !account.active
                && let Err(error) = opened.rest.set_active(&account.id, true, false).await
            {
                return Ok(Ended::of(&error, Act::SetActive, opened));
            }
            known.deactivated = false;
            self.note_link(known.clone()).await?;
            self.note_account(task, "opened");
        }
        let kept_out = self.keep_out(task, opened, user, &account).await?;
        if !matches!(kept_out, Ended::Done) {
            return Ok(kept_out);
        }
        let changes = changes(user, &known, &account);
        if !changes.is_empty() {
            match opened.rest.update_user(&account.id, &changes).await {
                Ok(_) => self.note_account(task, "name or address"),
                Err(error) => return Ok(Ended::of(&error, Act::UpdateAccount, opened)),
            }
        }
        let mut account = account;
        account.username = changes.username.or(account.username);
        known.chat_username = account.username.clone().unwrap_or(known.chat_username);
        known.problem = None;
        self.note_link(known.clone()).await?;
        let groups = self.groups_of(user).await?;
        let subject = Subject {
            task,
            opened,
            user,
            groups,
            account,
        };
        self.follow_further(&subject, known).await
    }

    /// Roles, rooms and picture. What stops one of them does not hold up the others.
    async fn follow_further(&self, subject: &Subject<'_>, known: Known) -> Result<Ended, Error> {
        let roles = self.sync_roles(subject).await;
        let rooms = self.sync_rooms(subject).await;
        let picture = self.sync_avatar(subject, known).await?;
        Ok(worse(worse(roles, rooms), picture))
    }

    /// Whoever may no longer enter is signed out everywhere; the account stays open.
    async fn keep_out(
        &self,
        task: &ChatTask,
        opened: &Opened,
        user: &User,
        account: &ChatAccount,
    ) -> Result<Ended, Error> {
        let cache = self.accounts.client_cache();
        let mut conn = self.accounts.store().read().await?;
        cache.check_version(&mut conn).await?;
        drop(conn);
        match cache.by_id(task.client_id).await? {
            Some(client) if account.active && !self.may_stay(&client.client, user).await? => {
                self.shut_out(task, opened, &account.id).await
            }
            _ => Ok(Ended::Done),
        }
    }

    async fn groups_of(&self, user: &User) -> Result<BTreeSet<GroupId>, Error> {
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, user.id).await?;
        Ok(groups.into_iter().map(|group| group.id).collect())
    }

    /// Closing an account ends all its tokens; it is opened again only if it was closed from here.
    async fn close(
        &self,
        task: &ChatTask,
        opened: &Opened,
        known: Option<Known>,
        account: &ChatAccount,
    ) -> Result<Ended, Error> {
        if !account.active {
            return Ok(Ended::Done);
        }
        // Written down before it is done: whoever closed the account opens it again.
        if let Some(known) = known {
            self.note_link(Known {
                deactivated: true,
                ..known
            })
            .await?;
        }
        let relinquish = opened.workspace.sync.confirm_relinquish;
        if let Err(error) = opened.rest.set_active(&account.id, false, relinquish).await {
            return Ok(Ended::of(&error, Act::SetActive, opened));
        }
        self.note_account(task, "closed");
        Ok(Ended::Done)
    }

    async fn note_missing(&self, known: Option<Known>) -> Result<Ended, Error> {
        if let Some(known) = known {
            let problem = Some(crate::workspaces::Obstacle::Missing.code().to_owned());
            self.note_link(Known { problem, ..known }).await?;
        }
        Ok(Ended::Done)
    }

    /// Writes down what was seen and done.
    pub(crate) async fn note_link(&self, known: Known) -> Result<(), Error> {
        let noted = self.accounts.store().write_one(known, |tx, known| {
            Box::pin(async move { chat_links::note(tx, known).await.map(drop) })
        });
        Ok(noted.await?)
    }

    /// Writes a line of the trail about an account.
    pub(crate) fn note_account(&self, task: &ChatTask, detail: &str) {
        let mut line = Line::new(Event::ChatAccountChanged);
        line.client_id = Some(task.client_id);
        line.user_id = Some(task.user_id);
        detail.clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
    }
}

/// How two steps ended together: what may succeed later is tried again before anybody is asked.
pub(crate) fn worse(one: Ended, other: Ended) -> Ended {
    match (&one, &other) {
        (Ended::Later(_), _) | (Ended::Stopped(_), Ended::Done | Ended::Stopped(_)) => one,
        _ => other,
    }
}

/// What differs. An address that nobody vouches for is not pushed.
fn changes(user: &User, known: &Known, account: &ChatAccount) -> UserChanges {
    let differs = |ours: &str, theirs: Option<&str>| theirs != Some(ours);
    let name = user.name.as_str();
    let username = sanitise_username(user.username.as_str());
    let email = user.email.as_ref().filter(|_| user.email_verified);
    let address = account.emails.first().map(|email| email.address.as_str());
    UserChanges {
        name: differs(name, account.name.as_deref()).then(|| name.to_owned()),
        username: (known.follows && differs(&username, account.username.as_deref()))
            .then_some(username),
        email: email
            .filter(|email| !address.is_some_and(|it| it.eq_ignore_ascii_case(email.as_str())))
            .map(ToString::to_string),
    }
}
