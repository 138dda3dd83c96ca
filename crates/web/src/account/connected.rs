//! `/account/applications`: what applications may know, and taking it back.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gantry_core::scope::Scope;
use gantry_core::slug::Slug;

use super::page::{Asked, shell};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::{done, noticed};
use crate::render::Page;
use crate::views::account::{AccountApplications, ConnectedRow};
use crate::views::consent::Shared;

const HERE: &str = "/account/applications";

/// `GET /account/applications`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<AccountApplications>, HttpError> {
    let shell = noticed(shell(&me, HERE), asked.done.as_deref(), "");
    let clients = app.accounts().client_cache();
    let mut connected = Vec::new();
    for consent in app.accounts().consents_of(me.live.user.id).await? {
        let Some(known) = clients.by_id(consent.client_id).await? else {
            continue;
        };
        connected.push(ConnectedRow {
            slug: known.client.slug.to_string(),
            name: known.client.name.clone(),
            since: shell.lang.moment(consent.granted_at.as_i64()),
            shared: Shared::of(
                consent.scopes.iter().map(Scope::as_str),
                consent.claims.iter().map(String::as_str),
            ),
        });
    }
    Ok(Page::new(AccountApplications { shell, connected }))
}

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
    Ok(done(HERE, "account-withdrawn"))
}
