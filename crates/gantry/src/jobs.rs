//! What happens by itself while the server runs.

use std::time::Duration;

use gantry_accounts::Accounts;
use gantry_store::sweep;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const EVERY: Duration = Duration::from_mins(1);
/// Batches in a row, so that a long backlog leaves room for sign-ins.
const BATCHES: usize = 50;

/// Starts the loops; each ends soon after `stop`.
pub(crate) fn start(tracker: &TaskTracker, accounts: &Accounts, stop: &CancellationToken) {
    tracker.spawn(tidy(accounts.clone(), stop.clone()));
}

/// Removes what has run out, and forgets addresses that have been quiet.
async fn tidy(accounts: Accounts, stop: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        accounts.limits().forget_quiet();
        sweep_some(&accounts, &stop).await;
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
