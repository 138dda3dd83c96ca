//! Back-channel logout: logout tokens, and the queue that delivers them.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html>
//!
//! Reading order: [`Provider::deliver_logouts_once`] takes what is due, `tell` makes one attempt, and
//! `settle` writes how it ended.

mod round;

use std::time::Duration;

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::Seconds;
use gantry_core::audit::Event;
use gantry_core::client::{Client, ClientRowId};
use gantry_outbound::{OutboundError, OutboundRequest};
use gantry_store::audit;
use gantry_store::logout_tasks::{self, LogoutTask};
use serde_json::{Value, json};
use tokio::time::timeout;
use url::Url;

use crate::provider::Provider;

/// How long one attempt may take; the next one, here or on another server, comes later.
const LONGEST: Duration = Duration::from_secs(20);
/// How long a logout token is good: its delivery takes seconds.
const LIFETIME: Seconds = Seconds::minutes(2);
/// The first wait after a failure; each one doubles it.
const FIRST_WAIT: i64 = 5;
/// The longest wait between two attempts.
const LONGEST_WAIT: i64 = 3600;
/// With these waits the last attempt comes after about a day.
const MOST_ATTEMPTS: i64 = 33;
/// How long an administrator can read of a token that could not be delivered.
const KEPT: Seconds = Seconds::days(30);
/// The one member of `events`.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How an attempt ended.
enum Ended {
    /// The client took it.
    Delivered,
    /// The client no longer wants to hear anything.
    NothingToDo,
    /// It may succeed later, but not before the client said, if it did.
    Later(Option<u64>),
    /// Trying again is of no use: the stable reason.
    Stopped(&'static str),
}

impl Provider {
    /// What waits for a client, stopped tokens too.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn logouts_waiting(
        &self,
        client: ClientRowId,
        limit: i64,
    ) -> Result<Vec<LogoutTask>, Error> {
        let mut conn = self.accounts.store().read().await?;
        Ok(logout_tasks::of_client(&mut conn, client, limit).await?)
    }

    /// Tries everything that waits for a client once more.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn resume_logouts(&self, client: ClientRowId) -> Result<u64, Error> {
        let act = (client, self.accounts.env().now());
        let resumed = self.accounts.store().write_one(act, |tx, (client, now)| {
            Box::pin(logout_tasks::resume(tx, *client, *now))
        });
        Ok(resumed.await?)
    }

    /// One attempt at a task that was taken.
    async fn deliver(&self, task: &LogoutTask) -> Result<(), Error> {
        let ended = match timeout(LONGEST, self.tell(task)).await {
            Ok(Err(error @ (Error::Signing | Error::Seal(_)))) => {
                tracing::error!(%error, "logout.not_signed");
                Ended::Later(None)
            }
            Ok(ended) => ended?,
            Err(_) => Ended::Later(None),
        };
        self.settle(task, ended).await
    }

    /// Back-Channel Logout §2.5: a form with `logout_token` and nothing else.
    /// <https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest>
    async fn tell(&self, task: &LogoutTask) -> Result<Ended, Error> {
        let cached = self.accounts.client_cache().by_id(task.client_id).await?;
        let Some(cached) = cached else {
            return Ok(Ended::NothingToDo);
        };
        let client = &cached.client;
        let Some(uri) = &client.settings.logout.backchannel_uri else {
            return Ok(Ended::NothingToDo);
        };
        let Ok(uri) = Url::parse(uri) else {
            return Ok(Ended::Stopped("logout_address_refused"));
        };
        let claims = self.logout_claims(client, task)?;
        let algorithm = client.settings.id_token_alg;
        let token = self.sign_as("logout+jwt", algorithm, &claims).await?;
        let request = OutboundRequest::post(uri).form(&[("logout_token", &token)]);
        Ok(
            match self.outbound_of(client.id).await.send(request).await {
                Ok(reply) => of_status(reply.status, reply.pause.retry_after_seconds),
                Err(
                    OutboundError::SchemeRefused
                    | OutboundError::CredentialsInAddress
                    | OutboundError::NoHost
                    | OutboundError::AddressRefused { .. },
                ) => Ended::Stopped("logout_address_refused"),
                Err(error) => {
                    tracing::info!(%error, "logout.not_delivered");
                    Ended::Later(None)
                }
            },
        )
    }

    /// Back-Channel Logout §2.4: what a logout token says; never a `nonce`.
    /// <https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken>
    fn logout_claims(&self, client: &Client, task: &LogoutTask) -> Result<Value, Error> {
        let env = self.accounts.env();
        let now = env.now();
        Ok(json!({
            "iss": self.issuer(client),
            "aud": client.client_id.as_str(),
            "iat": now.as_i64(),
            "exp": now.plus(LIFETIME).as_i64(),
            "jti": env.id::<LogoutTask>().to_string(),
            "events": { EVENT: {} },
            "sub": task.subject,
            "sid": self.sid(client, task.session_id)?,
        }))
    }

    async fn settle(&self, task: &LogoutTask, ended: Ended) -> Result<(), Error> {
        match ended {
            Ended::Delivered => {
                self.forget(task).await?;
                self.accounts
                    .trail()
                    .succeeded(line(task, None, "told the application"));
                Ok(())
            }
            Ended::NothingToDo => self.forget(task).await,
            Ended::Later(_) if task.attempts >= MOST_ATTEMPTS => {
                self.give_up(task, "logout_undelivered").await
            }
            Ended::Later(asked) => self.put_off(task, asked).await,
            Ended::Stopped(reason) => self.give_up(task, reason).await,
        }
    }

    async fn forget(&self, task: &LogoutTask) -> Result<(), Error> {
        let store = self.accounts.store();
        let done = store.write_one(task.clone(), |tx, task| {
            Box::pin(logout_tasks::done(tx, task))
        });
        Ok(done.await.map(drop)?)
    }

    async fn put_off(&self, task: &LogoutTask, asked: Option<u64>) -> Result<(), Error> {
        let until = self.accounts.env().now().plus(pause(task.attempts, asked));
        let store = self.accounts.store();
        let later = store.write_one((task.clone(), until), |tx, (task, until)| {
            Box::pin(logout_tasks::put_off(tx, task, *until))
        });
        Ok(later.await.map(drop)?)
    }

    async fn give_up(&self, task: &LogoutTask, reason: &'static str) -> Result<(), Error> {
        tracing::warn!(client.id = %task.client_id, reason, "logout.stopped");
        let env = self.accounts.env();
        let entry = line(task, Some(reason), "a logout token").entry(env);
        let act = (task.clone(), env.now().plus(KEPT), entry);
        let stopped = self
            .accounts
            .store()
            .write(act, move |tx, (task, kept, entry)| {
                Box::pin(async move {
                    if logout_tasks::stop(tx, task, reason, *kept).await? {
                        audit::insert(tx, entry).await?;
                    }
                    Ok(())
                })
            });
        Ok(stopped.await?)
    }
}

