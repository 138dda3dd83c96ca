//! `/admin/people/import` and `/admin/people/export`: many people at once, as CSV.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gantry_accounts::users::{Import, ImportStep, Step};
use serde::Deserialize;

use super::lists;
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::i18n::Language;
use crate::refusals::{FORM_REFUSED, mendable, refused_at, words};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::people_table::{ImportOutcome, ImportRow, PeopleImport};

const HERE: &str = "/admin/people/import";

/// How many lines the page tells of.
const SHOWN: usize = 500;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Table {
    table: String,
    apply: Option<String>,
}

/// `GET /admin/people/import`
pub(super) async fn show(staff: Staff) -> Page<PeopleImport> {
    Page::new(PeopleImport {
        shell: shell(&staff),
        table: String::new(),
        outcome: None,
    })
}

/// `POST /admin/people/import`: a dry run, or the import itself.
pub(super) async fn import(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<Table>,
) -> Result<Response, HttpError> {
    let (accounts, by) = (app.accounts(), &admin.administrator);
    let done = form.apply.is_some();
    let act = if done {
        accounts.import_people(by, &form.table).await
    } else {
        accounts.plan_import(by, &form.table).await
    };
    let shell = shell(&admin);
    Ok(match mendable(act)? {
        Ok(import) => Page::new(PeopleImport {
            outcome: Some(outcome(&import, done, shell.lang)),
            table: if done { String::new() } else { form.table },
            shell,
        })
        .into_response(),
        Err(refusal) => {
            let view = PeopleImport {
                shell: refused_at(shell, &refusal, "table"),
                table: form.table,
                outcome: None,
            };
            Page::with_status(FORM_REFUSED, view).into_response()
        }
    })
}

/// `POST /admin/people/export`
pub(super) async fn export(
    State(app): State<AppState>,
    admin: Admin,
    _form: FormText,
) -> Result<Response, HttpError> {
    let table = app.accounts().export_people(&admin.administrator).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"people.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table).into_response())
}

fn shell(staff: &Staff) -> Shell {
    lists::shell(staff, Nav::People, HERE)
}

/// Refused lines first: they are what somebody has to look at.
fn outcome(import: &Import, done: bool, lang: Language) -> ImportOutcome {
    let refused = |step: &Step| matches!(step, Step::Refused(_));
    let changed = |step: &Step| matches!(step, Step::Change(_));
    let told = || import.steps.iter().filter(|it| it.step != Step::Unchanged);
    let first = told().filter(|it| refused(&it.step));
    let rest = told().filter(|it| !refused(&it.step));
    let rows: Vec<ImportRow> = first
        .chain(rest)
        .take(SHOWN)
        .map(|it| row(it, lang))
        .collect();
    ImportOutcome {
        done,
        added: import.count(|step| *step == Step::Add),
        changed: import.count(changed),
        unchanged: import.count(|step| *step == Step::Unchanged),
        refused: import.count(refused),
        more: told().count() - rows.len(),
        rows,
    }
}

fn row(step: &ImportStep, lang: Language) -> ImportRow {
    let (kind, words) = match &step.step {
        Step::Add => ("add", String::new()),
        Step::Change(columns) => ("change", columns.join(", ")),
        Step::Unchanged => ("unchanged", String::new()),
        Step::Refused(refusal) => ("refused", words(lang, refusal)),
    };
    ImportRow {
        line: step.line,
        username: step.username.clone(),
        kind,
        words,
    }
}
