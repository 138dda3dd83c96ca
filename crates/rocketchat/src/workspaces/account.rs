//! The account that a person has in a workspace, made when the person first comes.
//!
//! An account that exists is never taken over: it is this person's only if the link says so, or if
//! it was made by an attempt of our own that could not finish.

use std::time::Duration;

use gantry_accounts::Error;
use gantry_core::user::User;
use gantry_core::workspace::{ChatAccount as Known, ChatTask, TaskKind};
use gantry_core::{Id, Seconds, Timestamp};
use gantry_store::chat_accounts::{self, Made};
use gantry_store::{chat_links, chat_tasks, memberships};

use crate::claims::sanitise_username;
use crate::rest::{ChatAccount, NewChatUser, RestError, throwaway_password};
use crate::workspaces::{Obstacle, Opened, Workspaces};

/// How long one server may take to make an account.
const LEASE: Seconds = Seconds::new(30);
const LOOK_EVERY: Duration = Duration::from_millis(150);
const LOOKS: usize = 80;
/// How far the chat's clock may be off.
const SKEW: Seconds = Seconds::minutes(1);

/// The chat's id of an account, or what keeps the person out.
type Found = Result<String, Obstacle>;

impl Workspaces {
    /// The account of a person, made if there is none, and looked at if there is one.
    pub(crate) async fn account_of(&self, user: &User, opened: &Opened) -> Result<Found, Error> {
        for _ in 0..LOOKS {
            let known = self.known(user, opened).await?;
            if let Some(chat_id) = &known.chat_id {
                return self.look_at(user, opened, &known, chat_id).await;
            }
            if let Some(obstacle) = known.problem.as_deref().and_then(Obstacle::lasting) {
                return Ok(Err(obstacle));
            }
            let Some(email) = user.email.as_ref().filter(|_| user.email_verified) else {
                return Ok(Err(Obstacle::NoAddress));
            };
            let now = self.accounts.env().now();
            let lease = (known.clone(), now, now.plus(LEASE));
            let mine = self
                .accounts
                .store()
                .write_one(lease, |tx, (known, now, until)| {
                    Box::pin(chat_accounts::lease(tx, known, *now, *until))
                });
            if mine.await? {
                return self
                    .make_account(user, opened, &known, email.as_str())
                    .await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(Err(Obstacle::Down))
    }

    async fn known(&self, user: &User, opened: &Opened) -> Result<Known, Error> {
        let client = opened.workspace.client_id;
        let mut conn = self.accounts.store().read().await?;
        let known = chat_accounts::find(&mut conn, client, user.id).await?;
        drop(conn);
        let name = sanitise_username(user.username.as_str());
        let known = match known {
            Some(known) if !is_of_other_name(&known, user) => return Ok(known),
            other => other,
        };
        let wish = (client, user.id, known, name);
        let begun = self
            .accounts
            .store()
            .write(wish, |tx, (client, user, known, name)| {
                Box::pin(async move {
                    match known {
                        Some(known) => drop(chat_links::want_name(tx, known, name).await?),
                        None => drop(chat_accounts::begin(tx, *client, *user, name).await?),
                    }
                    chat_accounts::find(tx, *client, *user).await
                })
            });
        // Whoever is deleted this very moment has a session no more.
        begun.await?.ok_or(Error::Busy)
    }

    async fn make_account(
        &self,
        user: &User,
        opened: &Opened,
        known: &Known,
        email: &str,
    ) -> Result<Found, Error> {
        let attempt = self.attempt(user, opened, known, email).await;
        let (made, found) = match attempt {
            Ok(account) => (
                Made::Account {
                    chat_id: account.id.clone(),
                    chat_username: account.username.unwrap_or_default(),
                },
                Ok(account.id),
            ),
            Err(obstacle) if Obstacle::lasting(obstacle.code()).is_some() => {
                (Made::Problem(obstacle.code().to_owned()), Err(obstacle))
            }
            Err(Obstacle::Down) => (Made::Nothing, Err(Obstacle::Down)),
            Err(obstacle) => (Made::Refused, Err(obstacle)),
        };
        let follow = self.follow_task(known);
        let finished = self.accounts.store().write(
            (known.clone(), made, follow),
            |tx, (known, made, follow)| {
                Box::pin(async move {
                    let finished = chat_accounts::finish(tx, known, made).await?;
                    if finished && matches!(made, Made::Account { .. }) {
                        chat_tasks::ask(tx, follow).await?;
                    }
                    Ok(finished)
                })
            },
        );
        if !finished.await? && found.is_ok() {
            // The chat's id is another person's link: an administrator has to say whose it is.
            return Ok(Err(Obstacle::Conflict));
        }
        Ok(found)
    }

    /// Roles and rooms of a new account are brought in step soon.
    fn follow_task(&self, known: &Known) -> ChatTask {
        let now = self.accounts.env().now();
        ChatTask {
            client_id: known.client_id,
            kind: TaskKind::Account,
            about: Id::from_uuid(known.user_id.as_uuid()),
            user_id: known.user_id,
            chat_id: None,
            sealed: None,
            wanted: 1,
            attempts: 0,
            due_at: now,
            stopped: None,
            created_at: now,
        }
    }

    async fn attempt(
        &self,
        user: &User,
        opened: &Opened,
        known: &Known,
        email: &str,
    ) -> Result<ChatAccount, Obstacle> {
        let name = &known.chat_username;
        let since = known.creating_since;
        if let Some(since) = since
            && let Some(account) = left_over(opened, name, email, since).await?
        {
            return Ok(account);
        }
        let new = NewChatUser {
            name: user.name.to_string(),
            email: email.to_owned(),
            username: name.clone(),
            password: throwaway_password(self.accounts.env()),
        };
        let error = match opened.rest.create_user(&new).await {
            Ok(account) => return Ok(account),
            Err(error) => error,
        };
        match error.code() {
            Some("error-field-unavailable") => {
                // What is there before our first attempt is not ours.
                let since = since.ok_or(Obstacle::Conflict)?;
                let ours = left_over(opened, name, email, since).await?;
                ours.ok_or(Obstacle::Conflict)
            }
            Some("error-input-is-not-a-valid-field") => Err(Obstacle::UsernameRefused),
            Some("error-invalid-domain") => Err(Obstacle::DomainRefused),
            Some("error-action-not-allowed" | "error-not-authorized" | "error-unauthorized") => {
                Err(Obstacle::ServiceAccount)
            }
            _ if matches!(error, RestError::Refused { status: 400, .. }) => Err(Obstacle::Refused),
            _ if matches!(error, RestError::Refused { .. }) => Err(Obstacle::ServiceAccount),
            _ => Err(Obstacle::of_service(&error)),
        }
    }

    /// Whether a group of the person has the chat's role of administrators, given from here.
    async fn makes_admin(&self, user: &User, opened: &Opened) -> Result<bool, Error> {
        let roles = &opened.workspace.sync.roles;
        if !roles.values().any(|role| role == "admin") {
            return Ok(false);
        }
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, user.id).await?;
        let mut given = groups.iter().filter_map(|group| roles.get(&group.id));
        Ok(given.any(|role| role == "admin"))
    }

    /// An account that is linked: is it still a person's, open, and no administrator's by accident?
    async fn look_at(
        &self,
        user: &User,
        opened: &Opened,
        known: &Known,
        chat_id: &str,
    ) -> Result<Found, Error> {
        let account = match opened.rest.user_by_id(chat_id).await {
            Ok(Some(account)) => account,
            Ok(None) => return Ok(Err(Obstacle::Missing)),
            Err(error) => return Ok(Err(Obstacle::of_service(&error))),
        };
        if !account.is_person() {
            return Ok(Err(Obstacle::NotAPerson));
        }
        let agreed = user.is_administrator()
            || known.may_administer
            || self.makes_admin(user, opened).await?;
        if account.may_be_admin() && !agreed {
            return Ok(Err(Obstacle::ChatAdministrator));
        }
        if !account.active {
            // What was closed from here is about to be opened from here.
            let passing = known.deactivated.then_some(Obstacle::Down);
            return Ok(Err(passing.unwrap_or(Obstacle::Deactivated)));
        }
        if account
            .username
            .as_ref()
            .is_some_and(|name| *name != known.chat_username)
        {
            let seen = (known.clone(), account.username.unwrap_or_default());
            let noted = self.accounts.store().write_one(seen, |tx, (known, name)| {
                Box::pin(chat_links::note_name(tx, known, name))
            });
            noted.await?;
        }
        Ok(Ok(account.id))
    }
}

/// Whether an account that does not exist yet was wanted under a name that the person no longer has.
pub(crate) fn is_of_other_name(known: &Known, user: &User) -> bool {
    known.chat_id.is_none() && known.chat_username != sanitise_username(user.username.as_str())
}

/// An account that an earlier attempt made and could not write down: of that name and address, made
/// since then, verified as only we would, never entered, and of no rank.
async fn left_over(
    opened: &Opened,
    name: &str,
    email: &str,
    since: Timestamp,
) -> Result<Option<ChatAccount>, Obstacle> {
    let found = opened.rest.user_by_username(name).await;
    let found = found.map_err(|error| Obstacle::of_service(&error))?;
    Ok(found.filter(|account| {
        let address = account.emails.first();
        account.is_person()
            && account.active
            && !account.may_be_admin()
            && account.last_login.is_none()
            && account.created_at.is_some_and(|at| at >= since.minus(SKEW))
            && address.is_some_and(|it| it.verified && it.address.eq_ignore_ascii_case(email))
    }))
}
