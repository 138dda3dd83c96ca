//! Which account a person came to by the button. Rocket.Chat tells nobody which account a subject
//! leads to, so it is concluded, and only from what nobody else can bring about: an account of
//! the name that it was told, with the verified address that it was told, entered just now.

use gantry_accounts::Error;
use gantry_core::workspace::{ChatAccount as Known, ChatTask};
use gantry_core::{Seconds, Timestamp};
use gantry_store::{chat_accounts, chat_endings, chat_links, users};

use crate::rest::{Act, ChatAccount};
use crate::workspaces::task::Ended;
use crate::workspaces::{Opened, Workspaces};

/// Attempts until it is left to the next sign-in.
const ATTEMPTS: i64 = 4;
/// How far the chat's clock may be off.
const SKEW: Seconds = Seconds::minutes(1);

impl Workspaces {
    /// Links the person of a task, if the account can be told.
    pub(crate) async fn learn(&self, task: &ChatTask, opened: &Opened) -> Result<Ended, Error> {
        let mut conn = self.accounts.store().read().await?;
        let known = chat_accounts::find(&mut conn, task.client_id, task.user_id).await?;
        drop(conn);
        if known.is_some_and(|known| known.chat_id.is_some()) {
            return Ok(Ended::Done);
        }
        match self
            .find_entered(task, opened, Some(task.created_at))
            .await?
        {
            Err(ended) => Ok(ended),
            Ok(Some(account)) => {
                self.keep_learned(task, &account).await?;
                Ok(Ended::Done)
            }
            Ok(None) if task.attempts + 1 >= ATTEMPTS => Ok(Ended::Done),
            Ok(None) => Ok(Ended::Later(None)),
        }
    }

    /// The account of somebody who has to be signed out and of whom no link is known.
    pub(crate) async fn learned(
        &self,
        task: &ChatTask,
        opened: &Opened,
    ) -> Result<Result<Option<String>, Ended>, Error> {
        let found = self.find_entered(task, opened, None).await?;
        Ok(found.map(|account| account.map(|account| account.id)))
    }

    /// The account of that name and verified address; entered since a moment, if one is given.
    async fn find_entered(
        &self,
        task: &ChatTask,
        opened: &Opened,
        since: Option<Timestamp>,
    ) -> Result<Result<Option<ChatAccount>, Ended>, Error> {
        let mut conn = self.accounts.store().read().await?;
        let Some(user) = users::by_id(&mut conn, task.user_id).await? else {
            return Ok(Ok(None));
        };
        drop(conn);
        let Some(email) = user.email.filter(|_| user.email_verified) else {
            return Ok(Ok(None));
        };
        let account = match opened.rest.user_by_username(user.username.as_str()).await {
            Ok(account) => account,
            Err(error) => return Ok(Err(Ended::of(&error, Act::FindAccount, opened))),
        };
        Ok(Ok(account.filter(|account| {
            let same_address = account
                .emails
                .iter()
                .any(|it| it.verified && it.address.eq_ignore_ascii_case(email.as_str()));
            let entered = since
                .is_none_or(|since| account.last_login.is_some_and(|at| at >= since.minus(SKEW)));
            account.is_person() && same_address && entered
        })))
    }

    async fn keep_learned(&self, task: &ChatTask, account: &ChatAccount) -> Result<(), Error> {
        let link = Known {
            client_id: task.client_id,
            user_id: task.user_id,
            chat_id: Some(account.id.clone()),
            chat_username: account.username.clone().unwrap_or_default(),
            follows: true,
            may_administer: false,
            deactivated: false,
            problem: None,
            creating_since: None,
            avatar: None,
        };
        let act = (link, self.accounts.env().now());
        let learned = self.accounts.store().write(act, |tx, (link, now)| {
            Box::pin(async move {
                // Roles and rooms follow from the first sign-in on, not from the next change.
                if chat_links::learn(tx, link).await? {
                    chat_endings::follow(tx, link.user_id, *now).await?;
                }
                Ok(())
            })
        });
        Ok(learned.await?)
    }
}
