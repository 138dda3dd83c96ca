//! Proving an address, and changing it: the new one counts when its link was used by whoever asked.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::email::Email;
use gantry_core::password::{Password, PasswordMatch};
use gantry_core::user::{User, UserId};
use gantry_core::{Invalid, Seconds, Timestamp};
use gantry_store::mail_links::{self, MailLink};
use gantry_store::mail_outbox::WaitingMail;
use gantry_store::{Tx, audit, chat_endings, credentials, throttles, user_search, users};
use serde::{Deserialize, Serialize};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::mail::links::{Addressee, NewLink, Purpose};
use crate::mail::server::NO_ADDRESS;
use crate::mail::{Occasion, Reader, Writer, outbox};
use crate::throttle::{Admission, Bucket};
use crate::trail::Line;
use crate::users::act::{Undo, unknown};
use crate::users::change::held;
use crate::users::names;

/// Letters of this kind that one person has sent in the time that a link works.
const MOST_LETTERS: i64 = 5;
/// How long a letter about something that happened is of use.
const NEWS: Seconds = Seconds::days(1);

/// What a link that proves an address remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Detail {
    /// The address that the person had when asking.
    former: Option<Email>,
}

/// A proven address, ready to be written.
struct Proven {
    link: MailLink,
    former: Option<Email>,
    user: UserId,
    now: Timestamp,
    news: Option<WaitingMail>,
    entry: AuditEntry,
}

impl Accounts {
    /// Sends a link to an address that a person wants to have, once more proven by the password.
    ///
    /// Whether somebody else has the address is told to nobody but its reader.
    ///
    /// # Errors
    /// Mail that is not set up, a wrong password, one that the helpdesk chose, or too many letters.
    pub async fn ask_address_change(
        &self,
        user: &User,
        password: String,
        email: Email,
        writer: Writer<'_>,
    ) -> Result<(), Error> {
        self.needs_mail().await?;
        self.check_own_password(user.id, password).await?;
        self.refuse_lent_password(user.id).await?;
        self.send_address_link(user, &email, writer).await
    }

    /// Sends a link to the address that a person has, to prove it.
    ///
    /// # Errors
    /// Mail that is not set up, no address, or too many letters.
    pub async fn ask_address_proof(&self, user: &User, writer: Writer<'_>) -> Result<(), Error> {
        self.needs_mail().await?;
        let email = user.email.clone().ok_or(NO_ADDRESS)?;
        self.send_address_link(user, &email, writer).await
    }

    /// The address that a link proves, if it still works and is this person's.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], [`Refusal::LinkUsed`] or [`Refusal::LinkExpired`].
    pub async fn proving(&self, user: &User, text: &str) -> Result<Email, Error> {
        Ok(self.own_address_link(user, text).await?.0.email)
    }

    /// Uses a link: the address is the person's, and proven. The former one hears of a change.
    ///
    /// # Errors
    /// A link that does not work, or an address that is somebody else's.
    pub async fn prove_address(
        &self,
        user: &User,
        text: &str,
        writer: Writer<'_>,
    ) -> Result<Email, Error> {
        let (link, former) = self.own_address_link(user, text).await?;
        let left = user.email.as_ref().filter(|email| **email != link.email);
        let news = match left {
            Some(former) => {
                let letter = writer(&Reader::from(user), &Occasion::AddressChanged);
                Some(self.sealed_mail("address_changed", former, letter, NEWS)?)
            }
            None => None,
        };
        let noted = Line {
            user_id: Some(user.id),
            detail: if left.is_some() { "changed" } else { "proven" }.to_owned(),
            ..Line::new(Event::EmailVerified)
        };
        let email = link.email.clone();
        let act = Proven {
            link,
            former,
            user: user.id,
            now: self.env.now(),
            news,
            entry: noted.entry(&self.env),
        };
        self.act(act, |tx, act| Box::pin(write(tx, act))).await?;
        Ok(email)
    }

    async fn own_address_link(
        &self,
        user: &User,
        text: &str,
    ) -> Result<(MailLink, Option<Email>), Error> {
        let link = self.open_link(Purpose::Address, text).await?;
        let detail: Detail = serde_json::from_str(&link.detail).map_err(|_| Refusal::LinkOver)?;
        if link.user_id == Some(user.id) && detail.former == user.email {
            Ok((link, detail.former))
        } else {
            Err(Refusal::LinkOver.into())
        }
    }

