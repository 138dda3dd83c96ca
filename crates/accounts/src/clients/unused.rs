//! Clients that registered themselves and that nobody used: they go after a while, or make room.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::ClientRowId;
use gantry_core::{Seconds, Timestamp};
use gantry_store::{Tx, audit, clients, registrations};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::trail::Line;
use crate::users::act::{Undo, exclusively};

/// How many clients nobody has used may wait at a time where everybody may register.
const MOST_UNUSED: i64 = 1000;
/// How old an unused client is that makes room for a newer one.
const MAKES_ROOM: Seconds = Seconds::days(1);
/// Unused clients removed in one write.
const BATCH: i64 = 50;

impl Accounts {
    /// Notes which registered clients were used, and removes some that were not for that long;
    /// returns how many. Call it once a minute.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn sweep_registrations(&self, unused: Seconds) -> Result<usize, Error> {
        let now = self.env.now();
        self.store
            .write_one(now, |tx, now| Box::pin(registrations::note_used(tx, *now)))
            .await?;
        let mut conn = self.store.read().await?;
        let left = registrations::unused_since(&mut conn, now.minus(unused), BATCH).await?;
        drop(conn);
        let mut removed = 0;
        for id in left {
            let entry = self.line_of_nobody("nobody signed in with it");
            let gone = self.act((id, entry), |tx, (id, entry)| {
                Box::pin(async move {
                    exclusively(tx).await?;
                    remove_unused(tx, *id, entry).await
                })
            });
            removed += usize::from(gone.await?);
        }
        Ok(removed)
    }

    /// The line about an unused client that goes; which one is known only in the write.
    pub(super) fn line_of_nobody(&self, detail: &str) -> AuditEntry {
        Line {
            detail: detail.to_owned(),
            ..Line::new(Event::ClientRemoved)
        }
        .entry(&self.env)
    }
}

/// Whether there is room for one more: if need be, the oldest that nobody used goes.
pub(super) async fn has_room(
    tx: &mut Tx,
    now: Timestamp,
    removal: &AuditEntry,
) -> Result<bool, Undo> {
    if registrations::count_unused(tx, MOST_UNUSED).await? < MOST_UNUSED {
        return Ok(true);
    }
    registrations::note_used(tx, now).await?;
    let oldest = registrations::unused_since(tx, now.minus(MAKES_ROOM), 1).await?;
    match oldest.first() {
        Some(id) => remove_unused(tx, *id, removal).await,
        None => Ok(registrations::count_unused(tx, MOST_UNUSED).await? < MOST_UNUSED),
    }
}

/// Removes a client and says so; `false` if it is gone already.
async fn remove_unused(tx: &mut Tx, id: ClientRowId, line: &AuditEntry) -> Result<bool, Undo> {
    let gone = clients::delete(tx, id).await?;
    if gone {
        let line = AuditEntry {
            client_id: Some(id),
            ..line.clone()
        };
        audit::insert(tx, &line).await?;
    }
    Ok(gone)
}
