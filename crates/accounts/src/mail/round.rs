//! One round of the outbox: several mails at once, each taken by one server.

use std::sync::Arc;

use gantry_core::Seconds;
use gantry_core::seal::Purpose;
use gantry_outbound::mail::{MailError, Mailer, OutgoingMail, Protection, Relay};
use gantry_store::mail_outbox::{self, WaitingMail};
use tokio::task::JoinSet;

use super::outbox::{Ended, NOBODY, Parcel};
use crate::accounts::Accounts;
use crate::error::Error;
use crate::settings::{MailSecurity, MailServer};

/// Mails under way at the same time.
const AT_ONCE: i64 = 8;
/// How long a mail that was taken is left alone: longer than an attempt may take.
const LEASE: Seconds = Seconds::minutes(1);
/// The first wait after a failure; each one doubles it.
const FIRST_WAIT: i64 = 5;
/// The longest wait between two attempts.
const LONGEST_WAIT: i64 = 1800;
/// With these waits the last attempt comes after about six hours.
const MOST_ATTEMPTS: i64 = 20;
/// How long an administrator can read of a mail that could not be handed over.
const KEPT: Seconds = Seconds::days(14);
/// The row under whose name the mail server's password is sealed.
pub(super) const PASSWORD_ROW: uuid::Uuid = uuid::Uuid::nil();

impl Accounts {
    /// Hands over what is due until nothing is; returns how many attempts were made. Safe to run on
    /// several servers at once.
    ///
    /// # Errors
    /// A breakdown of the database, after what was under way has ended.
    pub async fn send_mail_once(&self, mailer: &Arc<dyn Mailer>) -> Result<usize, Error> {
        let mut tried = 0;
        loop {
            let mut conn = self.store.read().await?;
            let due = mail_outbox::due(&mut conn, self.env.now(), AT_ONCE).await?;
            drop(conn);
            if due.is_empty() {
                return Ok(tried);
            }
            let mut running = JoinSet::new();
            for mail in due {
                let Some(taken) = self.take_mail(mail).await? else {
                    continue;
                };
                tried += 1;
                let (accounts, mailer) = (self.clone(), Arc::clone(mailer));
                running.spawn(async move { accounts.attempt(&taken, &*mailer).await });
            }
            let ended = running.join_all().await;
            ended.into_iter().collect::<Result<(), Error>>()?;
        }
    }

    async fn take_mail(&self, mail: WaitingMail) -> Result<Option<WaitingMail>, Error> {
        let act = (mail, self.env.now().plus(LEASE));
        let taken = self.store.write_one(act, |tx, (mail, until)| {
            Box::pin(mail_outbox::take(tx, mail, *until))
        });
        Ok(taken.await?)
    }

    /// One attempt at a mail that was taken.
    async fn attempt(&self, mail: &WaitingMail, mailer: &dyn Mailer) -> Result<(), Error> {
        let ended = self.hand_over(mail, mailer).await?;
        match ended {
            Ended::HandedOver => self.forget(mail).await,
            Ended::Later(problem) if mail.attempts >= MOST_ATTEMPTS => {
                self.give_up(mail, "mail_undelivered", problem).await
            }
            Ended::Later(problem) => self.put_off(mail, problem).await,
            Ended::Stopped(reason, problem) => self.give_up(mail, reason, problem).await,
        }
    }

    async fn hand_over(&self, mail: &WaitingMail, mailer: &dyn Mailer) -> Result<Ended, Error> {
        if mail.kind == NOBODY {
            return Ok(Ended::HandedOver);
        }
        let parcel = match self.opened(mail) {
            Ok(parcel) => parcel,
            Err(error) => return Ok(Ended::Stopped("mail_unreadable", error.to_string())),
        };
        if parcel.until <= self.env.now() {
            let problem = mail.problem.clone().unwrap_or_default();
            return Ok(Ended::Stopped("mail_too_late", problem));
        }
        let settings = self.mail_settings().await?;
        let (Some(server), Some(from)) = (&settings.server, &settings.from) else {
            return Ok(Ended::Later("mail is not set up".to_owned()));
        };
        let relay = self.relay(server)?;
        let outgoing = match outgoing(mail, parcel, from.as_str()) {
            Ok(outgoing) => outgoing,
            Err(unfit) => return Ok(unfit.into()),
        };
        Ok(match mailer.send(&relay, &outgoing).await {
            Ok(()) => Ended::HandedOver,
            Err(error) => error.into(),
        })
    }

