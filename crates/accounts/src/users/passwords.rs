//! Setting passwords. A new one ends everything that the old one had opened.

use std::time::Duration;

use gantry_core::Digest;
use gantry_core::audit::Event;
use gantry_core::password::{Password, PasswordHash, PasswordMatch};
use gantry_core::user::UserId;
use gantry_store::{audit, credentials, throttles};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::throttle::{Admission, Bucket};
use crate::trail::Line;
use crate::users::act::unknown;

impl Accounts {
    /// Sets a person's password and ends everything that was issued.
    ///
    /// # Errors
    /// An unknown person.
    pub async fn set_password(
        &self,
        by: &Administrator,
        id: UserId,
        password: Password,
    ) -> Result<(), Error> {
        let hash = self.hash_pool.hash(password).await?;
        let line = Line {
            user_id: Some(id),
            ..Line::by(by, Event::PasswordSet)
        };
        self.write_password(id, None, hash, line).await
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
        let mut conn = self.store.read().await?;
        let found = credentials::find(&mut conn, id).await?;
        drop(conn);
        let (_, old) = found.ok_or_else(|| unknown("user", &id))?;
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
        let hash = self.hash_pool.hash(new).await?;
        self.write_password(id, Some(old), hash, line).await?;
        self.forget_attempts(guesses.subject()).await?;
        // Ids of this millisecond count as issued before: a session begun at once would be over.
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok(())
    }

    async fn forget_attempts(&self, subject: Digest) -> Result<(), Error> {
        let forgotten = self.store.write_one(subject, |tx, subject| {
            Box::pin(throttles::clear(tx, *subject))
        });
        Ok(forgotten.await?)
    }

    /// Writes a hash, over a certain older one if given.
    async fn write_password(
        &self,
        id: UserId,
        old: Option<PasswordHash>,
        new: PasswordHash,
        line: Line,
    ) -> Result<(), Error> {
        let act = (id, old, new, self.end_now(), line.entry(&self.env));
        self.act(act, |tx, (id, old, new, end, entry)| {
            Box::pin(async move {
                let (written, refusal) = match old {
                    Some(old) => (
                        credentials::rehash(tx, *id, old, new).await?,
                        Refusal::Changed,
                    ),
                    None => (
                        credentials::set_password(tx, *id, new).await?,
                        unknown("user", id),
                    ),
                };
                if !written {
                    return Err(refusal.into());
                }
                end.write(tx, *id).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}
