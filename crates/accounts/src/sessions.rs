//! Browser sessions: as long as the policy says, twelve hours idle and thirty days in all unless changed.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::ClientRowId;
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Seconds, Timestamp};
use gantry_store::sessions::{self, LiveSession, SessionLimits};
use gantry_store::{Conn, StoreError, Tx, audit, chat_endings, session_clients, session_endings};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::settings::Policy;
use crate::trail::Line;

/// How exact "last used" is.
const TOUCH_EVERY: Seconds = Seconds::minutes(5);
/// Sessions looked at in one round of [`Accounts::end_what_ran_out`].
const LOOKED_AT: i64 = 100;

/// The oldest times at which a session may have begun and been used.
fn limits(policy: &Policy, now: Timestamp) -> SessionLimits {
    SessionLimits {
        created_after: now.minus(policy.session_whole),
        seen_after: now.minus(policy.session_idle),
    }
}

impl Accounts {
    /// The oldest times at which a session that holds may have begun and been used.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn session_limits(&self, conn: &mut Conn) -> Result<SessionLimits, Error> {
        let policy: Policy = self.settings_in(conn).await?;
        Ok(limits(&policy, self.env.now()))
    }

    /// When a session that is used now may have run out.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn session_may_run_out_at(&self) -> Result<Timestamp, Error> {
        let policy: Policy = self.settings().await?;
        Ok(self.env.now().plus(policy.session_idle))
    }

    /// The session that a cookie names, if it still holds.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn session(&self, cookie: &str) -> Result<Option<LiveSession>, Error> {
        let Some(token) = Token::<Session>::parse(cookie) else {
            return Ok(None);
        };
        let found = self.live_session(token.id()).await?;
        match found.filter(|live| live.digest.matches(&token.digest())) {
            Some(live) => self.used(live).await.map(Some),
            None => Ok(None),
        }
    }

    /// The session of a cookie that is genuine, even if it has run out: so that it can be ended with
    /// all that came of it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn presented(&self, cookie: &str) -> Result<Option<Session>, Error> {
        let Some(token) = Token::<Session>::parse(cookie) else {
            return Ok(None);
        };
        let mut conn = self.store.read().await?;
        let found = sessions::find(&mut conn, token.id()).await?;
        let genuine = found.filter(|(_, digest)| digest.matches(&token.digest()));
        Ok(genuine.map(|(session, _)| session))
    }

    /// A session that still holds, for whoever has proven in another way that it is his. Then call
    /// [`Accounts::used`].
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn live_session(&self, id: SessionId) -> Result<Option<LiveSession>, Error> {
        let mut conn = self.store.read().await?;
        let limits = self.session_limits(&mut conn).await?;
        Ok(sessions::live(&mut conn, id, limits).await?)
    }

    /// Notes that a session was used, now and then.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn used(&self, live: LiveSession) -> Result<LiveSession, Error> {
        let now = self.env.now();
        self.clients.note_version(live.config_version);
        if now.since(live.session.last_seen_at) > TOUCH_EVERY {
            let touched = (live.session.id, now);
            self.store
                .write_one(touched, |tx, (id, now)| {
                    Box::pin(sessions::touch(tx, *id, *now))
                })
                .await?;
        }
        Ok(live)
    }

    /// Ends a session, and returns the clients that hear of it, so that the browser that ends it can
    /// tell them too; none if it had ended already.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_session(&self, session: &Session) -> Result<Vec<ClientRowId>, Error> {
        let mut line = Line::new(Event::SignOut);
        line.user_id = Some(session.user_id);
        let act = (session.id, self.env.now(), line.entry(&self.env));
        let ended = self.store.write(act, |tx, (id, now, entry)| {
            Box::pin(async move {
                if !sessions::end(tx, *id, *now).await? {
                    return Ok(Vec::new());
                }
                chat_endings::of_session(tx, *id, *now).await?;
                audit::insert(tx, entry).await?;
                session_endings::of_session(tx, *id, *now).await
            })
        });
        Ok(ended.await?)
    }

    /// Ends one of a person's own sessions; `false` if there is no such session of his.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_own_session(&self, user: UserId, id: SessionId) -> Result<bool, Error> {
        let mut line = Line::new(Event::SignOut);
        line.user_id = Some(user);
        let act = (user, id, self.env.now(), line.entry(&self.env));
        let ended = self.store.write(act, |tx, (user, id, now, entry)| {
            Box::pin(async move {
                let ended = sessions::end_own(tx, *user, *id, *now).await?;
                if ended {
                    chat_endings::of_session(tx, *id, *now).await?;
                    session_endings::of_session(tx, *id, *now).await?;
                    audit::insert(tx, entry).await?;
                }
                Ok(ended)
            })
        });
        Ok(ended.await?)
    }

    /// Ends all of a person's sessions but the present one, and says how many.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_other_sessions(&self, user: UserId, kept: SessionId) -> Result<u64, Error> {
        let mut line = Line::new(Event::SignOut);
        line.user_id = Some(user);
        let act = (user, kept, self.env.now(), line.entry(&self.env));
        let ended = self.store.write(act, |tx, (user, kept, now, entry)| {
            Box::pin(end_others(tx, (*user, *kept), entry, *now))
        });
        Ok(ended.await?)
    }

    /// Lets the clients of sessions that have run out hear of it, a few sessions at a time; returns
    /// how many were looked at.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_what_ran_out(&self) -> Result<usize, Error> {
        let now = self.env.now();
        let mut conn = self.store.read().await?;
        let policy: Policy = self.settings_in(&mut conn).await?;
        let (idle, whole) = (policy.session_idle, policy.session_whole);
        let limits = limits(&policy, now);
        let ids = session_clients::to_look_at(&mut conn, now, LOOKED_AT).await?;
        drop(conn);
        for id in &ids {
            let looked = self.store.write(*id, move |tx, id| {
                Box::pin(async move {
                    let live = session_clients::hold_if_live(tx, *id, limits).await?;
                    let Some((began, used)) = live else {
                        return session_endings::of_session(tx, *id, now).await.map(drop);
                    };
                    let look_at = began.plus(whole).min(used.plus(idle));
                    session_clients::look_again(tx, *id, look_at).await
                })
            });
            looked.await?;
        }
        Ok(ids.len())
    }

    /// A person's sessions that still hold, newest first.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>, Error> {
        let mut conn = self.store.read().await?;
        let limits = self.session_limits(&mut conn).await?;
        Ok(sessions::of_user(&mut conn, user, limits).await?)
    }
}

/// Ends all of a person's sessions but one, and what they came to elsewhere; returns how many.
pub(crate) async fn end_others(
    tx: &mut Tx,
    (user, kept): (UserId, SessionId),
    entry: &AuditEntry,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let ended = sessions::end_others(tx, user, Some(kept), now).await?;
    if ended > 0 {
        chat_endings::of_others(tx, user, kept, now).await?;
        session_endings::of_others(tx, user, Some(kept), now).await?;
        let detail = format!("everywhere else: {ended}");
        let entry = entry.clone();
        audit::insert(tx, &AuditEntry { detail, ..entry }).await?;
    }
    Ok(ended)
}
