//! What hangs on a person, and one of his sessions ended by somebody who helps.

use gantry_core::audit::Event;
use gantry_core::session::SessionId;
use gantry_core::user::UserId;
use gantry_store::{audit, chat_endings, session_endings, sessions, user_lists};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::{Acting, Helpdesk};
use crate::trail::Line;
use crate::users::act::unknown;
use crate::users::change::held;

/// What a deletion ends, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remains {
    /// Sessions that still hold, at most a hundred.
    pub sessions: usize,
    /// Applications whose tokens stop working.
    pub applications: i64,
    /// Accounts in connected workspaces that are closed.
    pub chats: i64,
    /// Links in mails that lead nowhere any more.
    pub mail_links: i64,
    /// Tokens of the API.
    pub api_tokens: i64,
    /// Whether second factors are forgotten.
    pub has_factor: bool,
    /// Whether there is a password.
    pub has_password: bool,
}

impl Accounts {
    /// What ends when a person is deleted.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn remains_of(&self, id: UserId) -> Result<Remains, Error> {
        let sessions = self.sessions_of(id).await?.len();
        let mut conn = self.store.read().await?;
        let held = user_lists::held(&mut conn, id).await?;
        let belongings = user_lists::belongings(&mut conn, id).await?;
        Ok(Remains {
            sessions,
            applications: belongings.agreements,
            chats: belongings.chats,
            mail_links: belongings.mail_links,
            api_tokens: belongings.api_tokens,
            has_factor: held.factor,
            has_password: held.password,
        })
    }

    /// Ends one of a person's sessions.
    ///
    /// # Errors
    /// A session that is over or somebody else's, or a person whom the helpdesk may not help.
    pub async fn end_session_of<H>(&self, by: &H, user: UserId, id: SessionId) -> Result<(), Error>
    where
        H: Acting + Copy,
        Helpdesk: From<H>,
    {
        let line = Line {
            user_id: Some(user),
            ..Line::by(by, Event::SignOut)
        };
        let now = self.env.now();
        let act = (Helpdesk::from(*by), user, id, now, line.entry(&self.env));
        self.act(act, |tx, (by, user, id, now, entry)| {
            Box::pin(async move {
                by.may_help(&held(tx, *user).await?)?;
                if !sessions::end_own(tx, *user, *id, *now).await? {
                    return Err(unknown("session", id).into());
                }
                chat_endings::of_session(tx, *id, *now).await?;
                session_endings::of_session(tx, *id, *now).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}
