//! `POST /admin/people/{id}/recovery`: a letter with a way to a new password, sent by the helpdesk.

use axum::extract::{Path, State};
use axum::response::Response;

use super::person;
use super::person_acts::answer;
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::Desk;
use crate::letters::Letters;

/// `POST /admin/people/{id}/recovery`
pub(super) async fn send(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let user = person::find(&app, &id).await?;
    let letters = Letters::of(&app, desk.visitor.lang).await?;
    let writer = letters.writer();
    let sent = app
        .accounts()
        .send_recovery(&desk.helpdesk, &user, &writer)
        .await;
    answer(&app, &desk, &user, sent, "person-letter-sent").await
}
