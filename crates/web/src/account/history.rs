//! `GET /account/history`: what happened to the own account, in plain words.

use axum::extract::{Query, State};
use gantry_core::audit::AuditEntry;
use gantry_core::user::UserId;
use serde::Deserialize;

use super::page::shell;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::i18n::Language;
use crate::render::Page;
use crate::views::account::{AccountHistory, HistoryRow};

const HERE: &str = "/account/history";

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
}

/// `GET /account/history`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<AccountHistory>, HttpError> {
    let shell = shell(&me, HERE);
    let id = me.live.user.id;
    let before = asked.after.parse().ok();
    let found = app.accounts().own_history(id, before).await?;
    let mut rows = Vec::new();
    for line in found.lines {
        let client = match line.client_id {
            Some(client) => app.accounts().client_cache().by_id(client).await?,
            None => None,
        };
        let application = client.map(|known| known.client.name.clone());
        rows.push(row(shell.lang, id, &line, application));
    }
    let next = found.next.map(|last| format!("{HERE}?after={last}"));
    Ok(Page::new(AccountHistory { shell, rows, next }))
}

fn row(lang: Language, id: UserId, line: &AuditEntry, application: Option<String>) -> HistoryRow {
    let event = line.event.as_str().replace('_', "-");
    let args = [("application", application.clone().unwrap_or_default())];
    // Nothing is said of an application that is gone.
    let text = application
        .and_then(|_| lang.find(&format!("history-{event}-at"), &args))
        .or_else(|| lang.find(&format!("history-{event}"), &[]))
        .unwrap_or_else(|| lang.t("history-other"));
    HistoryRow {
        text,
        time: lang.moment(line.at.as_i64()),
        good: line.reason.is_none(),
        by_other: line.actor_id.is_some_and(|actor| actor != id),
    }
}
