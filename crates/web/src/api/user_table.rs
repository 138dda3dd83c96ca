//! Many people at once, as CSV: what a table would do, what it did, and everybody as one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gantry_accounts::Refusal;
use gantry_accounts::users::{Import, ImportStep, Step};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Administering;
use super::input::Asked;
use crate::error::HttpError;
use crate::http::state::AppState;

const NOT_TEXT: Refusal = Refusal::Settings("the text is no table in UTF-8");

/// Whether to change anything.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportQuery {
    /// Only say what would become of each line.
    dry_run: bool,
}

/// What a table did, or would do.
#[derive(Serialize, ToSchema)]
#[schema(as = Imported, example = json!({
    "added": 1, "changed": 0, "unchanged": 0, "refused": 1, "lines": [
        { "line": 2, "username": "alice", "outcome": "added", "columns": [] },
        { "line": 3, "username": "bob", "outcome": "refused", "columns": [],
          "code": "email_taken", "problem": "the e-mail address is, or once was, somebody else's" }
    ]
}))]
pub(super) struct ImportedShown {
    added: usize,
    changed: usize,
    unchanged: usize,
    refused: usize,
    /// All but the unchanged ones, in the order of the table.
    lines: Vec<ImportedLine>,
}

/// What became of a line.
#[derive(Serialize, ToSchema)]
pub(super) struct ImportedLine {
    /// The first line of the table is 1.
    line: u64,
    username: String,
    /// `added`, `changed` or `refused`.
    outcome: &'static str,
    /// What was changed.
    columns: Vec<&'static str>,
    /// Why it was refused; the stable reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl From<Import> for ImportedShown {
    fn from(import: Import) -> Self {
        Self {
            added: import.count(|step| *step == Step::Add),
            changed: import.count(|step| matches!(step, Step::Change(_))),
            unchanged: import.count(|step| *step == Step::Unchanged),
            refused: import.count(|step| matches!(step, Step::Refused(_))),
            lines: import.steps.into_iter().filter_map(line).collect(),
        }
    }
}

fn line(step: ImportStep) -> Option<ImportedLine> {
    let mut line = ImportedLine {
        line: step.line,
        username: step.username,
        outcome: "added",
        columns: Vec::new(),
        code: None,
        problem: None,
    };
    match step.step {
        Step::Unchanged => return None,
        Step::Add => {}
        Step::Change(columns) => {
            line.outcome = "changed";
            line.columns = columns;
        }
        Step::Refused(refusal) => {
            line.outcome = "refused";
            line.code = Some(refusal.code());
            line.problem = Some(refusal.to_string());
        }
    }
    Some(line)
}

/// Import people
///
/// A table with a first line of column names: `username`, and any of `name`, `email`, `groups`
/// (between vertical bars), `role`, `disabled`, `language`, `password` and `attribute:NAME`. Every
/// line is an act of its own; 10,000 lines and 8 MB at most.
#[utoipa::path(
    post,
    operation_id = "import_users",
    path = "/api/v1/users/import",
    tag = "users",
    params(ImportQuery),
    request_body(
        content = String, content_type = "text/csv",
        example = "username,name,groups\nalice,Alice Smith,staff\n"
    ),
    security(("token" = ["everything"])),
    responses((status = 200, description = "What became of it", body = ImportedShown)),
)]
pub(super) async fn import(
    State(app): State<AppState>,
    me: Administering,
    Asked(asked): Asked<ImportQuery>,
    table: Bytes,
) -> Result<Json<ImportedShown>, HttpError> {
    let text = std::str::from_utf8(&table).map_err(|_| NOT_TEXT)?;
    let (accounts, by) = (app.accounts(), &me.administrator);
    let import = if asked.dry_run {
        accounts.plan_import(by, text).await?
    } else {
        accounts.import_people(by, text).await?
    };
    Ok(Json(import.into()))
}

/// Everybody as a table
///
/// CSV without passwords; what it holds may be imported again. The export is in the trail.
#[utoipa::path(
    post,
    operation_id = "export_users",
    path = "/api/v1/users/export",
    tag = "users",
    security(("token" = ["everything"])),
    responses((status = 200, description = "The table", body = String, content_type = "text/csv")),
)]
pub(super) async fn export(
    State(app): State<AppState>,
    me: Administering,
) -> Result<Response, HttpError> {
    let table = app.accounts().export_people(&me.administrator).await?;
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
    Ok((kind, table).into_response())
}
