//! The pages as data, how they are rendered, and the two cookies.

use askama::Template;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use crate::accounts::ChatUser;
use crate::custom_oauth::CustomOAuth;
use crate::iframe::IframeClient;
use crate::workspace::Workspace;

/// The cookie of the chat's own session.
const LOGIN_COOKIE: &str = "rc_token";
/// The cookie of the modern engine's session.
pub(crate) const OAUTH_COOKIE: &str = "oauth";

/// The login page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(crate) services: Vec<ServiceButton>,
    pub(crate) form_login: bool,
    pub(crate) error: Option<String>,
}

/// A "Login with …" button with what its script needs.
pub(crate) struct ServiceButton {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) modern: bool,
    pub(crate) login_style: &'static str,
    pub(crate) authorize_url: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
}

impl ServiceButton {
    pub(crate) fn new(workspace: &Workspace, custom: &CustomOAuth) -> Self {
        Self {
            key: custom.name().key(),
            label: custom.button_label(),
            modern: workspace.settings.modern_flow(),
            login_style: custom.login_style().in_state(),
            authorize_url: custom.authorize_url(),
            client_id: custom.text("id").to_owned(),
            redirect_uri: custom.legacy_redirect_uri(&workspace.settings.site_url()),
            scope: custom.text("scope").to_owned(),
        }
    }
}

/// The page of the signed-in chat user.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(crate) user: ChatUser,
    pub(crate) services: String,
    pub(crate) iframe: Option<IframeClient>,
}

/// The login page while people sign in by iframe: no form, no buttons.
#[derive(Template)]
#[template(path = "iframe_home.html")]
pub(crate) struct IframeHomePage {
    pub(crate) client: IframeClient,
}

/// The end of a legacy callback: a script carries on.
#[derive(Template)]
#[template(path = "callback.html")]
pub(crate) struct CallbackPage {
    pub(crate) redirect_url: Option<String>,
    pub(crate) credential_token: String,
    pub(crate) credential_secret: String,
}

/// The page after a logout, with the administrator's script.
#[derive(Template)]
#[template(path = "logged_out.html")]
pub(crate) struct LoggedOutPage {
    pub(crate) script: String,
}

/// An error page.
#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub(crate) title: &'static str,
    pub(crate) message: String,
}

/// The administrator's settings.
#[derive(Template)]
#[template(path = "settings.html")]
pub(crate) struct SettingsPage {
    pub(crate) sections: Vec<SettingsSection>,
    pub(crate) version: String,
    pub(crate) licensed: bool,
    pub(crate) saved: bool,
    pub(crate) error: Option<String>,
}

/// The workspace's settings, or those of one service.
pub(crate) struct SettingsSection {
    pub(crate) title: String,
    pub(crate) callback_url: Option<String>,
    pub(crate) fields: Vec<SettingsField>,
}

/// One setting as a form field; `control` is `flag`, `text`, `choice` or `code`.
pub(crate) struct SettingsField {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) control: &'static str,
    pub(crate) value: String,
    pub(crate) on: bool,
    pub(crate) options: &'static [&'static str],
}

/// Renders a page with a status.
pub(crate) fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// An error page with its message in `#login-error`.
pub(crate) fn error_page(status: StatusCode, title: &'static str, message: &str) -> Response {
    render(
        status,
        &ErrorPage {
            title,
            message: message.to_owned(),
        },
    )
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// The chat user that a request's login cookie stands for.
pub(crate) fn signed_in(workspace: &Workspace, headers: &HeaderMap) -> Option<ChatUser> {
    workspace.signed_in(&login_cookie(workspace, headers)?)
}

/// The login token in a request's cookie.
pub(crate) fn login_cookie(workspace: &Workspace, headers: &HeaderMap) -> Option<String> {
    cookie(headers, &login_cookie_name(workspace))
}

/// Adds the cookie of the chat's own session; an empty token removes it.
pub(crate) fn with_login_cookie(
    response: Response,
    workspace: &Workspace,
    token: &str,
) -> Response {
    let name = login_cookie_name(workspace);
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    with_cookie(
        response,
        &format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{age}"),
    )
}

/// Cookies do not know ports: two stand-ins on one host each need a name of their own.
fn login_cookie_name(workspace: &Workspace) -> String {
    let site_url = Url::parse(&workspace.settings.site_url());
    match site_url.ok().and_then(|url| url.port()) {
        Some(port) => format!("{LOGIN_COOKIE}_{port}"),
        None => LOGIN_COOKIE.to_owned(),
    }
}

/// Adds the modern engine's cookie for five minutes; over https it is Secure and goes cross-site.
pub(crate) fn with_oauth_cookie(
    response: Response,
    workspace: &Workspace,
    session_id: &str,
) -> Response {
    let secure = workspace.settings.site_url().starts_with("https://");
    let attributes = if secure {
        "Secure; SameSite=None"
    } else {
        "SameSite=Lax"
    };
    with_cookie(
        response,
        &format!("{OAUTH_COOKIE}={session_id}; Path=/; HttpOnly; Max-Age=300; {attributes}"),
    )
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}