    async fn send_address_link(
        &self,
        user: &User,
        email: &Email,
        writer: Writer<'_>,
    ) -> Result<(), Error> {
        let (purpose, former) = (Purpose::Address, user.email.clone());
        let detail =
            serde_json::to_string(&Detail { former }).map_err(gantry_store::StoreError::from)?;
        let to = Addressee {
            user: Some(user.id),
            email,
            by: None,
        };
        let link = self.new_link(purpose, &to, detail);
        let occasion = Occasion::Address {
            token: link.token.clone(),
            email: email.clone(),
        };
        let letter = writer(&Reader::from(user), &occasion);
        let mail = self.sealed_mail("address", email, letter, purpose.lifetime())?;
        let since = self.env.now().minus(purpose.lifetime());
        let act = (link, mail, since);
        self.act(act, |tx, (link, mail, since)| {
            Box::pin(write_link(tx, link, mail, *since))
        })
        .await
    }

    /// Whoever chose the password for somebody must not get that person's letters by it.
    async fn refuse_lent_password(&self, id: UserId) -> Result<(), Error> {
        let mut conn = self.store.read().await?;
        if !credentials::is_lent(&mut conn, id).await? {
            return Ok(());
        }
        drop(conn);
        let refusal = Refusal::PasswordLent;
        let line = Line {
            user_id: Some(id),
            reason: Some(refusal.code()),
            ..Line::new(Event::UserChanged)
        };
        self.trail.refused(line).await?;
        Err(refusal.into())
    }

    /// The own password once more, as often as it may be guessed when it is changed.
    async fn check_own_password(&self, id: UserId, text: String) -> Result<(), Error> {
        let too_long = Invalid::new("password", "has at most 1024 bytes");
        let password = Password::presented(text).ok_or(too_long)?;
        let guesses = Bucket::of(&format!("change password\n{id}"));
        let line = Line {
            user_id: Some(id),
            ..Line::new(Event::UserChanged)
        };
        if let Admission::Wait(wait) = self.admit(guesses).await? {
            let refusal = Refusal::SlowDown(wait);
            let reason = Some(refusal.code());
            self.trail.refused(Line { reason, ..line }).await?;
            return Err(refusal.into());
        }
        let mut conn = self.store.read().await?;
        let found = credentials::find(&mut conn, id).await?;
        drop(conn);
        let (_, hash) = found.ok_or_else(|| unknown("user", &id))?;
        if self.hash_pool.verify(hash, password).await? == PasswordMatch::No {
            let reason = Some(Refusal::WrongPassword.code());
            self.trail.refused(Line { reason, ..line }).await?;
            return Err(Refusal::WrongPassword.into());
        }
        let subject = guesses.subject();
        let forgotten = self.store.write_one(subject, |tx, subject| {
            Box::pin(throttles::clear(tx, *subject))
        });
        Ok(forgotten.await?)
    }
}

async fn write_link(
    tx: &mut Tx,
    link: &NewLink,
    mail: &WaitingMail,
    since: Timestamp,
) -> Result<(), Undo> {
    if let Some(id) = link.link.user_id {
        held(tx, id).await?;
        let about = (id, Purpose::Address.as_str());
        if mail_links::enough(tx, about, since, MOST_LETTERS).await? {
            return Err(Refusal::SlowDown(Purpose::Address.lifetime()).into());
        }
    }
    mail_links::insert(tx, &link.link, link.digest).await?;
    Ok(outbox::insert(tx, std::slice::from_ref(mail)).await?)
}

async fn write(tx: &mut Tx, act: &Proven) -> Result<(), Undo> {
    let mut user = held(tx, act.user).await?;
    if user.disabled || user.email != act.former {
        return Err(Refusal::LinkOver.into());
    }
    if !mail_links::consume(tx, act.link.id, Purpose::Address.as_str(), act.now).await? {
        return Err(Refusal::LinkUsed.into());
    }
    user.email = Some(act.link.email.clone());
    user.email_verified = true;
    user.updated_at = act.now;
    names::claim(tx, &user, act.now).await?;
    // Links to the former address open nothing any more.
    mail_links::end_of_user(tx, user.id, act.now).await?;
    users::update(tx, &user).await?;
    let words: Vec<String> = names::words(&user).into_iter().collect();
    user_search::replace_words(tx, user.id, &words).await?;
    chat_endings::follow(tx, user.id, act.now).await?;
    outbox::insert(tx, act.news.as_slice()).await?;
    Ok(audit::insert(tx, &act.entry).await?)
}
