//! Ending what was issued to a person: all at once, by disabling, or by deletion.

use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::user::{User, UserId};
use gantry_store::{
    StoreError, Tx, api_tokens, audit, chat_endings, session_endings, sessions, users,
};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::images;
use crate::permissions::{Acting, Administrator, Helpdesk};
use crate::trail::Line;
use crate::users::act::{Undo, exclusively, unknown};
use crate::users::change::{existing, held, keep_an_administrator};

/// Where everything issued to a person ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    mark: Uuid,
    now: Timestamp,
}

impl End {
    /// Ends every session, code and token of a person; `false` if the person is gone.
    pub(crate) async fn write(self, tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
        // The person's row first: a sign-in that holds it is over before its session is looked for.
        let exists = users::revoke_before(tx, id, self.mark).await?;
        sessions::end_others(tx, id, None, self.now).await?;
        api_tokens::revoke_all(tx, id, self.now).await?;
        chat_endings::of_everything(tx, id, self.now).await?;
        session_endings::of_others(tx, id, None, self.now).await?;
        Ok(exists)
    }
}

/// An act on one person with the line of the trail that it writes.
pub(crate) struct OnUser {
    id: UserId,
    end: End,
    entry: AuditEntry,
}

impl Accounts {
    /// Shuts a person out, with everything that was issued, or lets one in again.
    ///
    /// # Errors
    /// An unknown person, or the last administrator.
    pub async fn set_disabled(
        &self,
        by: &Administrator,
        id: UserId,
        disabled: bool,
    ) -> Result<User, Error> {
        let mut line = Line::by(by, Event::UserChanged);
        if disabled { "disabled" } else { "enabled" }.clone_into(&mut line.detail);
        let act = (self.on_user(id, line), disabled);
        self.act(act, |tx, (act, disabled)| {
            Box::pin(write_disabled(tx, act, *disabled))
        })
        .await
    }

    /// Ends every session and token of a person.
    ///
    /// # Errors
    /// An unknown person, or one whom the helpdesk may not help.
    pub async fn end_everything<H>(&self, by: &H, id: UserId) -> Result<(), Error>
    where
        H: Acting + Copy,
        Helpdesk: From<H>,
    {
        let by = Helpdesk::from(*by);
        let mut line = Line::by(&by, Event::SignOut);
        "everything".clone_into(&mut line.detail);
        self.write_end(self.on_user(id, line), Some(by)).await
    }

    /// Ends every session and token of one's own, the present session too.
    ///
    /// # Errors
    /// A person who is gone.
    pub async fn end_own_everything(&self, id: UserId) -> Result<(), Error> {
        let mut line = Line::new(Event::SignOut);
        "everything".clone_into(&mut line.detail);
        self.write_end(self.on_user(id, line), None).await
    }

    /// Deletes a person. User name, address and subject are never given to anybody else.
    ///
    /// # Errors
    /// An unknown person, or the last administrator.
    pub async fn delete_user(&self, by: &Administrator, id: UserId) -> Result<(), Error> {
        let act = self.on_user(id, Line::by(by, Event::UserDeleted));
        self.act(act, |tx, act| Box::pin(write_deletion(tx, act)))
            .await
    }

    /// Where everything issued up to now ends.
    pub(crate) fn end_now(&self) -> End {
        End {
            mark: self.end_mark(),
            now: self.env.now(),
        }
    }

    /// An act on one person.
    pub(crate) fn on_user(&self, id: UserId, line: Line) -> OnUser {
        let line = Line {
            user_id: Some(id),
            ..line
        };
        OnUser {
            id,
            end: self.end_now(),
            entry: line.entry(&self.env),
        }
    }

    async fn write_end(&self, act: OnUser, by: Option<Helpdesk>) -> Result<(), Error> {
        self.act((act, by), |tx, (act, by)| {
            Box::pin(async move {
                if let Some(by) = by {
                    by.may_help(&held(tx, act.id).await?)?;
                }
                if !act.end.write(tx, act.id).await? {
                    return Err(unknown("user", &act.id).into());
                }
                Ok(audit::insert(tx, &act.entry).await?)
            })
        })
        .await
    }
}

/// Shuts a person out, or lets one in again.
pub(crate) async fn write_disabled(
    tx: &mut Tx,
    act: &OnUser,
    disabled: bool,
) -> Result<User, Undo> {
    let user = existing(tx, act.id).await?;
    if user.disabled == disabled {
        return Ok(user);
    }
    exclusively(tx).await?;
    users::hold(tx, act.id).await?;
    let mut user = existing(tx, act.id).await?;
    if user.disabled == disabled {
        return Ok(user);
    }
    if disabled {
        keep_an_administrator(tx, &user).await?;
        act.end.write(tx, act.id).await?;
    }
    user.disabled = disabled;
    user.updated_at = act.end.now;
    users::update(tx, &user).await?;
    chat_endings::follow(tx, act.id, act.end.now).await?;
    audit::insert(tx, &act.entry).await?;
    Ok(user)
}

async fn write_deletion(tx: &mut Tx, act: &OnUser) -> Result<(), Undo> {
    exclusively(tx).await?;
    let user = existing(tx, act.id).await?;
    keep_an_administrator(tx, &user).await?;
    act.end.write(tx, act.id).await?;
    chat_endings::follow(tx, act.id, act.end.now).await?;
    images::forget_person(tx, act.id).await?;
    users::delete(tx, act.id).await?;
    let detail = user.username.to_string();
    Ok(audit::insert(
        tx,
        &AuditEntry {
            detail,
            ..act.entry.clone()
        },
    )
    .await?)
}
