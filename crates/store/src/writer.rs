//! The one SQLite writer: closures that are waiting share a commit.
//!
//! Each closure runs in a savepoint of its own, so that one that fails undoes only itself. Nobody
//! hears success before the shared `COMMIT` has reached the disk.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use crate::backend::{Conn, Link, Tx, WriteFuture, execute};
use crate::error::StoreError;

/// How many closures share a commit at most.
const BATCH: usize = 64;
/// How many closures may wait before callers do.
const QUEUE: usize = 1024;

type JobFuture<'t> = Pin<Box<dyn Future<Output = Box<dyn Reply>> + Send + 't>>;

/// A closure that waits for its turn.
trait Job: Send {
    fn run(self: Box<Self>, tx: &mut Tx) -> JobFuture<'_>;
    fn refuse(self: Box<Self>, error: StoreError);

    /// Whether the store closes once this is done.
    fn is_last(&self) -> bool {
        false
    }
}

/// A finished closure that waits for the commit.
trait Reply: Send {
    fn send(self: Box<Self>, commit: Result<(), StoreError>);
}

/// The way to the writer task.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
    pool: SqlitePool,
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Writer {
    /// Takes the pool's only connection and starts the task.
    pub(crate) async fn start(pool: SqlitePool) -> Result<Self, StoreError> {
        let tx = Tx(Conn {
            link: Link::Sqlite(pool.acquire().await?),
        });
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(work(tx, jobs));
        Ok(Self { queue, pool })
    }

    /// Queues a closure and waits until it is on disk.
    pub(crate) async fn write<A, T, F>(
        &self,
        arguments: A,
        closure: F,
        savepoint: bool,
    ) -> Result<T, StoreError>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write {
            arguments,
            closure,
            savepoint,
            reply,
        });
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Lets the task finish what is queued, then closes the connection.
    pub(crate) async fn close(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Box::new(Last(done))).await.is_ok() {
            let _ = wait.await;
        }
        self.pool.close().await;
    }
}

async fn work(mut tx: Tx, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        if batch.iter().any(|job| job.is_last()) {
            // What is queued already still runs; then the connection goes back to its pool.
            jobs.close();
        }
        if let Err(error) = execute!(tx, "BEGIN IMMEDIATE") {
            for job in batch.drain(..) {
                job.refuse(error.clone());
            }
            continue;
        }
        let mut replies = Vec::with_capacity(batch.len());
        for job in batch.drain(..) {
            replies.push(job.run(&mut tx).await);
        }
        let commit = commit(&mut tx).await;
        for reply in replies {
            reply.send(commit.clone());
        }
    }
}

async fn commit(tx: &mut Tx) -> Result<(), StoreError> {
    let committed = execute!(tx, "COMMIT").map(|_| ());
    if committed.is_err() {
        // A failed COMMIT may leave the transaction open; the next batch needs it closed.
        let _ = execute!(tx, "ROLLBACK");
    }
    committed
}

struct Write<A, T, F> {
    arguments: A,
    closure: F,
    savepoint: bool,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<A, T, F> Job for Write<A, T, F>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
{
    fn run(self: Box<Self>, tx: &mut Tx) -> JobFuture<'_> {
        Box::pin(async move {
            let result = if self.savepoint {
                in_savepoint(tx, &self.arguments, &self.closure).await
            } else {
                unpanicked(|| (self.closure)(tx, &self.arguments)).await
            };
            let reply: Box<dyn Reply> = Box::new(Finished {
                result,
                reply: self.reply,
            });
            reply
        })
    }

    fn refuse(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error));
    }
}

async fn in_savepoint<A, T, F>(tx: &mut Tx, arguments: &A, closure: &F) -> Result<T, StoreError>
where
    F: for<'t> Fn(&'t mut Tx, &'t A) -> WriteFuture<'t, T> + Send + Sync + 'static,
{
    execute!(tx, "SAVEPOINT one")?;
    let result = unpanicked(|| closure(tx, arguments)).await;
    if result.is_err() {
        execute!(tx, "ROLLBACK TO one")?;
    }
    // Nobody releases it: a rollback finds the newest, and the commit takes them all.
    result
}

/// A panicking closure must not take the writer with it, nor may its future.
pub(crate) async fn unpanicked<'t, T>(
    start: impl FnOnce() -> WriteFuture<'t, T>,
) -> Result<T, StoreError> {
    let mut future = catch_unwind(AssertUnwindSafe(start)).map_err(|_| StoreError::Panicked)?;
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)))
            .unwrap_or(Poll::Ready(Err(StoreError::Panicked)))
    })
    .await
}

struct Finished<T> {
    result: Result<T, StoreError>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send> Reply for Finished<T> {
    fn send(self: Box<Self>, commit: Result<(), StoreError>) {
        // The caller may have gone; its write stays.
        let _ = self.reply.send(commit.and(self.result));
    }
}

/// The job that tells a closing store that everything before it is done.
struct Last(oneshot::Sender<()>);

impl Job for Last {
    fn run(self: Box<Self>, _: &mut Tx) -> JobFuture<'_> {
        Box::pin(async move {
            let reply: Box<dyn Reply> = self;
            reply
        })
    }

    fn refuse(self: Box<Self>, _: StoreError) {}

    fn is_last(&self) -> bool {
        true
    }
}

impl Reply for Last {
    fn send(self: Box<Self>, _: Result<(), StoreError>) {
        let _ = self.0.send(());
    }
}
