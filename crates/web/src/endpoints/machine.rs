//! For whoever watches the server.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::HttpError;
use crate::http::state::AppState;

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers and there are keys to sign with.
pub(crate) async fn readyz(State(app): State<AppState>) -> (StatusCode, &'static str) {
    match app.provider.keys().await {
        Ok(keys) if !keys.is_empty() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "no signing keys\n"),
        Err(error) => {
            tracing::warn!(%error, "server.not_ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}

/// Prometheus' text format.
pub(crate) async fn metrics(State(app): State<AppState>) -> Result<Response, HttpError> {
    let render = app.metrics.as_ref().ok_or(HttpError::not_found())?;
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    Ok((kind, render()).into_response())
}
