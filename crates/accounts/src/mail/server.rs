//! The mail server as an administrator sets it, and whether it works.

use std::time::Duration;

use gantry_core::Seconds;
use gantry_core::Secret;
use gantry_core::email::Email;
use gantry_core::seal::Purpose;
use gantry_core::user::User;
use gantry_store::mail_outbox::{self, WaitingMailId};
use tokio::time::sleep;

use super::outbox::insert;
use super::round::PASSWORD_ROW;
use super::{Occasion, Reader, Writer};
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::settings::{Mail, MailSecurity, MailServer};

/// How long a test mail is of use.
const TEST_LIFETIME: Seconds = Seconds::minutes(10);
/// How often, and how many times, a test mail is looked after.
const LOOK_EVERY: Duration = Duration::from_millis(250);
const LOOKS: usize = 24;

/// The password for the mail server.
#[derive(Debug, Clone)]
pub enum NewMailPassword {
    /// The one that is stored, if user name and server stay the same.
    Keep,
    /// None.
    Remove,
    /// Another one.
    Set(Secret),
}

/// What an administrator says about the mail server.
#[derive(Debug, Clone)]
pub struct NewMailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// The name to log in with, if it asks for one.
    pub username: Option<String>,
    /// The password to it.
    pub password: NewMailPassword,
    /// The sender's address.
    pub from: Email,
}

/// What became of a test mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestMail {
    /// The mail server has it.
    HandedOver,
    /// It was tried; with what went wrong.
    Failed(String),
    /// Nobody tried it yet.
    Waiting,
}

impl Accounts {
    /// Sets the mail server, or takes it away.
    ///
    /// # Errors
    /// What cannot be a mail server.
    pub async fn set_mail_server(
        &self,
        by: &Administrator,
        new: Option<NewMailServer>,
    ) -> Result<(), Error> {
        let Some(new) = new else {
            return self.change_settings(by, Mail::default()).await;
        };
        let stored = self.mail_settings().await?;
        let sealed_password = match (new.password, stored.server) {
            (NewMailPassword::Set(text), _) => {
                let plain = text.expose().as_bytes();
                let key = &self.master_key;
                Some(key.seal(Purpose::MailPassword, PASSWORD_ROW, plain)?)
            }
            // A password is never sent to another server than the one it was typed for. With TLS
            // its name is proof of that; without, another port may be anybody's.
            (NewMailPassword::Keep, Some(old))
                if (&old.host, &old.username) == (&new.host, &new.username)
                    && (new.security != MailSecurity::None
                        || (old.port, old.security) == (new.port, new.security)) =>
            {
                old.sealed_password
            }
            _ => None,
        };
        let server = MailServer {
            host: new.host,
            port: new.port,
            security: new.security,
            sealed_password: sealed_password.filter(|_| new.username.is_some()),
            username: new.username,
        };
        let mail = Mail {
            server: Some(server),
            from: Some(new.from),
        };
        self.change_settings(by, mail).await
    }

    /// Sends an administrator a letter that says that mail works.
    ///
    /// # Errors
    /// Mail that is not set up, or an administrator without an address.
    pub async fn send_test_mail(
        &self,
        _by: &Administrator,
        to: &User,
        writer: Writer<'_>,
    ) -> Result<WaitingMailId, Error> {
        self.needs_mail().await?;
        let email = to.email.as_ref().ok_or(NO_ADDRESS)?;
        let letter = writer(&Reader::from(to), &Occasion::Test);
        let mail = self.sealed_mail("test", email, letter, TEST_LIFETIME)?;
        let id = mail.id;
        self.store
            .write_one(vec![mail], |tx, mails| Box::pin(insert(tx, mails)))
            .await?;
        Ok(id)
    }

    /// Waits some seconds for what becomes of a test mail.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn await_test_mail(&self, id: WaitingMailId) -> Result<TestMail, Error> {
        for _ in 0..LOOKS {
            let mut conn = self.store.read().await?;
            let found = mail_outbox::find(&mut conn, id).await?;
            drop(conn);
            match found {
                None => return Ok(TestMail::HandedOver),
                Some(mail) => {
                    if let Some(problem) = mail.problem {
                        return Ok(TestMail::Failed(problem));
                    }
                }
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(TestMail::Waiting)
    }

    /// Tries everything that stopped once more.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn resume_mail(&self, _by: &Administrator) -> Result<u64, Error> {
        let now = self.env.now();
        let resumed = self
            .store
            .write_one(now, |tx, now| Box::pin(mail_outbox::resume(tx, *now)));
        Ok(resumed.await?)
    }
}

/// The refusal of a letter to somebody without an address.
pub(crate) const NO_ADDRESS: Refusal = Refusal::Settings("this person has no e-mail address");
