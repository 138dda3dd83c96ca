//! Who may call: pages of the workspace's own origin, compared byte for byte. A browser sends the
//! origin with every such request, and no page can forge it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::Template;
use url::Url;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::rocketchat::legacy;

/// How long a browser may remember a preflight, in seconds.
const PREFLIGHT: &str = "600";

/// The workspace that a request is for.
pub(crate) type Workspace = Extension<Arc<CachedClient>>;

/// Lets the workspace's own pages through, and tells their browser so on every answer.
pub(crate) async fn guard(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut response = match admit(&app, &mut parts).await {
        Err(error) => error.into_response(),
        Ok(client) => {
            let origin = parts.headers.get(header::ORIGIN).cloned();
            let mut response = if parts.method == Method::OPTIONS {
                preflight()
            } else if let Err(error) = check_fetch_mode(&parts.headers) {
                error.into_response()
            } else {
                parts.extensions.insert(client);
                next.run(Request::from_parts(parts, body)).await
            };
            allow(response.headers_mut(), origin);
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let nobody = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, nobody);
    response
}

/// The workspace of the address, if the caller is its page.
async fn admit(
    app: &AppState,
    parts: &mut axum::http::request::Parts,
) -> Result<Arc<CachedClient>, HttpError> {
    let params = RawPathParams::from_request_parts(parts, app).await;
    let slug = params.ok().and_then(|params| {
        let mut all = params.iter().filter(|(name, _)| *name == "slug");
        all.next().map(|(_, value)| value.to_owned())
    });
    let client = match slug {
        Some(slug) => workspace(app, &slug).await?,
        None => legacy::only_workspace(app).await?,
    };
    let mut origins = parts.headers.get_all(header::ORIGIN).iter();
    let (origin, second) = (origins.next(), origins.next());
    let expected = origin_of(&client).ok_or(HttpError::not_found())?;
    let matches = origin.is_some_and(|origin| origin.as_bytes() == expected.as_bytes());
    if matches && second.is_none() {
        Ok(client)
    } else {
        Err(HttpError::problem(
            StatusCode::FORBIDDEN,
            "origin_not_registered",
        ))
    }
}

/// The workspace of this name in the URL, or 404.
pub(crate) async fn workspace(app: &AppState, slug: &str) -> Result<Arc<CachedClient>, HttpError> {
    let slug = slug.parse().map_err(|_| HttpError::not_found())?;
    let mut conn = app.accounts().store().read().await?;
    app.accounts()
        .client_cache()
        .check_version(&mut conn)
        .await?;
    drop(conn);
    let client = app.accounts().client_cache().by_slug(&slug).await?;
    client
        .filter(|client| client.client.settings.template == Template::RocketChat)
        .ok_or(HttpError::not_found())
}

/// The origin of a workspace, as browsers write it.
pub(crate) fn origin_of(client: &CachedClient) -> Option<String> {
    let url = client.client.settings.rocketchat_url.as_deref()?;
    let origin = Url::parse(url).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// A page that navigates here, or fetches without reading, gets nothing.
fn check_fetch_mode(headers: &HeaderMap) -> Result<(), HttpError> {
    let mode = headers.get("sec-fetch-mode");
    match mode.map(HeaderValue::as_bytes) {
        Some(b"navigate" | b"no-cors") => Err(HttpError::problem(
            StatusCode::FORBIDDEN,
            "not_a_cors_request",
        )),
        _ => Ok(()),
    }
}

fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn allow(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let yes = HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
    }
}
