//! One round of the queue: several deliveries at once, few of them to the same client, so that a
//! slow one holds up nobody else.

use std::collections::HashMap;
use std::time::Duration;

use gantry_accounts::Error;
use gantry_core::Seconds;
use gantry_core::client::ClientRowId;
use gantry_store::logout_tasks::{self, LogoutTask};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::provider::Provider;

/// Deliveries at the same time.
const AT_ONCE: usize = 16;
/// Of these to one client.
const TO_ONE_CLIENT: usize = 2;
/// How long a task that was taken is left alone: longer than an attempt may take.
const LEASE: Seconds = Seconds::new(30);
/// Tasks read at once.
const READ: i64 = 64;
/// While slow deliveries are under way, others that become due are looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What is under way.
#[derive(Default)]
struct Round {
    running: JoinSet<(ClientRowId, Result<(), Error>)>,
    busy: HashMap<ClientRowId, usize>,
    taken: usize,
}

impl Round {
    fn has_room_for(&self, client: ClientRowId) -> bool {
        let to_this_one = self.busy.get(&client).copied().unwrap_or_default();
        self.running.len() < AT_ONCE && to_this_one < TO_ONE_CLIENT
    }

    fn start(&mut self, provider: &Provider, task: LogoutTask) {
        *self.busy.entry(task.client_id).or_default() += 1;
        self.taken += 1;
        let provider = provider.clone();
        self.running
            .spawn(async move { (task.client_id, provider.deliver(&task).await) });
    }

    /// Waits a moment for the next delivery that ends.
    async fn next(&mut self) -> Result<(), Error> {
        match timeout(LOOK_EVERY, self.running.join_next()).await {
            Err(_) | Ok(None) => Ok(()),
            Ok(Some(Err(_))) => Err(Error::Busy),
            Ok(Some(Ok((client, ended)))) => {
                if let Some(count) = self.busy.get_mut(&client) {
                    *count = count.saturating_sub(1);
                }
                ended
            }
        }
    }
}

impl Provider {
    /// Delivers what is due until nothing is; returns how many attempts were made. Safe to run on
    /// several servers at once.
    ///
    /// # Errors
    /// A breakdown of the database, after what was under way has ended.
    pub async fn deliver_logouts_once(&self) -> Result<usize, Error> {
        let mut round = Round::default();
        let mut outcome = Ok(());
        loop {
            if outcome.is_ok() {
                outcome = self.start_deliveries(&mut round).await;
            }
            if round.running.is_empty() {
                return outcome.map(|()| round.taken);
            }
            let ended = round.next().await;
            outcome = outcome.and(ended);
        }
    }

    async fn start_deliveries(&self, round: &mut Round) -> Result<(), Error> {
        if round.running.len() >= AT_ONCE {
            return Ok(());
        }
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let due = logout_tasks::due(&mut conn, now, READ).await?;
        if !due.is_empty() {
            let clients = self.accounts.client_cache();
            clients.check_version(&mut conn).await?;
        }
        drop(conn);
        for task in due {
            if !round.has_room_for(task.client_id) {
                continue;
            }
            let act = (task, now.plus(LEASE));
            let mine = self.accounts.store().write_one(act, |tx, (task, until)| {
                Box::pin(logout_tasks::take(tx, task, *until))
            });
            if let Some(task) = mine.await? {
                round.start(self, task);
            }
        }
        Ok(())
    }
}
