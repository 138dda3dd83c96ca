//! The trail, searched and taken out.
//!
//! The narrowest thing that is asked for chooses the index; the rest is left out here, and a page
//! that would have to read too much ends early and says where to go on.

use gantry_core::Timestamp;
use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use gantry_store::audit;
use gantry_store::audit_search::{self, AuditBy, Stretch, first_id_at};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::Reader;
use crate::trail::Line;

/// Lines read at a time.
const CHUNK: i64 = 500;
/// How many times a page may go on reading while nothing is found.
const ROUNDS: usize = 20;
/// The most lines that one file holds.
pub const LONGEST_EXPORT: usize = 100_000;

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It went well.
    Good,
    /// It was refused.
    Refused,
}

/// What is looked for; what is not set is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailSearch {
    /// What was done.
    pub event: Option<Event>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// About whom.
    pub person: Option<UserId>,
    /// By whom.
    pub actor: Option<UserId>,
    /// Through which application.
    pub client: Option<ClientRowId>,
    /// In which sign-in.
    pub code: Option<Correlation>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// A page of lines, newest first, and the line behind which the next one begins.
#[derive(Debug, Clone, Default)]
pub struct FoundLines {
    /// What was found.
    pub lines: Vec<AuditEntry>,
    /// `None` at the end.
    pub next: Option<AuditId>,
}

impl TrailSearch {
    /// The narrowest index.
    fn by(&self) -> AuditBy<'_> {
        let choices = [
            self.code.map(AuditBy::Code),
            self.actor.map(AuditBy::Actor),
            self.person.map(AuditBy::Person),
            self.reason.as_deref().map(AuditBy::Reason),
            self.client.map(AuditBy::Client),
            (self.outcome == Some(Outcome::Refused)).then_some(AuditBy::Refused),
            self.event.map(AuditBy::Event),
        ];
        choices.into_iter().flatten().next().unwrap_or_default()
    }

    fn finds(&self, line: &AuditEntry) -> bool {
        let outcome = match self.outcome {
            Some(Outcome::Good) => line.reason.is_none(),
            Some(Outcome::Refused) => line.reason.is_some(),
            None => true,
        };
        outcome
            && is(self.event.as_ref(), Some(&line.event))
            && is(self.reason.as_ref(), line.reason.as_ref())
            && is(self.person.as_ref(), line.user_id.as_ref())
            && is(self.actor.as_ref(), line.actor_id.as_ref())
            && is(self.client.as_ref(), line.client_id.as_ref())
            && is(self.code.as_ref(), line.correlation.as_ref())
    }

    fn stretch(&self, behind: Option<AuditId>) -> Stretch {
        let until = self.until.map(first_id_at);
        Stretch {
            before: behind.into_iter().chain(until).min(),
            since: self.since.map(first_id_at),
            limit: CHUNK,
        }
    }
}

/// What is not asked for is always right.
fn is<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> bool {
    wanted.is_none() || wanted == found
}

impl Accounts {
    /// A page of what is looked for, newest first.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn search_trail(
        &self,
        _by: &Reader,
        search: &TrailSearch,
        behind: Option<AuditId>,
        rows: usize,
    ) -> Result<FoundLines, Error> {
        self.lines(search, behind, rows).await
    }

    async fn lines(
        &self,
        search: &TrailSearch,
        behind: Option<AuditId>,
        rows: usize,
    ) -> Result<FoundLines, Error> {
        let mut found = FoundLines {
            lines: Vec::new(),
            next: behind,
        };
        let mut conn = self.store.read().await?;
        for _ in 0..ROUNDS {
            let stretch = search.stretch(found.next);
            let lines = audit_search::search(&mut conn, search.by(), stretch).await?;
            let last = i64::try_from(lines.len()).is_ok_and(|count| count < CHUNK);
            for line in lines {
                if found.lines.len() >= rows {
                    return Ok(found);
                }
                found.next = Some(line.id);
                if search.finds(&line) {
                    found.lines.push(line);
                }
            }
            if last {
                found.next = None;
                break;
            }
        }
        Ok(found)
    }

    /// Codes that begin with these letters, newest first; none for fewer than three letters.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn codes_like(&self, _by: &Reader, text: &str) -> Result<Vec<Correlation>, Error> {
        let Some((first, last)) = Correlation::beginning_with(text) else {
            return Ok(Vec::new());
        };
        let stretch = Stretch {
            before: None,
            since: None,
            limit: CHUNK,
        };
        let mut conn = self.store.read().await?;
        let by = AuditBy::Codes(first, last);
        let lines = audit_search::search(&mut conn, by, stretch).await?;
        let mut codes: Vec<Correlation> = lines.iter().filter_map(|it| it.correlation).collect();
        codes.dedup();
        Ok(codes)
    }

    /// Takes lines out: the act itself is in the trail before the first of them leaves.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn export_trail(&self, by: &Reader, search: TrailSearch) -> Result<Export, Error> {
        let line = Line {
            detail: "trail".to_owned(),
            ..Line::by(by, Event::Exported)
        };
        let entry = line.entry(&self.env);
        let own = entry.id;
        let written = self
            .store
            .write_one(entry, |tx, entry| Box::pin(audit::insert(tx, entry)));
        written.await?;
        Ok(Export {
            accounts: self.clone(),
            search,
            behind: Some(own),
            left: LONGEST_EXPORT,
        })
    }
}

/// Lines that leave, some at a time.
#[derive(Debug)]
pub struct Export {
    accounts: Accounts,
    search: TrailSearch,
    behind: Option<AuditId>,
    left: usize,
}

impl Export {
    /// The next lines, newest first; `None` at the end. There may be none among many that were
    /// read.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn next(&mut self) -> Result<Option<Vec<AuditEntry>>, Error> {
        if self.behind.is_none() || self.left == 0 {
            return Ok(None);
        }
        let rows = self.left.min(1000);
        let found = self.accounts.lines(&self.search, self.behind, rows).await?;
        self.left -= found.lines.len().min(self.left);
        self.behind = found.next;
        Ok(Some(found.lines))
    }
}
