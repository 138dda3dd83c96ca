//! Ending one's own sessions.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_core::session::SessionId;

use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::done;

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
    Ok(done("/account", "account-session-ended"))
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
    Ok(done("/account", "account-sessions-ended"))
}
