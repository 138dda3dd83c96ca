//! `GET /account`: everything at a glance.

use axum::extract::{Query, State};
use gantry_accounts::Error;
use gantry_core::user::User;
use serde::Deserialize;

use super::{PASSWORD_MINIMUM, device};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::noticed;
use crate::render::{Nav, Page, Shell};
use crate::views::account::{Account, ConnectedRow, SessionRow};

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// `GET /account`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<Account>, HttpError> {
    let shell = noticed(shell(&me), asked.done.as_deref(), "");
    Ok(Page::new(view(&app, &me, shell).await?))
}

/// The frame of the page, also after a post.
pub(super) fn shell(me: &SignedIn) -> Shell {
    let return_to = "/account".to_owned();
    Shell {
        return_to,
        ..me.visitor.shell(Nav::Account)
    }
}

/// The page as things are stored.
pub(super) async fn view(app: &AppState, me: &SignedIn, shell: Shell) -> Result<Account, Error> {
    let user = &me.live.user;
    let groups = app.accounts().groups_of(user.id).await?;
    Ok(Account {
        name: user.name.to_string(),
        username: user.username.to_string(),
        email: user
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        stored_language: user.language.clone().unwrap_or_default(),
        groups: groups
            .into_iter()
            .map(|group| group.name.to_string())
            .collect(),
        password_minimum: PASSWORD_MINIMUM,
        sessions: sessions(app, me, &shell).await?,
        connected: connected(app, user, &shell).await?,
        shell,
    })
}

async fn sessions(app: &AppState, me: &SignedIn, shell: &Shell) -> Result<Vec<SessionRow>, Error> {
    let sessions = app.accounts().sessions_of(me.live.user.id).await?;
    let rows = sessions.into_iter().map(|session| SessionRow {
        id: session.id.to_string(),
        device: device::name(&session.device),
        started: shell.lang.moment(session.created_at.as_i64()),
        last_seen: shell.lang.moment(session.last_seen_at.as_i64()),
        current: session.id == me.live.session.id,
    });
    Ok(rows.collect())
}

async fn connected(app: &AppState, user: &User, shell: &Shell) -> Result<Vec<ConnectedRow>, Error> {
    let mut rows = Vec::new();
    for consent in app.accounts().consents_of(user.id).await? {
        if let Some(known) = app
            .accounts()
            .client_cache()
            .by_id(consent.client_id)
            .await?
        {
            rows.push(ConnectedRow {
                slug: known.client.slug.to_string(),
                name: known.client.name.clone(),
                since: shell.lang.moment(consent.granted_at.as_i64()),
            });
        }
    }
    Ok(rows)
}
