//! What a commit is worth, read back from the connection that writes.

use crate::backend::{Store, fetch_optional, row};
use crate::error::StoreError;

row!(JournalRow {
    journal_mode: String
});
row!(SynchronousRow { synchronous: i64 });

impl Store {
    /// Journal mode and `synchronous` level of SQLite's writing connection; none on PostgreSQL,
    /// whose server decides.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn durability(&self) -> Result<Option<(String, i64)>, StoreError> {
        if self.database() != "SQLite" {
            return Ok(None);
        }
        self.write_one((), |tx, ()| {
            Box::pin(async move {
                let journal = fetch_optional!(tx, JournalRow, "PRAGMA journal_mode")?;
                let level = fetch_optional!(tx, SynchronousRow, "PRAGMA synchronous")?;
                Ok(journal
                    .zip(level)
                    .map(|(journal, level)| (journal.journal_mode, level.synchronous)))
            })
        })
        .await
    }
}
