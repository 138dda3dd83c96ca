//! The trail.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context;
use gantry_accounts::Accounts;
use gantry_core::audit::{AuditEntry, AuditId};
use gantry_core::client::ClientRowId;
use gantry_core::user::UserId;
use gantry_store::audit::{self, AuditFilter};
use serde_json::json;

use crate::cli::audit::AuditCommand;
use crate::output;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many entries `--follow` reads back at most to find where it stopped.
const FOLLOW: i64 = 1000;

/// Does what was asked.
pub(crate) async fn run(accounts: &Accounts, command: AuditCommand) -> anyhow::Result<()> {
    let AuditCommand::Tail(args) = command;
    let filter = args
        .correlation
        .map_or(AuditFilter::All, AuditFilter::Correlation);
    let mut printer = Printer {
        accounts,
        names: Names::default(),
        json: args.json,
    };
    let mut seen = printer
        .print_newer(filter, None, i64::from(args.lines))
        .await?;
    if !args.follow {
        return Ok(());
    }
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        seen = printer.print_newer(filter, seen, FOLLOW).await?.or(seen);
    }
}

#[derive(Default)]
struct Names {
    users: HashMap<UserId, String>,
    clients: HashMap<ClientRowId, String>,
}

struct Printer<'a> {
    accounts: &'a Accounts,
    names: Names,
    json: bool,
}

impl Printer<'_> {
    /// Prints what is newer than `seen`, oldest first; the newest one's id.
    async fn print_newer(
        &mut self,
        filter: AuditFilter,
        seen: Option<AuditId>,
        limit: i64,
    ) -> anyhow::Result<Option<AuditId>> {
        let mut conn = self.accounts.store().read().await.context("the trail")?;
        let entries = audit::list(&mut conn, filter, None, limit).await?;
        drop(conn);
        let newer = entries
            .iter()
            .take_while(|entry| seen.is_none_or(|seen| entry.id > seen));
        let newer: Vec<&AuditEntry> = newer.collect();
        for entry in newer.iter().rev() {
            let text = self.text(entry).await?;
            output::line(text)?;
        }
        Ok(newer.first().map(|entry| entry.id))
    }

    async fn text(&mut self, entry: &AuditEntry) -> anyhow::Result<String> {
        let user = self.user(entry.user_id).await?;
        let actor = self.user(entry.actor_id).await?;
        let client = self.client(entry.client_id).await?;
        let code = entry.correlation.map(|code| code.to_string());
        if self.json {
            return Ok(serde_json::to_string(&json!({
                "id": entry.id,
                "at": output::time(entry.at),
                "event": entry.event,
                "reason": entry.reason,
                "correlation": code,
                "user": user,
                "actor": actor,
                "client": client,
                "detail": entry.detail,
            }))?);
        }
        let mut words = vec![output::time(entry.at), entry.event.as_str().to_owned()];
        let facts = [
            ("refused", entry.reason.clone()),
            ("user", user),
            ("client", client),
            ("by", actor),
            ("code", code),
            (
                "detail",
                Some(entry.detail.clone()).filter(|detail| !detail.is_empty()),
            ),
        ];
        let known = facts
            .into_iter()
            .filter_map(|(name, fact)| Some(format!("{name}={}", fact?)));
        words.extend(known);
        Ok(words.join("  "))
    }

    /// A person's name; the id of one who was deleted.
    async fn user(&mut self, id: Option<UserId>) -> anyhow::Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(name) = self.names.users.get(&id) {
            return Ok(Some(name.clone()));
        }
        let user = self.accounts.user(id).await?;
        let name = user.map_or_else(|| id.to_string(), |user| user.username.to_string());
        self.names.users.insert(id, name.clone());
        Ok(Some(name))
    }

    /// A client's slug; the id of one that was removed.
    async fn client(&mut self, id: Option<ClientRowId>) -> anyhow::Result<Option<String>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(slug) = self.names.clients.get(&id) {
            return Ok(Some(slug.clone()));
        }
        let found = self.accounts.client_cache().by_id(id).await?;
        let slug = found.map_or_else(|| id.to_string(), |found| found.client.slug.to_string());
        self.names.clients.insert(id, slug.clone());
        Ok(Some(slug))
    }
}
