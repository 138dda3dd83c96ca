//! A forgotten password: a link in a mail leads to a new one.
//!
//! Whoever asks is told the same, after the same work, whether or not anybody has that name. The
//! recipient is always the stored address.

use std::net::IpAddr;
use std::time::Duration;

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::email::Email;
use gantry_core::password::PasswordHash;
use gantry_core::user::{User, UserId};
use gantry_core::{Seconds, Timestamp};
use gantry_store::mail_links::{self, MailLink};
use gantry_store::mail_outbox::WaitingMail;
use gantry_store::{Tx, audit, chat_endings, credentials, users};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::mail::links::{Addressee, NewLink, Purpose};
use crate::mail::outbox::{self, NOBODY};
use crate::mail::server::NO_ADDRESS;
use crate::mail::{Occasion, Reader, Writer};
use crate::permissions::{Acting, Helpdesk};
use crate::throttle::{self, Admission, Bucket};
use crate::trail::Line;
use crate::users::PersonWords;
use crate::users::act::Undo;
use crate::users::change::held;
use crate::users::end::End;

/// Letters of this kind that one person gets in the time that a link works.
const MOST_LETTERS: i64 = 5;
/// How long a letter about something that happened is of use.
const NEWS: Seconds = Seconds::days(1);

/// A letter with its link, ready to be written.
#[derive(Debug, Clone)]
struct ReadyLetter {
    link: NewLink,
    mail: WaitingMail,
    entry: AuditEntry,
}

/// A new password, ready to be written.
struct Recovered {
    link: MailLink,
    user: UserId,
    hash: PasswordHash,
    end: End,
    now: Timestamp,
    news: WaitingMail,
    entry: AuditEntry,
}

impl Accounts {
    /// Sends a way to a new password to the stored address of whoever has this name or address; does
    /// the same work if nobody has.
    ///
    /// # Errors
    /// Mail that is not set up, and [`Refusal::SlowDown`]; neither depends on who has an account.
    pub async fn ask_recovery(
        &self,
        login: &str,
        address: IpAddr,
        writer: Writer<'_>,
    ) -> Result<(), Error> {
        self.needs_mail().await?;
        self.hear_recovery(login, address).await?;
        let found = self.user_by_login(login).await?;
        let mut line = Line::new(Event::RecoveryAsked);
        line.user_id = found.as_ref().map(|user| user.id);
        line.detail = format!("from {address}");
        line.reason = self.obstacle(found.as_ref()).await?;
        let nobody = nobody()?;
        let proven = found.filter(|_| line.reason.is_none());
        let to = proven.as_ref().and_then(|user| user.email.as_ref());
        let addressee = Addressee {
            user: proven.as_ref().map(|user| user.id),
            email: to.unwrap_or(&nobody),
            by: None,
        };
        let reader = proven.as_ref().map(Reader::from).unwrap_or_default();
        let kind = if proven.is_some() { "recovery" } else { NOBODY };
        let letter = self.recovery_letter(kind, &addressee, (&reader, writer), line)?;
        self.write_letter(letter).await
    }

    /// Sends somebody a way to a new password, because the helpdesk says so.
    ///
    /// # Errors
    /// Mail that is not set up, a person without an address, or one whom the helpdesk may not help.
    pub async fn send_recovery(
        &self,
        by: &Helpdesk,
        user: &User,
        writer: Writer<'_>,
    ) -> Result<(), Error> {
        self.needs_mail().await?;
        by.may_help(user)?;
        let email = user.email.as_ref().ok_or(NO_ADDRESS)?;
        let addressee = Addressee {
            user: Some(user.id),
            email,
            by: by.person(),
        };
        let line = Line {
            user_id: Some(user.id),
            ..Line::by(by, Event::RecoveryAsked)
        };
        let reader = Reader::from(user);
        let letter = self.recovery_letter("recovery", &addressee, (&reader, writer), line)?;
        let act = (letter, *by, user.id);
        self.act(act, |tx, (letter, by, id)| {
            Box::pin(async move {
                by.may_help(&held(tx, *id).await?)?;
                Ok(write(tx, letter).await?)
            })
        })
        .await
    }

    /// Whose link this is, if it still works.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], [`Refusal::LinkUsed`] or [`Refusal::LinkExpired`].
    pub async fn recovering(&self, text: &str) -> Result<User, Error> {
        let link = self.open_link(Purpose::Recovery, text).await?;
        self.owner_of(&link).await
    }

