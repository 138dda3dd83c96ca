//! What the iframe client did, as its pages report it: never a token.

use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::workspace::lock;

/// Older entries are forgotten.
const KEPT: usize = 2_000;

/// One thing that a page did.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IframeEntry {
    /// Which load of the page, a random name.
    page: String,
    event: String,
    /// The API URL's status; 0 without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Names and outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// The entries of all pages, in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct IframeJournal {
    entries: Arc<Mutex<Vec<IframeEntry>>>,
}

/// `GET /emulator/iframe-journal`
pub(crate) async fn show_journal(State(journal): State<IframeJournal>) -> Json<Value> {
    Json(json!({ "entries": lock(&journal.entries).clone() }))
}

/// `POST /emulator/iframe-journal`: a page's report.
pub(crate) async fn note(
    State(journal): State<IframeJournal>,
    Json(entry): Json<IframeEntry>,
) -> StatusCode {
    let mut entries = lock(&journal.entries);
    if entries.len() >= KEPT {
        entries.remove(0);
    }
    entries.push(entry);
    StatusCode::NO_CONTENT
}

/// `DELETE /emulator/iframe-journal`
pub(crate) async fn clear_journal(State(journal): State<IframeJournal>) -> StatusCode {
    lock(&journal.entries).clear();
    StatusCode::NO_CONTENT
}
