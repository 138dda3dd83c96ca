//! A person's accounts in connected workspaces, and the sign-outs that they have not heard of.

use gantry_accounts::Error;
use gantry_core::user::UserId;
use gantry_core::workspace::{TaskKind, Workspace};
use gantry_store::{chat_accounts, workspaces};

use super::workspace_words as words;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::views::admin::workspace::ChatRow;

/// Tasks of a workspace that are searched for the person's.
const SEARCHED: i64 = 500;

/// One row for every connected workspace.
pub(super) async fn chats(
    app: &AppState,
    user: UserId,
    lang: Language,
) -> Result<Vec<ChatRow>, Error> {
    let mut conn = app.accounts().store().read().await?;
    let connected = workspaces::all(&mut conn).await?;
    drop(conn);
    let mut rows = Vec::new();
    for workspace in connected {
        rows.extend(chat(app, &workspace, user, lang).await?);
    }
    Ok(rows)
}

async fn chat(
    app: &AppState,
    workspace: &Workspace,
    user: UserId,
    lang: Language,
) -> Result<Option<ChatRow>, Error> {
    let id = workspace.client_id;
    let Some(known) = app.accounts().client_cache().by_id(id).await? else {
        return Ok(None);
    };
    let mut conn = app.accounts().store().read().await?;
    let account = chat_accounts::find(&mut conn, id, user).await?;
    drop(conn);
    let waiting = app.workspaces.waiting(id, SEARCHED).await?;
    let sign_outs = waiting.iter().filter(|task| {
        let ends = matches!(task.kind, TaskKind::EndSession | TaskKind::EndAll);
        ends && task.user_id == user
    });
    let problem = account.as_ref().and_then(|it| it.problem.as_deref());
    Ok(Some(ChatRow {
        slug: known.client.slug.to_string(),
        workspace: known.client.name.clone(),
        problem: problem.map(|it| words::reason(lang, it)),
        closed: account.as_ref().is_some_and(|it| it.deactivated),
        account: account
            .filter(|it| it.chat_id.is_some())
            .map(|it| it.chat_username)
            .unwrap_or_default(),
        sign_outs: sign_outs.count(),
    }))
}
