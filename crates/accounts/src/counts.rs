//! The trail in numbers: lines are counted by hour once, a little behind their writing.

use gantry_core::audit::Event;
use gantry_core::{Seconds, Timestamp};
use gantry_store::audit_search::first_id_at;
use gantry_store::trail_counts::{HOUR, HourCount, ReasonCount};
use gantry_store::{jobs, trail_counts};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::Reader;

/// The job's row.
const JOB: &str = "trail_counts";
/// How long one server may count before another takes over.
const LEASE: Seconds = Seconds::minutes(5);
/// Lines are counted when no other server can still be writing older ones.
const BEHIND: Seconds = Seconds::minutes(2);
/// Lines of one write.
const LINES: i64 = 2000;
/// Writes of one round.
const ROUNDS: usize = 50;
/// How long counts are kept: a year and a month to compare it with.
const KEPT: Seconds = Seconds::days(400);
/// Reasons that are told.
const REASONS: i64 = 12;

/// What happened since a moment, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Each stretch of time, oldest first, without gaps.
    pub stretches: Vec<Stretch>,
    /// What was refused most often, most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// Up to when lines were counted.
    pub counted_at: Option<Timestamp>,
}

/// One hour or one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// When it began.
    pub from: Timestamp,
    /// How many people signed in.
    pub good: i64,
    /// How many steps of sign-ins were refused.
    pub refused: i64,
}

/// How long a look back is, and in which steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// 24 hours, by the hour.
    Day,
    /// 30 days, by the day.
    Month,
}

impl Span {
    const fn step(self) -> i64 {
        match self {
            Self::Day => HOUR,
            Self::Month => 24 * HOUR,
        }
    }

    const fn steps(self) -> i64 {
        match self {
            Self::Day => 24,
            Self::Month => 30,
        }
    }

    /// When the look back begins.
    #[must_use]
    pub fn since(self, now: Timestamp) -> Timestamp {
        let step = self.step();
        let current = now.as_i64() - now.as_i64().rem_euclid(step);
        Timestamp::from_i64(current - step * (self.steps() - 1))
    }
}

/// A person proved who it is, here or by the bridge of a workspace.
const fn is_sign_in(event: Event) -> bool {
    matches!(event, Event::SignIn | Event::ChatSignIn)
}

/// A step of a sign-in, which may be refused.
const fn is_step(event: Event) -> bool {
    matches!(
        event,
        Event::Authorize
            | Event::SignIn
            | Event::Code
            | Event::Token
            | Event::Userinfo
            | Event::ChatSignIn
            | Event::FactorUsed
    )
}

impl Accounts {
    /// Counts what was written since the last time; tells how many lines. Several servers may call
    /// this at once: one counts.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn count_trail_once(&self) -> Result<usize, Error> {
        let now = self.env.now();
        let until = now.plus(LEASE);
        let taken = self.store.write((now, until), |tx, (now, until)| {
            Box::pin(jobs::lease(tx, JOB, *now, *until))
        });
        if !taken.await? {
            return Ok(0);
        }
        let end = first_id_at(now.minus(BEHIND));
        let mut counted = 0;
        for _ in 0..ROUNDS {
            let some = self.store.write(end, |tx, end| {
                Box::pin(trail_counts::roll_up(tx, JOB, *end, LINES))
            });
            let some = some.await?;
            counted += some;
            if i64::try_from(some).is_ok_and(|some| some < LINES) {
                break;
            }
        }
        let old = now.minus(KEPT);
        let done = self
            .store
            .write((old, until, now), |tx, (old, until, now)| {
                Box::pin(async move {
                    trail_counts::forget(tx, *old).await?;
                    jobs::finish(tx, JOB, *until, *now).await
                })
            });
        done.await?;
        Ok(counted)
    }

    /// The numbers of a look back.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn trail_figures(&self, _by: &Reader, span: Span) -> Result<Figures, Error> {
        let since = span.since(self.env.now());
        let mut conn = self.store.read().await?;
        let hours = trail_counts::by_hour(&mut conn, since).await?;
        let reasons = trail_counts::by_reason(&mut conn, since, REASONS).await?;
        let progress = jobs::progress(&mut conn, JOB).await?;
        Ok(Figures {
            stretches: stretches(span, since, &hours),
            reasons: reasons
                .into_iter()
                .filter(|one| is_step(one.event))
                .collect(),
            counted_at: progress.done_at,
        })
    }
}

fn stretches(span: Span, since: Timestamp, hours: &[HourCount]) -> Vec<Stretch> {
    let sum = |from: i64, wanted: &dyn Fn(&HourCount) -> bool| -> i64 {
        let here = |one: &&HourCount| (from..from + span.step()).contains(&one.hour.as_i64());
        let mine = hours.iter().filter(here).filter(|one| wanted(one));
        mine.map(|one| one.times).sum()
    };
    let one = |number: i64| {
        let from = since.as_i64() + number * span.step();
        Stretch {
            from: Timestamp::from_i64(from),
            good: sum(from, &|one| is_sign_in(one.event) && !one.refused),
            refused: sum(from, &|one| is_step(one.event) && one.refused),
        }
    };
    (0..span.steps()).map(one).collect()
}
