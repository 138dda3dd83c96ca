//! The trail's two ways of writing: with the act, or shortly behind it.
//!
//! Refusals and administrative acts are written in the transaction of the act. The successful
//! steps of sign-ins are queued and written together, so that they cost a sign-in next to nothing.

use std::collections::HashSet;
use std::time::Duration;

use gantry_core::Env;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::authorization::AccessTokenId;
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use gantry_store::{Store, StoreError, Tx, access_tokens};
use tokio::sync::{mpsc, oneshot};

use crate::permissions::Acting;

/// Lines that may wait before further ones are written at once by their caller.
const QUEUE: usize = 16_384;
/// Lines written in one transaction at most.
const BATCH: usize = 1024;
/// How long lines are gathered before they are written together.
const GATHER: Duration = Duration::from_millis(20);

/// What a line says, before it has an id and a time.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was done.
    pub event: Event,
    /// The stable reason code of a refusal.
    pub reason: Option<&'static str>,
    /// Joins the steps of one login.
    pub correlation: Option<Correlation>,
    /// About whom.
    pub user_id: Option<UserId>,
    /// By which administrator.
    pub actor_id: Option<UserId>,
    /// Through which client.
    pub client_id: Option<ClientRowId>,
    /// A short text for people, never a secret.
    pub detail: String,
}

impl Line {
    /// A line with nothing but its event.
    #[must_use]
    pub const fn new(event: Event) -> Self {
        Self {
            event,
            reason: None,
            correlation: None,
            user_id: None,
            actor_id: None,
            client_id: None,
            detail: String::new(),
        }
    }

    /// A line about an act in the administration.
    #[must_use]
    pub fn by(actor: &impl Acting, event: Event) -> Self {
        Self {
            actor_id: actor.person(),
            ..Self::new(event)
        }
    }

    /// The entry as it will be stored.
    #[must_use]
    pub fn entry(self, env: &Env) -> AuditEntry {
        AuditEntry {
            id: env.id(),
            at: env.now(),
            event: self.event,
            reason: self.reason.map(str::to_owned),
            correlation: self.correlation,
            user_id: self.user_id,
            actor_id: self.actor_id,
            client_id: self.client_id,
            detail: printable(&self.detail),
        }
    }
}

/// What strangers send may end up here; PostgreSQL keeps no zero bytes, and no reader wants
/// control characters.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{FFFD}")
}

/// A line, and the access token whose first use it records.
struct Queued {
    entry: AuditEntry,
    first_use_of: Option<AccessTokenId>,
}

enum Message {
    Line(Box<Queued>),
    Flush(oneshot::Sender<()>),
}

/// The way to the trail.
#[derive(Clone)]
pub struct Trail {
    store: Store,
    env: Env,
    queue: mpsc::Sender<Message>,
}

impl Trail {
    /// Starts the task that writes behind.
    #[must_use]
    pub fn start(store: Store, env: Env) -> Self {
        let (queue, lines) = mpsc::channel(QUEUE);
        tokio::spawn(write_behind(store.clone(), lines));
        Self { store, env, queue }
    }

    /// Queues the line of a success. If the queue is full the line is dropped and counted in the
    /// log: a sign-in never waits for its own record.
    pub fn succeeded(&self, line: Line) {
        self.queue_entry(line.entry(&self.env), None);
    }

    /// Queues the lines of steps taken in one moment, to be read in this order.
    pub fn succeeded_in_order<const N: usize>(&self, lines: [Line; N]) {
        let mut entries = lines.map(|line| line.entry(&self.env));
        let mut ids = entries.each_ref().map(|entry| entry.id);
        // Ids of one millisecond come in any order, and the trail is read by id.
        ids.sort_unstable();
        for (entry, id) in entries.iter_mut().zip(ids) {
            entry.id = id;
        }
        for entry in entries {
            self.queue_entry(entry, None);
        }
    }

    /// Queues the line of an access token's first use; a line about a later use is not written.
    pub fn first_use(&self, token: AccessTokenId, line: Line) {
        self.queue_entry(line.entry(&self.env), Some(token));
    }

    fn queue_entry(&self, entry: AuditEntry, first_use_of: Option<AccessTokenId>) {
        let queued = Box::new(Queued {
            entry,
            first_use_of,
        });
        if self.queue.try_send(Message::Line(queued)).is_err() {
            tracing::warn!("trail_line_dropped");
        }
    }

    /// Writes the line of a refusal before the refusal is answered.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn refused(&self, line: Line) -> Result<(), StoreError> {
        let entry = line.entry(&self.env);
        self.store
            .write_one(entry, |tx, entry| {
                Box::pin(gantry_store::audit::insert(tx, entry))
            })
            .await
    }

    /// Waits until everything queued so far is written.
    pub async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

async fn write_behind(store: Store, mut lines: mpsc::Receiver<Message>) {
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(first) = lines.recv().await {
        tokio::time::sleep(GATHER).await;
        batch.push(first);
        while batch.len() < BATCH
            && let Ok(message) = lines.try_recv()
        {
            batch.push(message);
        }
        let mut lines_to_write = Vec::new();
        let mut waiting = Vec::new();
        for message in batch.drain(..) {
            match message {
                Message::Line(queued) => lines_to_write.push(*queued),
                Message::Flush(done) => waiting.push(done),
            }
        }
        if !lines_to_write.is_empty() {
            let written = store
                .write(lines_to_write, |tx, queued| {
                    Box::pin(write_lines(tx, queued))
                })
                .await;
            if let Err(error) = written {
                tracing::error!(%error, "trail_not_written");
            }
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

async fn write_lines(tx: &mut Tx, lines: &[Queued]) -> Result<(), StoreError> {
    let uses: Vec<AccessTokenId> = lines.iter().filter_map(|line| line.first_use_of).collect();
    let now = lines.iter().map(|line| line.entry.at).max();
    let mut first_uses: HashSet<AccessTokenId> = match now {
        Some(now) => access_tokens::mark_used(tx, &uses, now)
            .await?
            .into_iter()
            .collect(),
        None => HashSet::new(),
    };
    let is_told = |line: &&Queued| line.first_use_of.is_none_or(|id| first_uses.remove(&id));
    let entries: Vec<&AuditEntry> = lines
        .iter()
        .filter(is_told)
        .map(|line| &line.entry)
        .collect();
    gantry_store::audit::insert_all(tx, &entries).await
}
