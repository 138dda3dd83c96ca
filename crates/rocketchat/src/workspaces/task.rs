//! The queue: takes what is due, does it, and keeps it until it is done.

use std::time::Duration;

use gantry_accounts::Error;
use gantry_core::Seconds;
use gantry_core::workspace::{ChatTask, TaskKind};
use gantry_store::chat_tasks;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::rest::{Act, RestError, explain};
use crate::workspaces::{Opened, Workspaces};

/// How long one attempt may take; the next one, here or on another server, comes later.
const LONGEST: Duration = Duration::from_secs(25);
/// How long a task that was taken is left alone: longer than an attempt may take.
const LEASE: Seconds = Seconds::new(30);
/// Tasks tried at the same time.
const AT_ONCE: i64 = 8;
/// The longest wait between two attempts.
const LONGEST_WAIT: i64 = 300;

/// How an attempt ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It is done, or there is nothing to do.
    Done,
    /// It may succeed later.
    Later(Option<Duration>),
    /// An administrator has to mend something first: the stable reason.
    Stopped(&'static str),
}

/// What a round of the queue did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Tasks that were taken.
    pub taken: usize,
}

impl Workspaces {
    /// Tries what is due, a few tasks at a time; safe to run on several servers at once.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn run_once(&self) -> Result<Done, Error> {
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let due = chat_tasks::due(&mut conn, now, AT_ONCE).await?;
        drop(conn);
        let mut attempts = JoinSet::new();
        for task in due {
            let taken = (task.clone(), now.plus(LEASE));
            let mine = self.accounts.store().write_one(taken, |tx, (task, until)| {
                Box::pin(chat_tasks::take(tx, task, *until))
            });
            if mine.await.unwrap_or(false) {
                let this = self.clone();
                attempts.spawn(async move { this.attempt_task(&task).await });
            }
        }
        let taken = attempts.len();
        // All of them are waited for: one that breaks down must not end the others.
        let mut outcome = Ok(Done { taken });
        while let Some(attempt) = attempts.join_next().await {
            if let Err(error) = attempt.unwrap_or(Err(Error::Busy)) {
                outcome = Err(error);
            }
        }
        outcome
    }

    async fn attempt_task(&self, task: &ChatTask) -> Result<(), Error> {
        let ended = match timeout(LONGEST, self.carry_out(task)).await {
            Ok(Err(Error::Seal(error))) => {
                tracing::error!(%error, "workspace.secret_unreadable");
                Ended::Stopped("secret_unreadable")
            }
            Ok(ended) => ended?,
            Err(_) => Ended::Later(None),
        };
        let store = self.accounts.store();
        match ended {
            Ended::Done => {
                let done = store.write_one(task.clone(), |tx, task| {
                    Box::pin(async move { chat_tasks::done(tx, task).await.map(drop) })
                });
                done.await?;
            }
            Ended::Later(wait) => {
                let until = self.accounts.env().now().plus(pause(task.attempts, wait));
                let later = store.write_one((task.clone(), until), |tx, (task, until)| {
                    Box::pin(chat_tasks::put_off(tx, task, *until))
                });
                later.await?;
            }
            Ended::Stopped(reason) => {
                tracing::warn!(reason, kind = task.kind.as_str(), "workspace.task_stopped");
                let stopped = store.write_one((task.clone(), reason), |tx, (task, reason)| {
                    Box::pin(chat_tasks::stop(tx, task, reason))
                });
                stopped.await?;
            }
        }
        Ok(())
    }

    async fn carry_out(&self, task: &ChatTask) -> Result<Ended, Error> {
        match (task.kind, self.open(task.client_id).await?) {
            // All that this takes is the token itself.
            (TaskKind::EndSession, _) => self.end_token(task).await,
            (_, None) => Ok(Ended::Stopped("not_connected")),
            (TaskKind::EndAll, Some(opened)) => self.end_all(task, &opened).await,
            (TaskKind::Account, Some(opened)) => self.sync_account(task, &opened).await,
            (TaskKind::Learn, Some(opened)) => self.learn(task, &opened).await,
        }
    }
}

/// Twice as long after each failure; what the chat asks for counts if it is longer.
fn pause(attempts: i64, asked: Option<Duration>) -> Seconds {
    let doubled = 2_i64.saturating_pow(u32::try_from(attempts.clamp(0, 16)).unwrap_or(16));
    let asked = asked.map_or(0, |wait| {
        i64::try_from(wait.as_secs()).unwrap_or(LONGEST_WAIT) + 1
    });
    Seconds::new(doubled.min(LONGEST_WAIT).max(asked))
}

impl Ended {
    /// What an error of a call means for its task.
    pub(crate) fn of(error: &RestError, act: Act, opened: &Opened) -> Self {
        if error.is_retryable() {
            return Self::Later(error.retry_after());
        }
        Self::Stopped(explain(error, act, opened.version).key)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gantry_core::Seconds;

    use super::pause;

    #[test]
    fn each_failure_doubles_the_wait_up_to_five_minutes() {
        let waits = [0, 1, 2, 5, 9, 60].map(|attempts| pause(attempts, None).as_i64());

        assert_eq!(waits, [1, 2, 4, 32, 300, 300]);
    }

    #[test]
    fn a_wait_that_the_chat_asks_for_is_kept() {
        assert_eq!(pause(0, Some(Duration::from_secs(59))), Seconds::new(60));
        assert_eq!(pause(9, Some(Duration::from_secs(2))), Seconds::new(300));
    }
}
