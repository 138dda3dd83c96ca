//! `/account/sessions`: the browsers one is signed in with, and ending them.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_core::methods::{Method, Methods};
use gantry_core::session::SessionId;

use super::device;
use super::page::{Asked, shell};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::i18n::Language;
use crate::notices::{done, noticed};
use crate::render::Page;
use crate::views::account::{AccountSessions, SessionRow};

const HERE: &str = "/account/sessions";

/// `GET /account/sessions`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<AccountSessions>, HttpError> {
    let shell = noticed(shell(&me, HERE), asked.done.as_deref(), "");
    let sessions = app.accounts().sessions_of(me.live.user.id).await?;
    let rows = sessions.into_iter().map(|session| SessionRow {
        id: session.id.to_string(),
        device: device::name(&session.device),
        methods: methods(shell.lang, session.methods),
        started: shell.lang.moment(session.created_at.as_i64()),
        last_seen: shell.lang.moment(session.last_seen_at.as_i64()),
        current: session.id == me.live.session.id,
        address: session.address,
    });
    Ok(Page::new(AccountSessions {
        sessions: rows.collect(),
        shell,
    }))
}

/// `password · one-time code`, in words.
pub(crate) fn methods(lang: Language, methods: Methods) -> String {
    let words = Method::ALL
        .into_iter()
        .filter(|method| methods.contains(*method));
    let words = words.map(|method| {
        lang.t(match method {
            Method::Password => "account-method-password",
            Method::Totp => "account-method-totp",
            Method::Passkey => "account-method-passkey",
            Method::RecoveryCode => "account-method-recovery-code",
        })
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// `POST /account/sessions/{id}/end`
pub(super) async fn end(
    State(app): State<AppState>,
    me: SignedIn,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let id: SessionId = id.parse().map_err(|_| HttpError::not_found())?;
    app.accounts().end_own_session(me.live.user.id, id).await?;
    if id == me.live.session.id {
        let cookies = me.visitor.cookies.without_session();
        return Ok((cookies, Redirect::to("/logged-out")).into_response());
    }
    Ok(done(HERE, "account-session-ended"))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(
    State(app): State<AppState>,
    me: SignedIn,
    _form: FormText,
) -> Result<Response, HttpError> {
    app.accounts()
        .end_other_sessions(me.live.user.id, me.live.session.id)
        .await?;
    Ok(done(HERE, "account-sessions-ended"))
}