/// Back-Channel Logout §2.8: 200, or 204 from some frameworks, is a success; 400 says that the
/// client does not take the token, and would not take it later either.
/// <https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse>
const fn of_status(status: u16, retry_after: Option<u64>) -> Ended {
    match status {
        200 | 204 => Ended::Delivered,
        400 => Ended::Stopped("logout_refused"),
        _ => Ended::Later(retry_after),
    }
}

fn line(task: &LogoutTask, reason: Option<&'static str>, detail: &str) -> Line {
    Line {
        reason,
        client_id: Some(task.client_id),
        user_id: Some(task.user_id),
        detail: detail.to_owned(),
        ..Line::new(Event::SignOut)
    }
}

/// Twice as long after each failure, up to an hour; what the client asks for counts if it is longer.
fn pause(attempts: i64, asked: Option<u64>) -> Seconds {
    let doublings = u32::try_from((attempts - 1).clamp(0, 16)).unwrap_or(16);
    let own = FIRST_WAIT.saturating_mul(2_i64.saturating_pow(doublings));
    let asked = asked.map_or(0, |wait| i64::try_from(wait).unwrap_or(LONGEST_WAIT));
    Seconds::new(own.max(asked).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use gantry_core::Seconds;

    use super::{MOST_ATTEMPTS, pause};

    #[test]
    fn each_failure_doubles_the_wait_up_to_an_hour() {
        let waits = [1, 2, 3, 10, 11, 99].map(|attempts| pause(attempts, None).as_i64());

        assert_eq!(waits, [5, 10, 20, 2560, 3600, 3600]);
    }

    #[test]
    fn a_wait_that_the_client_asks_for_is_kept_up_to_an_hour() {
        assert_eq!(pause(1, Some(90)), Seconds::new(90));
        assert_eq!(pause(1, Some(u64::MAX)), Seconds::hours(1));
    }

    #[test]
    fn the_last_attempt_comes_after_about_a_day() {
        let waits = (1..MOST_ATTEMPTS).map(|attempts| pause(attempts, None).as_i64());
        let hours = waits.sum::<i64>() / 3600;

        assert!((22..=25).contains(&hours), "{hours}");
    }
}