    /// Uses a link: the person has a new password, a proven address, and nothing that was issued
    /// before. It does not sign in: a second factor is still asked for.
    ///
    /// # Errors
    /// A link that does not work, or a password that is too weak.
    pub async fn recover(
        &self,
        text: &str,
        password: String,
        writer: Writer<'_>,
    ) -> Result<User, Error> {
        let link = self.open_link(Purpose::Recovery, text).await?;
        let user = self.owner_of(&link).await?;
        let password = self
            .check_new_password(password, &PersonWords::from(&user))
            .await?;
        let hash = self.hash_pool.hash(password).await?;
        let letter = writer(&Reader::from(&user), &Occasion::PasswordChanged);
        let noted = Line {
            user_id: Some(user.id),
            detail: "by a link in a mail".to_owned(),
            ..Line::new(Event::PasswordSet)
        };
        let act = Recovered {
            news: self.sealed_mail("password_changed", &link.email, letter, NEWS)?,
            user: user.id,
            link,
            hash,
            end: self.end_now(),
            now: self.env.now(),
            entry: noted.entry(&self.env),
        };
        self.act(act, |tx, act| Box::pin(write_recovered(tx, act)))
            .await?;
        // Ids of this millisecond count as issued before: a session begun at once would be over.
        tokio::time::sleep(Duration::from_millis(2)).await;
        Ok(user)
    }

    /// The person whose link it is, as long as the letter went to the address that is stored.
    async fn owner_of(&self, link: &MailLink) -> Result<User, Error> {
        let user = match link.user_id {
            Some(id) => self.user(id).await?,
            None => None,
        };
        let same = user.filter(|user| !user.disabled && user.email.as_ref() == Some(&link.email));
        Ok(same.ok_or(Refusal::LinkOver)?)
    }

    /// Counts the question, for its network, and for its network and name together.
    async fn hear_recovery(&self, login: &str, address: IpAddr) -> Result<(), Error> {
        if !self.addresses.hears_sign_in(address) {
            return Err(Refusal::SlowDown(Seconds::minutes(1)).into());
        }
        let network = throttle::network(address);
        let typed = login.trim().to_lowercase();
        let buckets = [
            Bucket::from_everywhere(&format!("recovery\nnetwork\n{network}")),
            Bucket::of(&format!("recovery\nnetwork\n{network}\n{typed}")),
        ];
        for bucket in buckets {
            if let Admission::Wait(wait) = self.admit(bucket).await? {
                return Err(Refusal::SlowDown(wait).into());
            }
        }
        Ok(())
    }

    /// Why no letter goes out, for the trail; whoever asked is told nothing of it.
    async fn obstacle(&self, user: Option<&User>) -> Result<Option<&'static str>, Error> {
        let id = user.map_or(UserId::from_uuid(Uuid::nil()), |user| user.id);
        let since = self.env.now().minus(Purpose::Recovery.lifetime());
        let about = (id, Purpose::Recovery.as_str());
        let mut conn = self.store.read().await?;
        let enough = mail_links::enough(&mut conn, about, since, MOST_LETTERS).await?;
        Ok(match user {
            None => Some("unknown_user"),
            Some(user) if user.disabled => Some("user_disabled"),
            Some(user) if user.email.is_none() || !user.email_verified => Some("no_verified_email"),
            Some(_) => enough.then_some("too_many_attempts"),
        })
    }

    fn recovery_letter(
        &self,
        kind: &str,
        to: &Addressee<'_>,
        (reader, writer): (&Reader, Writer<'_>),
        noted: Line,
    ) -> Result<ReadyLetter, Error> {
        let link = self.new_link(Purpose::Recovery, to, String::new());
        let letter = writer(reader, &Occasion::Recovery(link.token.clone()));
        let useful = Purpose::Recovery.lifetime();
        Ok(ReadyLetter {
            mail: self.sealed_mail(kind, to.email, letter, useful)?,
            link,
            entry: noted.entry(&self.env),
        })
    }

    async fn write_letter(&self, letter: ReadyLetter) -> Result<(), Error> {
        let written = self
            .store
            .write(letter, |tx, letter| Box::pin(write(tx, letter)));
        Ok(written.await?)
    }
}

/// An address that no mail can have.
fn nobody() -> Result<Email, Error> {
    Ok("nobody@nowhere.invalid".parse()?)
}

async fn write(tx: &mut Tx, letter: &ReadyLetter) -> Result<(), gantry_store::StoreError> {
    mail_links::insert(tx, &letter.link.link, letter.link.digest).await?;
    outbox::insert(tx, std::slice::from_ref(&letter.mail)).await?;
    audit::insert(tx, &letter.entry).await
}

async fn write_recovered(tx: &mut Tx, act: &Recovered) -> Result<(), Undo> {
    let mut user = held(tx, act.user).await?;
    if user.disabled || user.email.as_ref() != Some(&act.link.email) {
        return Err(Refusal::LinkOver.into());
    }
    if !mail_links::consume(tx, act.link.id, Purpose::Recovery.as_str(), act.now).await? {
        return Err(Refusal::LinkUsed.into());
    }
    mail_links::end_of_user(tx, user.id, act.now).await?;
    credentials::set_password(tx, user.id, &act.hash).await?;
    if !user.email_verified {
        user.email_verified = true;
        user.updated_at = act.now;
        users::update(tx, &user).await?;
        chat_endings::follow(tx, user.id, act.now).await?;
    }
    act.end.write(tx, user.id).await?;
    outbox::insert(tx, std::slice::from_ref(&act.news)).await?;
    Ok(audit::insert(tx, &act.entry).await?)
}
