//! The addresses of django-rocketchat-auth, so that whoever used it changes the host name only.
//! They mean the one workspace that there is.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Template;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::rocketchat::page;

/// What the Iframe URL of such a set-up names as the place to go next.
const NEXT: &str = "/rocketchat/redirect";

/// Whether a login page is the Iframe URL of such a set-up.
pub(crate) fn is_iframe_url(next: Option<&str>) -> bool {
    next.is_some_and(|next| next.trim_end_matches('/') == NEXT)
}

/// The only workspace, or 404.
pub(crate) async fn only_workspace(app: &AppState) -> Result<Arc<CachedClient>, HttpError> {
    let mut found = None;
    let mut after = None;
    loop {
        let page = app.accounts().list_clients(after.as_ref(), 100).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.slug.clone());
        for client in page {
            if client.settings.template == Template::RocketChat {
                if found.is_some() {
                    return Err(HttpError::not_found());
                }
                found = Some(client.id);
            }
        }
    }
    let id = found.ok_or(HttpError::not_found())?;
    let client = app.accounts().client_cache().by_id(id).await?;
    client.ok_or(HttpError::not_found())
}

/// The framed page at the address that django-rocketchat-auth had for it.
pub(crate) async fn page(
    app: &AppState,
    visitor: &Visitor,
    request: Request,
) -> Result<Response, HttpError> {
    let client = only_workspace(app).await?;
    let (parts, _) = request.into_parts();
    page::show(app, client.client.slug.as_str(), visitor, &parts).await
}

/// Leads to the chat.
pub(crate) async fn redirect(State(app): State<AppState>) -> Result<Response, HttpError> {
    let client = only_workspace(&app).await?;
    let chat = client.client.settings.rocketchat_url.as_deref();
    let chat = chat.ok_or(HttpError::not_found())?;
    Ok(Redirect::to(chat).into_response())
}
