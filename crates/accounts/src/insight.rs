//! What waits for an administrator, as far as the database knows.

use gantry_core::client::ClientRowId;
use gantry_core::role::Role;
use gantry_core::{Seconds, Timestamp};
use gantry_store::attention::{self, Stopped};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::Reader;
use crate::settings::Mail;

/// A secret that ends so soon is told of.
const SOON: Seconds = Seconds::days(14);
/// A back-up that is older than this is no back-up.
const OLD_BACKUP: Seconds = Seconds::days(3);
/// How many of a kind are told.
const MOST: usize = 5;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// One person alone holds the keys to this place, or nobody does.
    OnlyAdministrator,
    /// Administrators, by user name, who sign in with a password alone.
    NoSecondFactor(Vec<String>),
    /// No mail leaves: nobody can reset the own password.
    MailNotSetUp,
    /// Mail could not be sent, the oldest at this time.
    MailStopped(Timestamp),
    /// An application will have no secret any more.
    SecretEnds(ClientRowId, Timestamp),
    /// An application does not hear of sign-outs.
    SignOutsStopped(ClientRowId),
    /// Work in a workspace has stopped.
    WorkspaceStopped(ClientRowId),
    /// Somebody cannot get into a workspace.
    WorkspacePeople(ClientRowId),
    /// There is no back-up.
    NoBackup,
    /// The last good back-up is this old.
    OldBackup(Timestamp),
    /// The newest back-up is no good; the last good one may be older.
    BackupFailed(Timestamp),
}

/// What waits, and when the last good back-up was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerns {
    /// In the order in which to look at them.
    pub list: Vec<Concern>,
    /// The last good back-up.
    pub backup: Option<Timestamp>,
}

impl Accounts {
    /// What waits for an administrator.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn concerns(&self, _by: &Reader) -> Result<Concerns, Error> {
        let mut concerns = Concerns::default();
        self.stopped_work(&mut concerns).await?;
        self.ending_secrets(&mut concerns).await?;
        self.mail_state(&mut concerns).await?;
        self.administrators(&mut concerns).await?;
        self.backups_state(&mut concerns).await?;
        Ok(concerns)
    }

    async fn stopped_work(&self, concerns: &mut Concerns) -> Result<(), Error> {
        let mut conn = self.store.read().await?;
        for what in [Stopped::ChatTasks, Stopped::ChatAccounts, Stopped::SignOuts] {
            let clients = attention::stopped_clients(&mut conn, what, MOST).await?;
            concerns
                .list
                .extend(clients.into_iter().map(|id| match what {
                    Stopped::SignOuts => Concern::SignOutsStopped(id),
                    Stopped::ChatTasks => Concern::WorkspaceStopped(id),
                    Stopped::ChatAccounts => Concern::WorkspacePeople(id),
                }));
        }
        Ok(())
    }

    async fn ending_secrets(&self, concerns: &mut Concerns) -> Result<(), Error> {
        let now = self.env.now();
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let mut conn = self.store.read().await?;
        let ending = attention::ending_secrets(&mut conn, now, now.plus(SOON), most).await?;
        let ending = ending.into_iter();
        concerns
            .list
            .extend(ending.map(|(client, at)| Concern::SecretEnds(client, at)));
        Ok(())
    }

    async fn mail_state(&self, concerns: &mut Concerns) -> Result<(), Error> {
        if !self.settings::<Mail>().await?.is_set_up() {
            concerns.list.push(Concern::MailNotSetUp);
        }
        let mut conn = self.store.read().await?;
        let stopped = attention::stopped_mail(&mut conn).await?;
        concerns.list.extend(stopped.map(Concern::MailStopped));
        Ok(())
    }

    async fn administrators(&self, concerns: &mut Concerns) -> Result<(), Error> {
        let role = Role::Administrator.as_str();
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let mut conn = self.store.read().await?;
        if attention::holders(&mut conn, role, 2).await?.len() < 2 {
            concerns.list.push(Concern::OnlyAdministrator);
        }
        let bare = attention::holders_without_factor(&mut conn, role, most).await?;
        if !bare.is_empty() {
            let names = bare.into_iter().map(|(_, name)| name).collect();
            concerns.list.push(Concern::NoSecondFactor(names));
        }
        Ok(())
    }

    async fn backups_state(&self, concerns: &mut Concerns) -> Result<(), Error> {
        let mut conn = self.store.read().await?;
        let latest = attention::latest_backups(&mut conn, 30).await?;
        let good = latest.iter().find(|(_, problem)| problem.is_none());
        concerns.backup = good.map(|(at, _)| *at);
        let failed = latest.first().filter(|(_, problem)| problem.is_some());
        let oldest_good = self.env.now().minus(OLD_BACKUP);
        concerns.list.extend(match (failed, concerns.backup) {
            (Some((at, _)), _) => Some(Concern::BackupFailed(*at)),
            (None, None) => Some(Concern::NoBackup),
            (None, Some(at)) => (at < oldest_good).then_some(Concern::OldBackup(at)),
        });
        Ok(())
    }
}
