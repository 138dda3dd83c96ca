//! The published keys: <https://www.rfc-editor.org/rfc/rfc7517#section-5>

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use crate::endpoints::discovery::client_by_slug;
use crate::endpoints::document::Document;
use crate::error::HttpError;
use crate::http::state::AppState;

/// All keys.
pub(crate) async fn global(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    Ok(Document::of(&app.provider.jwks().await?).answer(&headers))
}

/// The same keys, where a client's own issuer says they are.
pub(crate) async fn of_client(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    client_by_slug(&app, &slug).await?;
    Ok(Document::of(&app.provider.jwks().await?).answer(&headers))
}
