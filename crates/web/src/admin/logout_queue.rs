//! `/admin/applications/{slug}/sign-outs`: what an application was not told of yet, and why.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gantry_accounts::Error;
use gantry_store::logout_tasks::LogoutTask;
use serde::Deserialize;

use super::{application, lists, person, workspace_words as words};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::i18n::Language;
use crate::notices::{done, noticed};
use crate::refusals::kebab;
use crate::render::{Nav, Page};
use crate::views::admin::logout_queue::{LogoutQueue, LogoutRow};

/// Sign-outs shown at once; mending the cause moves on to the next ones.
const MOST: i64 = 50;

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// `GET /admin/applications/{slug}/sign-outs`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<LogoutQueue>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let here = format!("{}/sign-outs", application::address(&client));
    let shell = lists::shell(&admin, Nav::Applications, &here);
    let shell = noticed(shell, asked.done.as_deref(), &client.name);
    let mut rows = Vec::new();
    for task in app.provider.logouts_waiting(client.id, MOST).await? {
        rows.push(row(&app, task, shell.lang).await?);
    }
    Ok(Page::new(LogoutQueue {
        slug: client.slug.to_string(),
        name: client.name,
        rows,
        shell,
    }))
}

/// `POST /admin/applications/{slug}/sign-outs/again`
pub(super) async fn again(
    State(app): State<AppState>,
    _admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    app.provider.resume_logouts(client.id).await?;
    let here = format!("{}/sign-outs", application::address(&client));
    Ok(done(&here, "logout-queue-resumed"))
}

async fn row(app: &AppState, task: LogoutTask, lang: Language) -> Result<LogoutRow, Error> {
    let user = words::person(app, task.user_id).await?;
    let reason = |code: String| {
        let key = format!("logout-queue-reason-{}", kebab(&code));
        lang.find(&key, &[]).unwrap_or(code)
    };
    Ok(LogoutRow {
        person: words::name(lang, user.as_ref()),
        address: user.map(|user| person::address(user.id)),
        since: lang.moment(task.created_at.as_i64()),
        attempts: task.attempts,
        next: lang.moment(task.due_at.as_i64()),
        stopped: task.stopped.map(reason),
    })
}
