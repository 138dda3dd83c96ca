//! `POST /account/applications/{slug}/withdraw`: taking back what an application may know.

use axum::extract::{Path, State};
use axum::response::Response;
use gantry_core::slug::Slug;

use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::done;

/// `POST /account/applications/{slug}/withdraw`
pub(super) async fn withdraw(
    State(app): State<AppState>,
    me: SignedIn,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let slug: Slug = slug.parse().map_err(|_| HttpError::not_found())?;
    let known = app.accounts().client_cache().by_slug(&slug).await?;
    let client = known.ok_or_else(HttpError::not_found)?;
    app.accounts()
        .withdraw_consent(me.live.user.id, client.client.id)
        .await?;
    Ok(done("/account", "account-withdrawn"))
}
