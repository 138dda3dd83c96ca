//! Where everything is, for the global issuer and for a client's own.
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig>

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use gantry_core::client::Client;
use gantry_oidc::Provider;
use gantry_oidc::discovery::Issuer;

use crate::endpoints::document::Document;
use crate::error::HttpError;
use crate::http::state::AppState;

/// The global issuer's document, which nothing changes while the server runs.
#[derive(Clone)]
pub(crate) struct GlobalDocument(Document);

impl GlobalDocument {
    /// Makes it.
    pub(crate) fn of(provider: &Provider) -> Self {
        Self(Document::of(&provider.discovery(Issuer::Global)))
    }
}

/// The global issuer's.
pub(crate) async fn global(
    Extension(document): Extension<GlobalDocument>,
    headers: HeaderMap,
) -> Response {
    document.0.answer(&headers)
}

/// One client's.
pub(crate) async fn of_client(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let client = client_by_slug(&app, &slug).await?;
    Ok(Document::of(&app.provider.discovery(Issuer::Client(&client))).answer(&headers))
}

/// A client by its name in the URL, or 404.
pub(crate) async fn client_by_slug(app: &AppState, slug: &str) -> Result<Client, HttpError> {
    let slug = slug.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .client_by_slug(&slug)
        .await?
        .ok_or(HttpError::not_found())
}
