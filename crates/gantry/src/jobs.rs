//! What happens by itself while the server runs.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use gantry_accounts::Accounts;
use gantry_oidc::Provider;
use gantry_outbound::mail::Mailer;
use gantry_rocketchat::workspaces::Workspaces;
use gantry_store::sweep;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::listen::DRAIN;

const EVERY: Duration = Duration::from_mins(1);
/// Batches in a row, so that a long backlog leaves room for sign-ins.
const BATCHES: usize = 50;

/// How often the queues are looked at.
const QUEUE_EVERY: Duration = Duration::from_secs(1);

/// Starts the loops; each ends soon after `stop`.
pub(crate) fn start(
    tracker: &TaskTracker,
    provider: &Provider,
    workspaces: &Workspaces,
    mailer: Arc<dyn Mailer>,
    stop: &CancellationToken,
) {
    tracker.spawn(renew_keys(provider.clone(), stop.clone()));
    tracker.spawn(tell_of_sign_outs(provider.clone(), stop.clone()));
    tracker.spawn(send_mail(provider.accounts().clone(), mailer, stop.clone()));
    tracker.spawn(tidy(provider.clone(), stop.clone()));
    tracker.spawn(work_off(workspaces.clone(), stop.clone()));
    tracker.spawn(reconcile(workspaces.clone(), stop.clone()));
}

/// Tells workspaces what they have to hear; as long as there is more to tell, without a pause.
async fn work_off(workspaces: Workspaces, stop: CancellationToken) {
    let mut ticks = ticks(QUEUE_EVERY);
    while next(&mut ticks, &stop).await {
        while !stop.is_cancelled() {
            match finish(&stop, workspaces.run_once()).await {
                Some(Ok(done)) if done.taken > 0 => {
                    tracing::debug!(tasks = done.taken, "workspaces.tried");
                }
                Some(Err(error)) => {
                    tracing::warn!(%error, "workspaces.queue_failed");
                    break;
                }
                _ => break,
            }
        }
    }
}

/// Makes successors for signing keys that are old enough, and keys that clients were set to.
async fn renew_keys(provider: Provider, stop: CancellationToken) {
    let mut ticks = ticks(EVERY);
    while next(&mut ticks, &stop).await {
        match provider.rotate_keys_on_schedule().await {
            Ok(0) => {}
            Ok(changed) => tracing::info!(changed, "keys.rotated"),
            Err(error) => tracing::warn!(%error, "keys.rotation_failed"),
        }
    }
}

/// Delivers logout tokens to applications that hear of sign-outs.
async fn tell_of_sign_outs(provider: Provider, stop: CancellationToken) {
    let mut ticks = ticks(QUEUE_EVERY);
    while next(&mut ticks, &stop).await {
        match finish(&stop, provider.deliver_logouts_once()).await {
            Some(Ok(tried)) if tried > 0 => tracing::debug!(tokens = tried, "logouts.tried"),
            Some(Err(error)) => tracing::warn!(%error, "logouts.queue_failed"),
            _ => {}
        }
    }
}

/// Hands over mails that wait.
async fn send_mail(accounts: Accounts, mailer: Arc<dyn Mailer>, stop: CancellationToken) {
    let mut ticks = ticks(QUEUE_EVERY);
    while next(&mut ticks, &stop).await {
        match finish(&stop, accounts.send_mail_once(&mailer)).await {
            Some(Ok(tried)) if tried > 0 => tracing::debug!(mails = tried, "mail.tried"),
            Some(Err(error)) => tracing::warn!(%error, "mail.queue_failed"),
            _ => {}
        }
    }
}

/// Compares the accounts of the workspaces whose turn it is.
async fn reconcile(workspaces: Workspaces, stop: CancellationToken) {
    let mut ticks = ticks(EVERY);
    while next(&mut ticks, &stop).await {
        match finish(&stop, workspaces.reconcile_once()).await {
            Some(Ok(compared)) if compared > 0 => {
                tracing::debug!(workspaces = compared, "workspaces.compared");
            }
            Some(Err(error)) => tracing::warn!(%error, "workspaces.compare_failed"),
            _ => {}
        }
    }
}

/// Beats of a loop.
pub(crate) fn ticks(every: Duration) -> Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Waits for the next tick; `false` if the server stops.
pub(crate) async fn next(ticks: &mut Interval, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        _ = ticks.tick() => true,
    }
}

/// What is under way may finish, but no longer than requests may: the queue is in the database,
/// and what is broken off is tried again.
pub(crate) async fn finish<T>(
    stop: &CancellationToken,
    work: impl Future<Output = T>,
) -> Option<T> {
    let too_late = async {
        stop.cancelled().await;
        sleep(DRAIN).await;
    };
    tokio::select! {
        done = work => Some(done),
        () = too_late => None,
    }
}

/// Removes what has run out, and forgets addresses that have been quiet.
async fn tidy(provider: Provider, stop: CancellationToken) {
    let accounts = provider.accounts();
    let mut ticks = ticks(EVERY);
    while next(&mut ticks, &stop).await {
        accounts.limits().forget_quiet();
        end_some(accounts, &stop).await;
        forget_unused(&provider).await;
        sweep_some(accounts, &stop).await;
        count_lines(accounts).await;
    }
}

/// Counts what was written to the trail, for the overview.
async fn count_lines(accounts: &Accounts) {
    match accounts.count_trail_once().await {
        Ok(0) => {}
        Ok(lines) => tracing::debug!(lines, "trail.counted"),
        Err(error) => tracing::warn!(%error, "trail.not_counted"),
    }
}

/// Lets applications hear of sessions that ran out.
async fn end_some(accounts: &Accounts, stop: &CancellationToken) {
    for _ in 0..BATCHES {
        match accounts.end_what_ran_out().await {
            Ok(0) => return,
            Ok(sessions) => tracing::debug!(sessions, "sessions.looked_at"),
            Err(error) => return tracing::warn!(%error, "sessions.not_looked_at"),
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

/// Removes applications that registered themselves and that nobody signed in with.
async fn forget_unused(provider: &Provider) {
    let unused = provider.unused_clients_stay();
    match provider.accounts().sweep_registrations(unused).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "registrations.removed"),
        Err(error) => tracing::warn!(%error, "registrations.not_swept"),
    }
}

async fn sweep_some(accounts: &Accounts, stop: &CancellationToken) {
    for _ in 0..BATCHES {
        let removed = sweep::run_once(accounts.store(), accounts.env().now()).await;
        match removed {
            Ok(0) => return,
            Ok(rows) => tracing::debug!(rows, "sweep.removed"),
            Err(error) => return tracing::warn!(%error, "sweep.failed"),
        }
        if stop.is_cancelled() {
            return;
        }
    }
}
