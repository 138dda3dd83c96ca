//! Comparing the accounts of a workspace with what is known of them, once in a while: what was
//! changed over there without a word is found here.

use std::collections::HashSet;
use std::time::Duration;

use gantry_accounts::Error;
use gantry_core::user::{User, UserId};
use gantry_core::workspace::{ChatAccount as Known, ChatTask, TaskKind, Workspace};
use gantry_core::{Id, Seconds};
use gantry_store::{chat_accounts, chat_tasks, users, workspaces};

use tokio::time::timeout;

use crate::rest::{AccountStatus, ChatAccount, Page, RestError};
use crate::workspaces::{Obstacle, Opened, Workspaces};

/// How often.
const EVERY: Seconds = Seconds::hours(1);
/// How long one comparison may take: the other workspaces wait for their turn.
const LONGEST: Duration = Duration::from_mins(2);
/// Accounts in a page.
const PAGE: usize = 100;
/// The same for what is asked of the store.
const ROWS: i64 = 100;
/// Pages of one list; a server that repeats itself ends here.
const MOST_PAGES: usize = 2000;
/// People remembered as seen; with more of them nobody is missed.
const MOST_SEEN: usize = 100_000;
/// People asked about one by one because no list had them.
const MOST_MISSED: usize = 50;

/// Everybody whose account was in a list.
#[derive(Default)]
struct Seen {
    people: HashSet<UserId>,
    too_many: bool,
}

/// What breaks a comparison off.
enum Broken {
    Here(Error),
    There(RestError),
    TooSlow,
}

impl<E: Into<Error>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Here(error.into())
    }
}

impl Workspaces {
    /// Compares the accounts of every workspace whose turn it is, and tries again what had
    /// stopped there; how many were compared. Safe to run on several servers at once.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn reconcile_once(&self) -> Result<usize, Error> {
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let all = workspaces::all(&mut conn).await?;
        drop(conn);
        let mut compared = 0;
        for workspace in all.into_iter().filter(|it| it.reconcile_at <= now) {
            if !self.take_reconciliation(&workspace).await? {
                continue;
            }
            let compare = timeout(LONGEST, self.reconcile(&workspace));
            match compare.await.unwrap_or(Err(Broken::TooSlow)) {
                Ok(()) => compared += 1,
                Err(Broken::TooSlow) => tracing::warn!("workspace.comparison_too_slow"),
                Err(Broken::There(error)) => tracing::warn!(%error, "workspace.not_compared"),
                Err(Broken::Here(error)) => tracing::warn!(%error, "workspace.compare_failed"),
            }
        }
        Ok(compared)
    }

    async fn take_reconciliation(&self, workspace: &Workspace) -> Result<bool, Error> {
        let next = self.accounts.env().now().plus(EVERY);
        let taken = self
            .accounts
            .store()
            .write_one((workspace.clone(), next), |tx, (workspace, next)| {
                Box::pin(workspaces::take_reconciliation(tx, workspace, *next))
            });
        Ok(taken.await?)
    }

    async fn reconcile(&self, workspace: &Workspace) -> Result<(), Broken> {
        self.try_again(workspace.client_id).await?;
        let Some(opened) = self.open(workspace.client_id).await? else {
            return Ok(());
        };
        let mut seen = Seen::default();
        for status in [AccountStatus::Active, AccountStatus::Deactivated] {
            let mut offset = 0;
            for _ in 0..MOST_PAGES {
                let page = opened.rest.users_by_status(status, offset, PAGE).await;
                let page = page.map_err(Broken::There)?;
                offset += page.items.len();
                let last = page.items.is_empty() || offset >= page.total;
                self.compare_page(&opened, page, &mut seen).await?;
                if last {
                    break;
                }
            }
        }
        if seen.too_many {
            return Ok(());
        }
        self.find_missing(&opened, &seen).await
    }

    async fn compare_page(
        &self,
        opened: &Opened,
        page: Page<ChatAccount>,
        seen: &mut Seen,
    ) -> Result<(), Error> {
        let client = opened.workspace.client_id;
        for account in page.items {
            let mut conn = self.accounts.store().read().await?;
            let known = chat_accounts::by_chat_id(&mut conn, client, &account.id).await?;
            let Some(known) = known else { continue };
            let user = users::by_id(&mut conn, known.user_id).await?;
            drop(conn);
            seen.note(known.user_id);
            self.compare(known, user.as_ref(), account).await?;
        }
        Ok(())
    }

    async fn compare(
        &self,
        known: Known,
        user: Option<&User>,
        account: ChatAccount,
    ) -> Result<(), Error> {
        let shut_out = user.is_none_or(|user| user.disabled);
        // An account that somebody else closed stays closed.
        if shut_out == account.active && (shut_out || known.deactivated) {
            self.ask_to_follow(&known).await?;
        }
        let name = account.username.unwrap_or_default();
        let renamed = !name.is_empty() && name != known.chat_username;
        let is_back = known.problem.as_deref() == Some(Obstacle::Missing.code());
        if renamed || is_back {
            self.note_link(Known {
                chat_username: if renamed { name } else { known.chat_username },
                problem: known.problem.filter(|_| !is_back),
                ..known
            })
            .await?;
        }
        Ok(())
    }

    async fn ask_to_follow(&self, known: &Known) -> Result<(), Error> {
        let now = self.accounts.env().now();
        let task = ChatTask {
            client_id: known.client_id,
            kind: TaskKind::Account,
            about: Id::from_uuid(known.user_id.as_uuid()),
            user_id: known.user_id,
            chat_id: known.chat_id.clone(),
            sealed: None,
            wanted: 1,
            attempts: 0,
            due_at: now,
            stopped: None,
            created_at: now,
        };
        let asked = self
            .accounts
            .store()
            .write_one(task, |tx, task| Box::pin(chat_tasks::ask(tx, task)));
        Ok(asked.await?)
    }

    /// Links to accounts that no list had, each asked about before it is believed.
    async fn find_missing(&self, opened: &Opened, seen: &Seen) -> Result<(), Broken> {
        let client = opened.workspace.client_id;
        let (mut after, mut asked) = (None, 0);
        loop {
            let mut conn = self.accounts.store().read().await?;
            let rows = chat_accounts::of_workspace(&mut conn, client, after, ROWS).await?;
            drop(conn);
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = Some(last.user_id);
            for known in rows {
                let Some(chat_id) = known.chat_id.clone().filter(|_| seen.misses(&known)) else {
                    continue;
                };
                if asked == MOST_MISSED {
                    return Ok(());
                }
                asked += 1;
                let account = opened.rest.user_by_id(&chat_id).await;
                if account.map_err(Broken::There)?.is_none() {
                    let problem = Some(Obstacle::Missing.code().to_owned());
                    self.note_link(Known { problem, ..known }).await?;
                }
            }
        }
    }
}

impl Seen {
    fn note(&mut self, user: UserId) {
        if self.people.len() < MOST_SEEN {
            self.people.insert(user);
        } else {
            self.too_many = true;
        }
    }

    fn misses(&self, known: &Known) -> bool {
        let noted = known.problem.as_deref() == Some(Obstacle::Missing.code());
        !noted && !self.people.contains(&known.user_id)
    }
}
