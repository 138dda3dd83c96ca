//! `/_oauth/<service>`: the one callback address, handed to whichever engine is on.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::custom_oauth::CustomOAuth;
use crate::encoding::decode_pairs;
use crate::legacy_login::legacy_callback;
use crate::modern_login::modern_callback;
use crate::pages::error_page;
use crate::workspace::Workspace;

/// Decoded parameters in their order.
pub(crate) type Pairs = Vec<(String, String)>;

/// `GET /_oauth/{service}`: the callback of whichever engine is on.
pub(crate) async fn by_query(
    State(workspace): State<Arc<Workspace>>,
    Path(service): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let pairs = decode_pairs(&query.unwrap_or_default());
    if workspace.settings.modern_flow() {
        return modern_callback(&workspace, &service, &pairs, &headers).await;
    }
    legacy_callback(&workspace, &service, &pairs).await
}

/// `POST /_oauth/{service}`: the legacy engine reads a form or JSON body as well.
pub(crate) async fn by_body(
    State(workspace): State<Arc<Workspace>>,
    Path(service): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if workspace.settings.modern_flow() {
        return error_page(StatusCode::NOT_FOUND, "Not found", "");
    }
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let pairs = if media_type.starts_with("application/json") {
        json_pairs(&body)
    } else {
        decode_pairs(&body)
    };
    legacy_callback(&workspace, &service, &pairs).await
}

/// The service with this key, if it is switched on.
pub(crate) fn enabled_service(workspace: &Workspace, key: &str) -> Option<CustomOAuth> {
    workspace.settings.service(key).filter(CustomOAuth::enabled)
}

fn json_pairs(body: &str) -> Pairs {
    let members: serde_json::Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
    let text = |value: Value| value.as_str().map(ToOwned::to_owned);
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, text(value)?)))
        .collect()
}
