//! The login token that a browser session is given: one for each session and workspace, made once
//! and handed out again until the chat refuses it.
//!
//! Rocket.Chat's web client asks two or three times at once, and every one of these gets the same
//! token. Within a process a lock sees to that; between servers a lease in the row does.

use std::sync::Arc;
use std::time::Duration;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::seal::Purpose;
use gantry_core::workspace::ChatSession;
use gantry_core::{Seconds, Secret};
use gantry_store::sessions::LiveSession;
use gantry_store::{chat_sessions, sessions};
use tokio::time::timeout;

use crate::rest::{Credentials, RestError};
use crate::workspaces::{Obstacle, Opened, Workspaces, text};

/// How long a token that the chat accepted is believed in.
const BELIEVED: Seconds = Seconds::minutes(3);
/// How long one server may take to make a token.
const LEASE: Seconds = Seconds::new(20);
/// How often a server looks whether another one has made it.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// How often it looks before it gives up.
const LOOKS: usize = 80;

/// How long a caller is kept waiting: less than the web server gives an answer.
const PATIENCE: Duration = Duration::from_secs(12);

/// What a browser session gets.
#[derive(Debug)]
pub enum LoginToken {
    /// A token to resume a login with.
    Given(Secret),
    /// Nothing, for this reason.
    Refused(Obstacle),
}

/// The outcome inside: `?` carries what is in the way.
pub(super) enum Halt {
    Obstacle(Obstacle),
    Broken(Error),
}

impl<E: Into<Error>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// One session on its way into one workspace.
pub(super) struct Visit {
    pub(super) live: LiveSession,
    pub(super) client: Arc<CachedClient>,
}

impl Workspaces {
    /// The login token of a browser session, made if there is none.
    ///
    /// The work goes on when the caller hangs up, so that no token is made and forgotten.
    ///
    /// # Errors
    /// A breakdown of the database, or a secret that does not open.
    pub async fn login_token(
        &self,
        live: &LiveSession,
        client: &Arc<CachedClient>,
    ) -> Result<LoginToken, Error> {
        let visit = Visit {
            live: live.clone(),
            client: Arc::clone(client),
        };
        let this = self.clone();
        let work = tokio::spawn(async move { this.visit(&visit).await });
        match timeout(PATIENCE, work).await {
            Ok(done) => done.unwrap_or(Err(Error::Busy)),
            Err(_) => Ok(LoginToken::Refused(Obstacle::Down)),
        }
    }

