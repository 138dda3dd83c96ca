//! One administrative act: a write whose refusal undoes everything.
//!
//! Inside, `?` works for refusals and breakdowns alike. Acts that read, decide and write take
//! [`exclusively`] first, so that two of them never decide on the same old state.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use gantry_core::{Id, Invalid};
use gantry_store::{StoreError, Tx, config_version};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};

/// Why an act is undone.
#[derive(Debug)]
pub(crate) enum Undo {
    /// The act is not possible.
    Refused(Refusal),
    /// The database broke down, or asks for another attempt.
    Failed(StoreError),
}

impl From<Refusal> for Undo {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Invalid> for Undo {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(Refusal::Invalid(invalid))
    }
}

impl From<StoreError> for Undo {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// What the closure of an act returns.
pub(crate) type ActFuture<'t, T> = Pin<Box<dyn Future<Output = Result<T, Undo>> + Send + 't>>;

impl Accounts {
    /// Runs one act; a refusal rolls back like a breakdown does.
    pub(crate) async fn act<A, T, F>(&self, arguments: A, closure: F) -> Result<T, Error>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t A) -> ActFuture<'t, T> + Send + Sync + 'static,
    {
        let refused = Arc::new(OnceLock::new());
        let noted = Arc::clone(&refused);
        let written = self.store.write(arguments, move |tx, arguments| {
            let act = closure(tx, arguments);
            let noted = Arc::clone(&noted);
            Box::pin(async move {
                act.await.map_err(|undo| match undo {
                    Undo::Failed(error) => error,
                    Undo::Refused(refusal) => {
                        let _ = noted.set(refusal);
                        StoreError::Conflict
                    }
                })
            })
        });
        match (written.await, refused.get()) {
            (Err(StoreError::Conflict), Some(refusal)) => Err(refusal.clone().into()),
            (other, _) => Ok(other?),
        }
    }

    /// The id that separates everything issued up to now from what comes after.
    pub(crate) fn end_mark(&self) -> Uuid {
        let latest: Id<()> = self.env.id();
        let millis = u64::try_from(latest.as_uuid().as_u128() >> 80).unwrap_or(u64::MAX);
        Id::<()>::from_parts(millis, &[0xff; 10]).as_uuid()
    }
}

/// Waits until every other act that decides on what it reads is committed.
///
/// The row of the version is the lock: on PostgreSQL its update waits for the other transaction,
/// and what is read afterwards is what that one left. On SQLite there is one writer anyway.
pub(crate) async fn exclusively(tx: &mut Tx) -> Result<(), StoreError> {
    config_version::bump(tx).await
}

/// The refusal for something that does not exist.
pub(crate) fn unknown(what: &'static str, name: &impl ToString) -> Refusal {
    Refusal::Unknown {
        what,
        name: name.to_string(),
    }
}
