//! Signing in by iframe: when it is on, how each release's web client behaves, and the pages that carry the client.
//!
//! The client itself is JavaScript in `assets/iframe`; `client.js` is its entry.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::iframe_journal::{IframeJournal, clear_journal, note, show_journal};
use crate::iframe_session::{keep_session, log_in, log_out, session_ended};
use crate::version::RocketChatVersion;
use crate::workspace::Workspace;

/// `?emulate=electron|mobile`: which client opened the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ClientQuery {
    pub(crate) emulate: Option<String>,
}

/// How a release's web client asks the API URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Before 7.8: one XHR, and only without a stored login token.
    Xhr,
    /// 7.8.0 to 7.9.3: `fetch` with a content type, which makes it a request with a preflight.
    Typed,
    /// From 7.9.4: `fetch` without headers.
    Plain,
}

impl Dialect {
    pub(crate) fn of(version: RocketChatVersion) -> Self {
        if version < RocketChatVersion::new(7, 8, 0) {
            Self::Xhr
        } else if version < RocketChatVersion::new(7, 9, 4) {
            Self::Typed
        } else {
            Self::Plain
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Xhr => "xhr",
            Self::Typed => "typed",
            Self::Plain => "plain",
        }
    }
}

/// What the client's script reads from the page.
#[derive(Debug)]
pub(crate) struct IframeClient {
    pub(crate) dialect: &'static str,
    pub(crate) api_url: String,
    pub(crate) api_method: String,
    pub(crate) iframe_url: String,
    pub(crate) logout_script: String,
    pub(crate) mobile: bool,
    /// Whether the server knows the visitor by the cookie.
    pub(crate) signed_in: bool,
}

impl IframeClient {
    /// Rocket.Chat: the flag and all three strings, or nothing.
    pub(crate) fn of(
        workspace: &Workspace,
        query: &ClientQuery,
        headers: &HeaderMap,
    ) -> Option<Self> {
        let settings = &workspace.settings;
        let filled = |id| Some(settings.text(id)).filter(|text| !text.is_empty());
        let iframe_url = filled("Accounts_iframe_url")?;
        let client = Self {
            dialect: Dialect::of(settings.version()).as_str(),
            api_url: filled("Accounts_Iframe_api_url")?,
            api_method: filled("Accounts_Iframe_api_method")?,
            iframe_url: if is_electron(query, headers) {
                with_electron(&iframe_url)
            } else {
                iframe_url
            },
            logout_script: settings.text("Custom_Script_On_Logout"),
            mobile: query.emulate.as_deref() == Some("mobile"),
            signed_in: false,
        };
        settings.flag("Accounts_iframe_enabled").then_some(client)
    }

    /// The same for the page of somebody whom the cookie signs in.
    pub(crate) fn signed_in(self) -> Self {
        Self {
            signed_in: true,
            ..self
        }
    }
}

fn is_electron(query: &ClientQuery, headers: &HeaderMap) -> bool {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    agent.contains("Electron") || query.emulate.as_deref() == Some("electron")
}

fn with_electron(url: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}client=electron")
}

/// The addresses around the iframe client.
pub(crate) fn routes() -> Router<Arc<Workspace>> {
    let journal = Router::new()
        .route(
            "/emulator/iframe-journal",
            get(show_journal).post(note).delete(clear_journal),
        )
        .with_state(IframeJournal::default());
    Router::new()
        .route("/emulator/iframe-login", post(log_in))
        .route("/emulator/iframe-logout", post(log_out))
        .route("/emulator/iframe-session", post(keep_session))
        .route("/emulator/session-ended", post(session_ended))
        .route("/emulator/mobile-iframe", get(mobile))
        .route("/emulator/assets/iframe/{file}", get(script))
        .merge(journal)
}

/// `GET /emulator/mobile-iframe`: the app's `WebView` opens the chat itself, with its own script in the page.
async fn mobile() -> Redirect {
    Redirect::to("/home?emulate=mobile")
}

/// `GET /emulator/assets/iframe/{file}`
async fn script(Path(file): Path<String>) -> Response {
    let content = match file.as_str() {
        "account.js" => include_str!("../assets/iframe/account.js"),
        "api.js" => include_str!("../assets/iframe/api.js"),
        "client.js" => include_str!("../assets/iframe/client.js"),
        "journal.js" => include_str!("../assets/iframe/journal.js"),
        "login.js" => include_str!("../assets/iframe/login.js"),
        "messages.js" => include_str!("../assets/iframe/messages.js"),
        "mobile.js" => include_str!("../assets/iframe/mobile.js"),
        "screen.js" => include_str!("../assets/iframe/screen.js"),
        "session.js" => include_str!("../assets/iframe/session.js"),
        "watch.js" => include_str!("../assets/iframe/watch.js"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(CONTENT_TYPE, "text/javascript")], content).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Dialect, with_electron};
    use crate::version::RocketChatVersion;

    #[test]
    fn each_release_asks_in_its_own_way() {
        let of = |major, minor, patch| Dialect::of(RocketChatVersion::new(major, minor, patch));

        assert_eq!(of(7, 7, 9), Dialect::Xhr);
        assert_eq!(of(7, 8, 0), Dialect::Typed);
        assert_eq!(of(7, 9, 3), Dialect::Typed);
        assert_eq!(of(7, 9, 4), Dialect::Plain);
        assert_eq!(of(8, 0, 0), Dialect::Plain);
        assert_eq!(of(9, 0, 0), Dialect::Plain);
    }

    #[test]
    fn the_desktop_client_names_itself_to_the_framed_page() {
        assert_eq!(
            with_electron("https://op/bridge"),
            "https://op/bridge?client=electron"
        );
        assert_eq!(
            with_electron("https://op/?next=1"),
            "https://op/?next=1&client=electron"
        );
    }
}
