//! Whose session a request of a workspace carries: the browser's own, or the bridge's.

use axum::http::request::Parts;
use gantry_accounts::client_cache::CachedClient;
use gantry_store::sessions::LiveSession;

use crate::error::HttpError;
use crate::http::client_address;
use crate::http::cookies::Cookies;
use crate::http::state::AppState;

/// The session behind a request's cookies, if one holds.
pub(crate) async fn session(
    app: &AppState,
    parts: &Parts,
    client: &CachedClient,
) -> Result<Option<LiveSession>, HttpError> {
    let cookies = Cookies::read(&parts.headers, app.secure_cookies);
    // Where the browser is now decides, not where somebody signed in.
    let address = Some(client_address::of(parts, &app.trusted_proxies));
    let here = |live: LiveSession| LiveSession { address, ..live };
    if let Some(cookie) = cookies.session()
        && let Some(live) = app.accounts().session(cookie).await?
    {
        return Ok(Some(here(live)));
    }
    let Some(cookie) = cookies.bridge() else {
        return Ok(None);
    };
    let bridge = app.workspaces.bridge_session(cookie, client.client.id);
    Ok(bridge.await?.map(here))
}

/// Whether a browser is a phone's. Rocket.Chat's app opens the chat in a web view and learns of a
/// sign-in only by a message of the framed page, so a phone is always shown that page.
pub(crate) fn is_phone(parts: &Parts) -> bool {
    let agent = parts.headers.get(axum::http::header::USER_AGENT);
    let agent = agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    ["Mobile", "Android", "iPhone", "iPad"]
        .iter()
        .any(|word| agent.contains(word))
}
