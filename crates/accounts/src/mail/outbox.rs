//! The outbox: each mail is sealed under the id of its row, and leaves when the server has it.

use gantry_core::email::Email;
use gantry_core::seal::{Purpose, SealError};
use gantry_core::{Seconds, Timestamp};
use gantry_outbound::mail::MailError;
use gantry_store::mail_outbox::{self, WaitingMail, WaitingMailId};
use gantry_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};

use super::Letter;
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::settings::Mail;
use crate::users::find::MOST;

/// A mail to nobody: written where an address that nobody has was asked for, so that both cost the
/// same, and dropped instead of sent.
pub(crate) const NOBODY: &str = "nobody";

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Parcel {
    pub(crate) to: Email,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// Afterwards it is of no use to its reader.
    pub(crate) until: Timestamp,
}

/// A mail in the outbox, as an administrator sees it: never its text.
#[derive(Debug, Clone)]
pub struct MailInOutbox {
    /// The row.
    pub row: WaitingMail,
    /// The recipient, if the row can be opened.
    pub to: Option<Email>,
}

impl Accounts {
    /// The refusal of acts that need mail, unless it is set up.
    pub(crate) async fn needs_mail(&self) -> Result<(), Error> {
        if self.mail_is_set_up().await? {
            Ok(())
        } else {
            Err(Refusal::Settings("mail is not set up").into())
        }
    }

    /// Whether letters can be sent.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn mail_is_set_up(&self) -> Result<bool, Error> {
        Ok(self.mail_settings().await?.is_set_up())
    }

    /// How mail leaves, as it is set now: who asks may be the first in a long time.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn mail_settings(&self) -> Result<Mail, Error> {
        let mut conn = self.store.read().await?;
        self.clients.check_version(&mut conn).await?;
        self.settings_in(&mut conn).await
    }

    /// A mail ready to be written in the write of its act.
    pub(crate) fn sealed_mail(
        &self,
        kind: &str,
        to: &Email,
        letter: Letter,
        useful: Seconds,
    ) -> Result<WaitingMail, Error> {
        let now = self.env.now();
        let id: WaitingMailId = self.env.id();
        let parcel = Parcel {
            to: to.clone(),
            sender: letter.sender,
            subject: letter.subject,
            text: letter.text,
            html: letter.html,
            until: now.plus(useful),
        };
        let plain = serde_json::to_vec(&parcel).map_err(StoreError::from)?;
        Ok(WaitingMail {
            id,
            kind: kind.to_owned(),
            sealed: self.master_key.seal(Purpose::Mail, id.as_uuid(), &plain)?,
            attempts: 0,
            due_at: now,
            problem: None,
            stopped: None,
            created_at: now,
        })
    }

    pub(super) fn opened(&self, mail: &WaitingMail) -> Result<Parcel, SealError> {
        let plain = self
            .master_key
            .open(Purpose::Mail, mail.id.as_uuid(), &mail.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| SealError::Broken)
    }

    /// What waits or stopped, newest first, before one of them.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn mails_in_outbox(
        &self,
        before: Option<WaitingMailId>,
        limit: i64,
    ) -> Result<Vec<MailInOutbox>, Error> {
        let mut conn = self.store.read().await?;
        let rows = mail_outbox::list(&mut conn, before, limit.clamp(1, MOST)).await?;
        let opened = rows.into_iter().map(|row| MailInOutbox {
            to: self.opened(&row).ok().map(|parcel| parcel.to),
            row,
        });
        Ok(opened.collect())
    }

    /// Whether a mail stopped that somebody should look at.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn mail_has_stopped(&self) -> Result<bool, Error> {
        let mut conn = self.store.read().await?;
        Ok(mail_outbox::any_stopped(&mut conn).await?)
    }
}

/// How an attempt ended.
pub(super) enum Ended {
    /// The mail server has it.
    HandedOver,
    /// It may go through later; with what went wrong.
    Later(String),
    /// Trying again is of no use: the stable reason, and what went wrong.
    Stopped(&'static str, String),
}

impl From<MailError> for Ended {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Later(words) => Self::Later(words),
            MailError::Refused(words) => Self::Stopped("mail_refused", words),
            MailError::Unfit(words) => Self::Stopped("mail_unfit", words.to_owned()),
        }
    }
}

/// Writes mails of an act.
pub(crate) async fn insert(tx: &mut Tx, mails: &[WaitingMail]) -> Result<(), StoreError> {
    for mail in mails {
        mail_outbox::insert(tx, mail).await?;
    }
    Ok(())
}
