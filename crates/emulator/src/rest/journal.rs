//! The record of every call to the REST interface.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};

use crate::workspace::{Workspace, lock};

/// One call as it came in, secrets included.
#[derive(Clone, Debug, Serialize)]
pub struct RestCall {
    /// `GET` or `POST`.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query, taken apart.
    pub query: Vec<(String, String)>,
    /// The JSON body; of a form with a file its fields, with `sha256`, `size` and `type` in the file's place. Null without a body.
    pub body: Value,
    /// Whether both `X-Auth-Token` and `X-User-Id` came.
    pub had_both_auth_headers: bool,
    /// The token that came, empty without one.
    pub token: String,
    /// The answer's status, none if there was no answer.
    pub status: Option<u16>,
    /// When it was answered.
    #[serde(skip)]
    pub at: Instant,
    /// The same in milliseconds since 1970.
    pub at_milliseconds: i64,
}

/// `GET /emulator/rest-calls`: the record so far.
pub(crate) async fn show(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    let calls = lock(&workspace.rest_calls).clone();
    Json(json!({ "calls": calls }))
}
