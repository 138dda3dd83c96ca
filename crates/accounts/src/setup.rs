//! The first administrator, by a one-time link or by the environment, and never a second time.

use gantry_core::audit::Event;
use gantry_core::role::Role;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::{Seconds, Secret};
use gantry_store::setup_links::{self, SetupLink};
use gantry_store::{Tx, settings, users};

use crate::accounts::Accounts;
use crate::clients::{AddedClient, NewClient, add as add_client};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;
use crate::users::NewUser;
use crate::users::act::{Undo, exclusively};
use crate::users::add::{ReadyUser, insert};

/// How long a set-up link works.
const LINK_LIFETIME: Seconds = Seconds::hours(24);
const BOOTSTRAP_ADMINISTRATOR: &str = "bootstrap.administrator";
const BOOTSTRAP_CLIENT: &str = "bootstrap.client";

impl Accounts {
    /// Whether nobody may administer yet.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn needs_first_administrator(&self) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        Ok(!users::any_admin(&mut conn).await?)
    }

    /// A new one-time link's token; it is good for a day, and for nothing once there is an
    /// administrator.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn make_setup_link(&self) -> Result<Secret, Error> {
        let link = Token::<SetupLink>::generate(&self.env);
        let text = link.encode();
        let expires_at = self.env.now().plus(LINK_LIFETIME);
        self.store
            .write_one((link, expires_at), |tx, (link, expires_at)| {
                Box::pin(setup_links::insert(tx, link, *expires_at))
            })
            .await?;
        Ok(text)
    }

    /// Whether a link still makes the first administrator.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn check_setup_link(&self, text: &str) -> Result<bool, Error> {
        let Some(link) = Token::<SetupLink>::parse(text) else {
            return Ok(false);
        };
        let mut conn = self.store.read().await?;
        let digest = setup_links::open(&mut conn, link.id(), self.env.now()).await?;
        let open = digest.is_some_and(|digest| digest.matches(&link.digest()));
        Ok(open && !users::any_admin(&mut conn).await?)
    }

    /// Uses a link: the person becomes the first administrator.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`] for a link that is over, or if there is an administrator.
    pub async fn set_up_first_administrator(
        &self,
        text: &str,
        new: NewUser,
    ) -> Result<User, Error> {
        let link = Token::<SetupLink>::parse(text).ok_or(Refusal::LinkOver)?;
        if !self.check_setup_link(text).await? {
            return Err(Refusal::LinkOver.into());
        }
        let ready = self.ready_administrator(new).await?;
        let user = ready.user.clone();
        let act = (link, self.env.now(), ready);
        self.act(act, |tx, (link, now, ready)| {
            Box::pin(async move {
                exclusively(tx).await?;
                let open = !users::any_admin(tx).await?
                    && setup_links::consume(tx, link.id(), *now).await?;
                if !open {
                    return Err(Refusal::LinkOver.into());
                }
                insert(tx, ready).await
            })
        })
        .await?;
        Ok(user)
    }

    /// Makes the administrator that the environment names, once; `None` if this was done before,
    /// or if there is an administrator.
    ///
    /// # Errors
    /// Names that are taken.
    pub async fn bootstrap_administrator(&self, new: NewUser) -> Result<Option<User>, Error> {
        if self.was_set_up(BOOTSTRAP_ADMINISTRATOR).await? {
            return Ok(None);
        }
        let ready = self.ready_administrator(new).await?;
        let user = ready.user.clone();
        let done = self
            .act(ready, |tx, ready| Box::pin(write_bootstrap(tx, ready)))
            .await?;
        Ok(done.then_some(user))
    }

    /// Registers the client that the environment names, once; `None` if this was done before.
    ///
    /// # Errors
    /// The same as for any other client.
    pub async fn bootstrap_client(&self, new: NewClient) -> Result<Option<AddedClient>, Error> {
        if self.was_set_up(BOOTSTRAP_CLIENT).await? {
            return Ok(None);
        }
        let (ready, secret) = self.ready_client(&Administrator::operator(), new)?;
        let client = self
            .act(ready, |tx, ready| {
                Box::pin(async move {
                    if settings::set_once(tx, BOOTSTRAP_CLIENT, "done").await? {
                        add_client::insert(tx, ready).await.map(Some)
                    } else {
                        Ok(None)
                    }
                })
            })
            .await?;
        Ok(client.map(|client| AddedClient { client, secret }))
    }

    async fn was_set_up(&self, name: &str) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        Ok(settings::get(&mut conn, name).await?.is_some())
    }

    async fn ready_administrator(&self, new: NewUser) -> Result<ReadyUser, Error> {
        let new = NewUser {
            role: Some(Role::Administrator),
            ..new
        };
        self.ready_user(new, Line::new(Event::SetUp)).await
    }
}

async fn write_bootstrap(tx: &mut Tx, ready: &ReadyUser) -> Result<bool, Undo> {
    exclusively(tx).await?;
    let first = settings::set_once(tx, BOOTSTRAP_ADMINISTRATOR, "done").await?
        && !users::any_admin(tx).await?;
    if first {
        insert(tx, ready).await?;
    }
    Ok(first)
}