    /// The token that a browser session has did not help: the chat is asked about it before it is
    /// handed out again.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn doubt(&self, live: &LiveSession, client: &CachedClient) -> Result<(), Error> {
        let doubted = (live.session.id, client.client.id);
        let written = self
            .accounts
            .store()
            .write_one(doubted, |tx, (session, client)| {
                Box::pin(chat_sessions::doubt(tx, *session, *client))
            });
        Ok(written.await?)
    }

    async fn visit(&self, visit: &Visit) -> Result<LoginToken, Error> {
        let (session, client) = (visit.live.session.id, visit.client.client.id);
        let flight = (session.as_uuid(), client.as_uuid());
        let lock = self.flights.of(flight);
        let Ok(_alone) = timeout(PATIENCE, lock.lock()).await else {
            // Nobody waits any more for whoever queued behind an attempt that hangs.
            return Ok(LoginToken::Refused(Obstacle::Down));
        };
        let outcome = match self.obstacle(&visit.live, &visit.client).await? {
            Some(obstacle) => Err(Halt::Obstacle(obstacle)),
            None => self.token(visit).await,
        };
        match outcome {
            Ok(token) => Ok(LoginToken::Given(token)),
            Err(Halt::Broken(error)) => Err(error),
            Err(Halt::Obstacle(obstacle)) => {
                if self
                    .flights
                    .is_news(flight, obstacle.code(), self.accounts.env().now())
                {
                    let mut line = chat_line(visit);
                    line.reason = Some(obstacle.code());
                    self.accounts.trail().refused(line).await?;
                }
                Ok(LoginToken::Refused(obstacle))
            }
        }
    }

    async fn token(&self, visit: &Visit) -> Result<Secret, Halt> {
        let client = visit.client.client.id;
        let opened = self.open(client).await?;
        let opened = opened.ok_or(Halt::Obstacle(Obstacle::NotConnected))?;
        for _ in 0..LOOKS {
            let entry = self.entry(visit).await?;
            if let Some(token) = self.good(&opened, &entry).await? {
                return Ok(token);
            }
            let now = self.accounts.env().now();
            let until = now.plus(LEASE);
            let lease = (entry.clone(), now, until);
            let mine = self
                .accounts
                .store()
                .write_one(lease, |tx, (entry, now, until)| {
                    Box::pin(chat_sessions::lease(tx, entry, *now, *until))
                });
            if mine.await? {
                match self.make(visit, &opened, (&entry, until)).await? {
                    Some(token) => return Ok(token),
                    // Another server was quicker, or the session has ended: look again.
                    None => continue,
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(Halt::Obstacle(Obstacle::Down))
    }

    /// What the session has in the workspace, made if it has nothing.
    async fn entry(&self, visit: &Visit) -> Result<ChatSession, Halt> {
        let (session, client) = (visit.live.session.id, visit.client.client.id);
        let mut conn = self.accounts.store().read().await?;
        let found = chat_sessions::find(&mut conn, session, client).await?;
        drop(conn);
        if let Some(entry) = found {
            return Ok(entry);
        }
        let entry = ChatSession {
            id: self.accounts.env().id(),
            session_id: session,
            client_id: client,
            user_id: visit.live.user.id,
            by_button: false,
            chat_id: None,
            sealed: None,
            verified_at: self.accounts.env().now(),
        };
        let found = self.accounts.store().write(entry, |tx, entry| {
            Box::pin(async move {
                if !sessions::hold(tx, entry.session_id).await? {
                    return Ok(None);
                }
                chat_sessions::enter(tx, entry).await?;
                chat_sessions::find(tx, entry.session_id, entry.client_id).await
            })
        });
        found.await?.ok_or(Halt::Obstacle(Obstacle::SessionOver))
    }

    /// The token that the session has, unless the chat no longer takes it.
    async fn good(&self, opened: &Opened, entry: &ChatSession) -> Result<Option<Secret>, Halt> {
        let (Some(sealed), Some(chat_id)) = (&entry.sealed, &entry.chat_id) else {
            return Ok(None);
        };
        let key = self.accounts.master_key();
        let token = text(key.open(Purpose::ChatToken, entry.id.as_uuid(), sealed)?)?;
        let now = self.accounts.env().now();
        if now.since(entry.verified_at) <= BELIEVED {
            return Ok(Some(token));
        }
        let holder = Credentials {
            user_id: chat_id.clone(),
            token: token.clone(),
        };
        match opened.rest.with(holder).check_token().await {
            Ok(false) => Ok(None),
            Ok(true) => {
                let seen = (entry.id, now);
                let noted = self.accounts.store().write_one(seen, |tx, (id, now)| {
                    Box::pin(chat_sessions::verified(tx, *id, *now))
                });
                noted.await?;
                Ok(Some(token))
            }
            // The chat limits how often Gantry may ask: that says nothing against the token.
            Err(RestError::RateLimited { .. }) => Ok(Some(token)),
            Err(_) => Err(Halt::Obstacle(Obstacle::Down)),
        }
    }
}

/// A line of the trail about a visit.
pub(super) fn chat_line(visit: &Visit) -> Line {
    let mut line = Line::new(Event::ChatSignIn);
    line.client_id = Some(visit.client.client.id);
    line.user_id = Some(visit.live.user.id);
    line
}
