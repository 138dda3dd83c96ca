//! What waits in a workspace, who waits there, and what happened lately.

use axum::extract::{Path, State};
use axum::response::Response;
use gantry_accounts::Error;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::ClientRowId;
use gantry_core::workspace::ChatTask;
use gantry_store::audit::{self, AuditFilter};

use super::{person, workspace, workspace_words as words};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::i18n::Language;
use crate::refusals::kebab;
use crate::views::admin::workspace::{EventRow, ProblemRow, TaskRow};

/// Tasks and people shown at once; mending the cause moves on to the next ones.
const MOST: i64 = 50;
/// Lines of the trail that are searched.
const SEARCHED: i64 = 200;
/// Lines of the trail that are shown.
const LATEST: usize = 10;

/// `POST /admin/applications/{slug}/connection/again`
pub(super) async fn again(
    State(app): State<AppState>,
    _admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    app.workspaces.try_again(client.id).await?;
    Ok(workspace::back(&client, "workspace-tried-again"))
}

/// What waits.
pub(super) async fn tasks(
    app: &AppState,
    client: ClientRowId,
    lang: Language,
) -> Result<Vec<TaskRow>, Error> {
    let mut rows = Vec::new();
    for task in app.workspaces.waiting(client, MOST).await? {
        rows.push(task_row(app, &task, lang).await?);
    }
    Ok(rows)
}

async fn task_row(app: &AppState, task: &ChatTask, lang: Language) -> Result<TaskRow, Error> {
    let user = words::person(app, task.user_id).await?;
    let kind = kebab(task.kind.as_str());
    Ok(TaskRow {
        kind: lang.t(&format!("workspace-task-{kind}")),
        person: words::name(lang, user.as_ref()),
        address: user.map(|user| person::address(user.id)),
        since: lang.moment(task.created_at.as_i64()),
        attempts: task.attempts,
        stopped: task.stopped.as_deref().map(|it| words::reason(lang, it)),
    })
}

/// Who waits for an administrator.
pub(super) async fn problems(
    app: &AppState,
    client: ClientRowId,
    lang: Language,
) -> Result<Vec<ProblemRow>, Error> {
    let mut rows = Vec::new();
    for account in app.workspaces.problems(client, MOST).await? {
        let user = words::person(app, account.user_id).await?;
        let problem = account.problem.as_deref().unwrap_or_default();
        rows.push(ProblemRow {
            id: account.user_id.to_string(),
            name: words::name(lang, user.as_ref()),
            username: user
                .map(|user| user.username.to_string())
                .unwrap_or_default(),
            problem: words::reason(lang, problem),
            account: account.chat_username,
        });
    }
    Ok(rows)
}

/// What happened lately between here and the chat.
pub(super) async fn events(
    app: &AppState,
    client: ClientRowId,
    lang: Language,
) -> Result<Vec<EventRow>, Error> {
    let mut conn = app.accounts().store().read().await?;
    let lines = audit::list(&mut conn, AuditFilter::Client(client), None, SEARCHED).await?;
    drop(conn);
    let about_chat = lines.into_iter().filter(|line| is_about_chat(line.event));
    let mut rows = Vec::new();
    for line in about_chat.take(LATEST) {
        rows.push(event_row(app, line, lang).await?);
    }
    Ok(rows)
}

async fn event_row(app: &AppState, line: AuditEntry, lang: Language) -> Result<EventRow, Error> {
    let person = match line.user_id.or(line.actor_id) {
        Some(id) => words::name(lang, words::person(app, id).await?.as_ref()),
        None => String::new(),
    };
    let event = kebab(line.event.as_str());
    Ok(EventRow {
        time: lang.moment(line.at.as_i64()),
        event: lang.t(&format!("trail-event-{event}")),
        person,
        reason: line
            .reason
            .map(|it| words::reason(lang, &it))
            .unwrap_or_default(),
        detail: line.detail,
    })
}

const fn is_about_chat(event: Event) -> bool {
    matches!(
        event,
        Event::WorkspaceChanged
            | Event::ChatAccountChanged
            | Event::ChatSignIn
            | Event::ChatSignOut
    )
}
