//! What an administrator sets for the whole place, by section; kept in memory until a change.
//!
//! Each section is one row of the database: [`Policy`], [`Mail`], [`Branding`]. Whatever a row does
//! not name has its default, so that a section may grow.

mod branding;
mod mail;
mod policy;

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use gantry_core::audit::{AuditEntry, Event};
use gantry_store::{Conn, audit, config_version, settings};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use crate::settings::branding::Branding;
pub(crate) use crate::settings::branding::checked_accent;
pub use crate::settings::mail::{Mail, MailSecurity, MailServer};
pub use crate::settings::policy::{FactorDemand, Policy};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::trail::Line;

/// One row of settings.
pub trait Section: Serialize + DeserializeOwned + Default + Send + Sync + 'static {
    /// The row's name.
    const NAME: &'static str;

    /// The section as it may be stored.
    ///
    /// # Errors
    /// Values that cannot be, or contradict each other.
    fn checked(self) -> Result<Self, Refusal>;
}

/// Rows as they were read at a version of the configuration.
#[derive(Default)]
pub(crate) struct SettingsCache {
    rows: RwLock<(i64, HashMap<&'static str, String>)>,
}

impl SettingsCache {
    fn get(&self, version: i64, name: &str) -> Option<String> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        (rows.0 == version).then(|| rows.1.get(name).cloned())?
    }

    fn keep(&self, version: i64, name: &'static str, row: String) {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        if rows.0 < version {
            *rows = (version, HashMap::new());
        }
        if rows.0 == version {
            rows.1.insert(name, row);
        }
    }
}

impl Accounts {
    /// A section as it is set. Like clients, it is as fresh as the version that was last seen.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn settings<S: Section>(&self) -> Result<S, Error> {
        let version = self.clients.version();
        if version > 0
            && let Some(row) = self.settings.get(version, S::NAME)
        {
            return read(&row);
        }
        let mut conn = self.store.read().await?;
        self.settings_in(&mut conn).await
    }

    /// The same for whoever holds a connection, and must not wait for another one.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn settings_in<S: Section>(&self, conn: &mut Conn) -> Result<S, Error> {
        let known = self.clients.version();
        if known > 0
            && let Some(row) = self.settings.get(known, S::NAME)
        {
            return read(&row);
        }
        let version = self.clients.check_version(conn).await?;
        let row = settings::get(conn, S::NAME).await?;
        let row = row.unwrap_or_else(|| "{}".to_owned());
        self.settings.keep(version, S::NAME, row.clone());
        read(&row)
    }

    /// Replaces a section.
    ///
    /// # Errors
    /// What [`Section::checked`] refuses.
    pub async fn change_settings<S: Section>(
        &self,
        by: &Administrator,
        section: S,
    ) -> Result<(), Error> {
        let row =
            serde_json::to_string(&section.checked()?).map_err(gantry_store::StoreError::from)?;
        let line = Line {
            detail: S::NAME.to_owned(),
            ..Line::by(by, Event::SettingsChanged)
        };
        let act = (row, line.entry(&self.env));
        let written = self
            .store
            .write(act, |tx, (row, entry): &(String, AuditEntry)| {
                Box::pin(async move {
                    settings::set(tx, S::NAME, row).await?;
                    config_version::bump(tx).await?;
                    audit::insert(tx, entry).await
                })
            });
        written.await?;
        self.see_own_change().await
    }

    /// Lets whoever changed something see it at once, whatever is asked for next.
    pub(crate) async fn see_own_change(&self) -> Result<(), Error> {
        let mut conn = self.store.read().await?;
        self.clients.check_version(&mut conn).await?;
        Ok(())
    }
}

fn read<S: Section>(row: &str) -> Result<S, Error> {
    Ok(serde_json::from_str(row).map_err(gantry_store::StoreError::from)?)
}
