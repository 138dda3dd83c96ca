//! Setting passwords. A new one ends everything that the old one had opened.

use std::time::Duration;

use gantry_core::Digest;
use gantry_core::audit::Event;
use gantry_core::password::{Password, PasswordHash, PasswordMatch};
use gantry_core::user::{User, UserId};
use gantry_store::{audit, credentials, throttles};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::{Acting, Helpdesk};
use crate::throttle::{Admission, Bucket};
use crate::trail::Line;
use crate::users::PersonWords;
use crate::users::act::unknown;
use crate::users::change::existing;

impl Accounts {
    /// Sets a person's password and ends everything that was issued.
    ///
    /// # Errors
    /// An unknown person, one whom the helpdesk may not help, or a password that is too weak.
    pub async fn set_password<H>(&self, by: &H, id: UserId, password: Password) -> Result<(), Error>
    where
        H: Acting + Copy,
        Helpdesk: From<H>,
    {
        let helper = Helpdesk::from(*by);
        let user = self.credentials_of(id).await?.0;
        helper.may_help(&user)?;
        self.approve_password(&password, &PersonWords::from(&user))
            .await?;
        let hash = self.hash_pool.hash(password).await?;
        let line = Line {
            user_id: Some(id),
            ..Line::by(by, Event::PasswordSet)
        };
        self.write_password(id, Over::Any(helper), hash, line).await
    }

    /// Changes one's own password and ends everything that was issued, the present session too:
    /// whoever calls this begins a new session for the same browser afterwards.
    ///
    /// # Errors
    /// A wrong current password, or one that was changed meanwhile.
    pub async fn change_own_password(
        &self,
        id: UserId,
        current: Password,
        new: Password,
    ) -> Result<(), Error> {
        let (user, old) = self.credentials_of(id).await?;
        let line = Line {
            user_id: Some(id),
            ..Line::new(Event::PasswordSet)
        };
        let guesses = Bucket::of(&format!("change password\n{id}"));
        if let Admission::Wait(wait) = self.admit(guesses).await? {
            let refusal = Refusal::SlowDown(wait);
            let reason = Some(refusal.code());
            self.trail.refused(Line { reason, ..line }).await?;
            return Err(refusal.into());
        }
        let matched = self.hash_pool.verify(old.clone(), current).await?;
        let (Some(old), PasswordMatch::Yes | PasswordMatch::YesButOld) = (old, matched) else {
            let reason = Some(Refusal::WrongPassword.code());
            self.trail.refused(Line { reason, ..line }).await?;
            return Err(Refusal::WrongPassword.into());
        };
        self.approve_password(&new, &PersonWords::from(&user))
            .await?;
        let hash = self.hash_pool.hash(new).await?;
        self.write_password(id, Over::This(old), hash, line).await?;
        self.forget_attempts(guesses.subject()).await?;
        // Ids of this millisecond count as issued before: a session begun at once would be over.
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok(())
    }

    async fn credentials_of(&self, id: UserId) -> Result<(User, Option<PasswordHash>), Error> {
        let mut conn = self.store.read().await?;
        let found = credentials::find(&mut conn, id).await?;
        Ok(found.ok_or_else(|| unknown("user", &id))?)
    }

    async fn forget_attempts(&self, subject: Digest) -> Result<(), Error> {
        let forgotten = self.store.write_one(subject, |tx, subject| {
            Box::pin(throttles::clear(tx, *subject))
        });
        Ok(forgotten.await?)
    }

    async fn write_password(
        &self,
        id: UserId,
        over: Over,
        new: PasswordHash,
        line: Line,
    ) -> Result<(), Error> {
        let act = (id, over, new, self.end_now(), line.entry(&self.env));
        self.act(act, |tx, (id, over, new, end, entry)| {
            Box::pin(async move {
                match over {
                    Over::This(old) => {
                        if !credentials::rehash(tx, *id, old, new).await? {
                            return Err(Refusal::Changed.into());
                        }
                    }
                    Over::Any(helper) => {
                        // Whoever gives no roles must not wait for the person to get one.
                        let set = if helper.administers() {
                            credentials::set_password(tx, *id, new).await?
                        } else {
                            credentials::lend_password(tx, *id, new).await?
                        };
                        if !set {
                            return Err(unknown("user", id).into());
                        }
                        // The row is held now: nobody gives the person a role at the same moment.
                        helper.may_help(&existing(tx, *id).await?)?;
                    }
                }
                end.write(tx, *id).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}

/// Which password a new one replaces.
enum Over {
    /// The one that was typed for it.
    This(PasswordHash),
    /// Whichever there is, as far as this one may help.
    Any(Helpdesk),
}
