//! Links that an administrator makes: this person is that account.

use gantry_accounts::Error;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::ClientRowId;
use gantry_core::user::{User, UserId};
use gantry_core::workspace::{ChatAccount as Known, ChatTask};
use gantry_store::{audit, chat_accounts, chat_endings, chat_links, chat_tasks};

use crate::rest::RestError;
use crate::workspaces::Workspaces;

/// Why a person was not linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The database broke down.
    #[error(transparent)]
    Act(#[from] Error),
    /// The chat did not answer as it should.
    #[error(transparent)]
    Chat(#[from] RestError),
    /// The workspace is not connected.
    #[error("this workspace is not connected")]
    NotConnected,
    /// There is no such account.
    #[error("the chat has no account {0}")]
    NoAccount(String),
    /// The account belongs to a bot or an app.
    #[error("the account {0} is not a person's")]
    NotAPerson(String),
    /// The account is linked to somebody else.
    #[error("the account {0} is linked to somebody else")]
    Taken(String),
    /// The account administers the chat, and nobody agreed that this person does.
    #[error("the account {0} administers the chat: this has to be agreed to expressly")]
    Administrator(String),
}

/// What an administrator links.
#[derive(Debug, Clone)]
pub struct Link {
    /// The person.
    pub user: User,
    /// The account: its id in the chat, or its user name there.
    pub account: String,
    /// The account may administer the chat.
    pub may_administer: bool,
}

impl Workspaces {
    /// Links a person to an account that exists.
    ///
    /// # Errors
    /// An account that is not there, not a person's, or somebody else's.
    pub async fn link(
        &self,
        by: &Administrator,
        client: ClientRowId,
        link: Link,
    ) -> Result<Known, LinkError> {
        let opened = self.open(client).await?.ok_or(LinkError::NotConnected)?;
        // The id first: a person can choose a user name that is somebody else's id.
        let account = match opened.rest.user_by_id(&link.account).await? {
            Some(account) => Some(account),
            None => opened.rest.user_by_username(&link.account).await?,
        };
        let named = link.account.clone();
        let account = account.ok_or(LinkError::NoAccount(named.clone()))?;
        if !account.is_person() {
            return Err(LinkError::NotAPerson(named));
        }
        if account.may_be_admin() && !link.user.is_administrator() && !link.may_administer {
            return Err(LinkError::Administrator(named));
        }
        let name = account.username.unwrap_or_default();
        let known = Known {
            client_id: client,
            user_id: link.user.id,
            chat_id: Some(account.id),
            follows: name == link.user.username.as_str(),
            chat_username: name,
            may_administer: link.may_administer,
            deactivated: false,
            problem: None,
            creating_since: None,
            avatar: None,
        };
        let mut told = account_line(by, client, link.user.id);
        told.detail = format!("linked to {}", known.chat_username);
        let act = (known.clone(), told.entry(self.accounts.env()));
        let written = self.accounts.store().write(act, |tx, (known, entry)| {
            Box::pin(async move {
                let (client, user) = (known.client_id, known.user_id);
                let former = chat_accounts::find(tx, client, user).await?;
                let former = former.and_then(|former| former.chat_id);
                let written = chat_links::put(tx, known).await?;
                if written {
                    chat_endings::of_link(tx, client, user, (former.as_deref(), entry.at)).await?;
                    chat_endings::follow(tx, user, entry.at).await?;
                    chat_tasks::resume(tx, client, entry.at).await?;
                    audit::insert(tx, entry).await?;
                }
                Ok(written)
            })
        });
        if written.await.map_err(Error::from)? {
            Ok(known)
        } else {
            Err(LinkError::Taken(named))
        }
    }

    /// Forgets whose account it is; `false` if nothing was known. What the account could not be
    /// made for is forgotten too, so that it is tried again.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn unlink(
        &self,
        by: &Administrator,
        client: ClientRowId,
        user: UserId,
    ) -> Result<bool, Error> {
        let mut line = account_line(by, client, user);
        "unlinked".clone_into(&mut line.detail);
        let act = (client, user, line.entry(self.accounts.env()));
        let deleted = self
            .accounts
            .store()
            .write(act, |tx, (client, user, entry)| {
                Box::pin(async move {
                    let former = chat_accounts::find(tx, *client, *user).await?;
                    let former = former.and_then(|former| former.chat_id);
                    let deleted = chat_links::delete(tx, *client, *user).await?;
                    if deleted {
                        let from = (former.as_deref(), entry.at);
                        chat_endings::of_link(tx, *client, *user, from).await?;
                        audit::insert(tx, entry).await?;
                    }
                    Ok(deleted)
                })
            });
        Ok(deleted.await?)
    }

    /// Who is who in a workspace, by person, after one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn people(
        &self,
        client: ClientRowId,
        after: Option<UserId>,
        limit: i64,
    ) -> Result<Vec<Known>, Error> {
        let mut conn = self.accounts.store().read().await?;
        Ok(chat_accounts::of_workspace(&mut conn, client, after, limit.clamp(1, 500)).await?)
    }

    /// People who wait for an administrator.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn problems(&self, client: ClientRowId, limit: i64) -> Result<Vec<Known>, Error> {
        let mut conn = self.accounts.store().read().await?;
        Ok(chat_accounts::with_problems(&mut conn, client, limit.clamp(1, 500)).await?)
    }

    /// What waits to be done in a workspace.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn waiting(&self, client: ClientRowId, limit: i64) -> Result<Vec<ChatTask>, Error> {
        let mut conn = self.accounts.store().read().await?;
        Ok(chat_tasks::of_workspace(&mut conn, client, limit.clamp(1, 500)).await?)
    }

    /// Tries everything that waits once more, at once, and lets accounts be made that could not be.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn try_again(&self, client: ClientRowId) -> Result<u64, Error> {
        let act = (client, self.accounts.env().now());
        let resumed = self.accounts.store().write(act, |tx, (client, now)| {
            Box::pin(async move {
                let accounts = chat_links::retry(tx, *client).await?;
                Ok(accounts + chat_tasks::resume(tx, *client, *now).await?)
            })
        });
        Ok(resumed.await?)
    }
}

fn account_line(by: &Administrator, client: ClientRowId, user: UserId) -> Line {
    let mut line = Line::by(by, Event::ChatAccountChanged);
    line.client_id = Some(client);
    line.user_id = Some(user);
    line
}
