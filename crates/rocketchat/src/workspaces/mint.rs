//! Making the login token of a browser session, under the lease of its row.

use gantry_core::seal::Purpose;
use gantry_core::workspace::{ChatSession, ChatTask, TaskKind};
use gantry_core::{Id, Secret, Timestamp};
use gantry_store::{StoreError, Tx, chat_endings, chat_sessions, chat_tasks, sessions};

use crate::rest::{CreateToken, RestError};
use crate::workspaces::login_token::{Halt, Visit, chat_line};
use crate::workspaces::{Obstacle, Opened, Workspaces};

/// A token on its way into the database: kept with its session, or else ended.
struct Minted {
    entry: ChatSession,
    sealed: Vec<u8>,
    chat_id: String,
    /// The task that ends it, should its session be over or have another one by then.
    orphan: ChatTask,
}

impl Workspaces {
    /// Makes a token under the lease until `until`, and gives the lease back if there is none. `None` if the token
    /// could not be kept: it is ended, and whoever asked looks again.
    pub(super) async fn make(
        &self,
        visit: &Visit,
        opened: &Opened,
        (entry, until): (&ChatSession, Timestamp),
    ) -> Result<Option<Secret>, Halt> {
        let made = self.make_and_keep(visit, opened, entry).await;
        if made.is_err() {
            let released = self
                .accounts
                .store()
                .write_one((entry.id, until), |tx, (id, until)| {
                    Box::pin(chat_sessions::release(tx, *id, *until))
                });
            released.await?;
        }
        made
    }

    async fn make_and_keep(
        &self,
        visit: &Visit,
        opened: &Opened,
        entry: &ChatSession,
    ) -> Result<Option<Secret>, Halt> {
        let account = self.account_of(&visit.live.user, opened).await?;
        let chat_id = account.map_err(Halt::Obstacle)?;
        let create = CreateToken::for_version(opened.version, opened.secret.clone());
        let create = create.map_err(|_| Halt::Obstacle(Obstacle::CreateToken))?;
        let token = match opened.rest.create_token(&chat_id, &create).await {
            Ok(token) => token,
            Err(RestError::Refused { .. }) => return Err(Halt::Obstacle(Obstacle::CreateToken)),
            Err(error) => return Err(Halt::Obstacle(Obstacle::of_service(&error))),
        };
        let minted = self.minted(entry, chat_id, &token)?;
        let kept = self
            .accounts
            .store()
            .write(minted, |tx, minted| Box::pin(keep(tx, minted)));
        if !kept.await? {
            return Ok(None);
        }
        self.check_again(visit).await?;
        self.accounts.trail().succeeded(chat_line(visit));
        Ok(Some(token))
    }

    /// Whether the person may still come in: making a token takes a while, and who left a group in
    /// between was looked for before the token was there.
    async fn check_again(&self, visit: &Visit) -> Result<(), Halt> {
        let (client, user) = (visit.client.client.id, visit.live.user.id);
        let mut conn = self.accounts.store().read().await?;
        self.accounts
            .client_cache()
            .check_version(&mut conn)
            .await?;
        drop(conn);
        let present = self.accounts.client_cache().by_id(client).await?;
        let obstacle = match present {
            Some(present) => self.obstacle(&visit.live, &present).await?,
            None => Some(Obstacle::NotConnected),
        };
        let Some(obstacle) = obstacle else {
            return Ok(());
        };
        let end = (client, user, self.accounts.env().now());
        let ended = self.accounts.store().write(end, |tx, (client, user, now)| {
            Box::pin(chat_endings::of_link(tx, *client, *user, (None, *now)))
        });
        ended.await?;
        Err(Halt::Obstacle(obstacle))
    }

    fn minted(&self, entry: &ChatSession, chat_id: String, token: &Secret) -> Result<Minted, Halt> {
        let key = self.accounts.master_key();
        let bytes = token.expose().as_bytes();
        let sealed = key.seal(Purpose::ChatToken, entry.id.as_uuid(), bytes)?;
        let now = self.accounts.env().now();
        // An id of its own: the end of the session may be waiting under the session's id already.
        let own: Id<ChatTask> = self.accounts.env().id();
        let orphan = ChatTask {
            client_id: entry.client_id,
            kind: TaskKind::EndSession,
            about: own,
            user_id: entry.user_id,
            chat_id: Some(chat_id.clone()),
            sealed: Some(key.seal(Purpose::ChatToken, own.as_uuid(), bytes)?),
            wanted: 1,
            attempts: 0,
            due_at: now,
            stopped: None,
            created_at: now,
        };
        Ok(Minted {
            entry: entry.clone(),
            sealed,
            chat_id,
            orphan,
        })
    }
}

/// `false` if the session has ended while its token was made, or was given another one: then this
/// one ends.
async fn keep(tx: &mut Tx, minted: &Minted) -> Result<bool, StoreError> {
    let (id, now) = (minted.entry.id, minted.orphan.created_at);
    let kept = sessions::hold(tx, minted.entry.session_id).await?
        && chat_sessions::keep(tx, id, &minted.chat_id, &minted.sealed, now).await?;
    if !kept {
        chat_tasks::ask(tx, &minted.orphan).await?;
    }
    Ok(kept)
}
