//! What a person sees of the own trail.

use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::user::UserId;
use gantry_store::audit_search::{self, AuditBy, Stretch};

use crate::accounts::Accounts;
use crate::error::Error;

/// Lines of one page.
const PAGE: usize = 30;
/// Lines read at a time: one sign-in leaves several, of which one is shown.
const CHUNK: i64 = 150;
/// How many times a page may go on reading while little is found.
const ROUNDS: usize = 8;

/// Lines about oneself, newest first, and the line behind which the next page begins.
#[derive(Debug, Clone, Default)]
pub struct OwnHistory {
    /// What happened.
    pub lines: Vec<AuditEntry>,
    /// `None` at the end.
    pub next: Option<AuditId>,
}

impl Accounts {
    /// What happened to an account, without the steps that only programs take.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn own_history(
        &self,
        id: UserId,
        before: Option<AuditId>,
    ) -> Result<OwnHistory, Error> {
        let mut conn = self.store.read().await?;
        let mut found = OwnHistory {
            lines: Vec::new(),
            next: before,
        };
        for _ in 0..ROUNDS {
            let stretch = Stretch {
                before: found.next,
                since: None,
                limit: CHUNK,
            };
            let lines = audit_search::search(&mut conn, AuditBy::Person(id), stretch).await?;
            let full = i64::try_from(lines.len()).is_ok_and(|count| count == CHUNK);
            for line in lines {
                found.next = Some(line.id);
                if is_told(&line) {
                    found.lines.push(line);
                }
                if found.lines.len() == PAGE {
                    return Ok(found);
                }
            }
            if !full {
                found.next = None;
                return Ok(found);
            }
        }
        Ok(found)
    }
}

/// A sign-in to an application is told once, by its code.
fn is_told(line: &AuditEntry) -> bool {
    match line.event {
        Event::Authorize | Event::Token | Event::Userinfo => false,
        Event::Code => line.reason.is_none(),
        _ => true,
    }
}