    fn relay(&self, server: &MailServer) -> Result<Relay, Error> {
        let login = match (&server.username, &server.sealed_password) {
            (Some(name), Some(sealed)) => {
                let plain = self
                    .master_key
                    .open(Purpose::MailPassword, PASSWORD_ROW, sealed)?;
                let password = String::from_utf8_lossy(&plain).into_owned();
                Some((name.clone(), password))
            }
            _ => None,
        };
        Ok(Relay {
            host: server.host.clone(),
            port: server.port,
            protection: match server.security {
                MailSecurity::Tls => Protection::Tls,
                MailSecurity::StartTls => Protection::StartTls,
                MailSecurity::None => Protection::None,
            },
            login,
        })
    }

    async fn forget(&self, mail: &WaitingMail) -> Result<(), Error> {
        let done = self.store.write_one(mail.clone(), |tx, mail| {
            Box::pin(mail_outbox::done(tx, mail))
        });
        Ok(done.await.map(drop)?)
    }

    async fn put_off(&self, mail: &WaitingMail, problem: String) -> Result<(), Error> {
        tracing::info!(mail.id = %mail.id, attempts = mail.attempts, "mail.not_taken");
        let act = (
            mail.clone(),
            self.env.now().plus(pause(mail.attempts)),
            problem,
        );
        let later = self.store.write_one(act, |tx, (mail, until, problem)| {
            Box::pin(mail_outbox::put_off(tx, mail, *until, problem))
        });
        Ok(later.await.map(drop)?)
    }

    async fn give_up(
        &self,
        mail: &WaitingMail,
        reason: &'static str,
        problem: String,
    ) -> Result<(), Error> {
        tracing::warn!(mail.id = %mail.id, reason, "mail.stopped");
        let act = (mail.clone(), self.env.now().plus(KEPT), problem);
        let stopped = self.store.write_one(act, move |tx, (mail, kept, problem)| {
            Box::pin(mail_outbox::stop(tx, mail, (reason, problem), *kept))
        });
        Ok(stopped.await.map(drop)?)
    }
}

fn outgoing(mail: &WaitingMail, parcel: Parcel, from: &str) -> Result<OutgoingMail, MailError> {
    let domain = from
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain);
    Ok(OutgoingMail {
        from_name: parcel.sender.parse()?,
        from: from.parse()?,
        to: parcel.to.as_str().parse()?,
        subject: parcel.subject.parse()?,
        text: parcel.text,
        html: parcel.html,
        message_id: format!("<{}@{domain}>", mail.id).parse()?,
    })
}

/// Twice as long after each failure, up to half an hour.
fn pause(attempts: i64) -> Seconds {
    let doublings = u32::try_from((attempts - 1).clamp(0, 16)).unwrap_or(16);
    let wait = FIRST_WAIT.saturating_mul(2_i64.saturating_pow(doublings));
    Seconds::new(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::{MOST_ATTEMPTS, pause};

    #[test]
    fn each_failure_doubles_the_wait_up_to_half_an_hour() {
        let waits = [1, 2, 3, 9, 10, 99].map(|attempts| pause(attempts).as_i64());

        assert_eq!(waits, [5, 10, 20, 1280, 1800, 1800]);
    }

    #[test]
    fn the_last_attempt_comes_after_about_six_hours() {
        let waits = (1..MOST_ATTEMPTS).map(|attempts| pause(attempts).as_i64());
        let hours = waits.sum::<i64>() / 3600;

        assert!((5..=6).contains(&hours), "{hours}");
    }
}
