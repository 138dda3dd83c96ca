//! Who is asking: somebody, somebody signed in, or an administrator.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_store::sessions::LiveSession;

use crate::error::HttpError;
use crate::http::client_address;
use crate::http::cookies::Cookies;
use crate::http::state::AppState;
use crate::i18n::{Language, LanguageWishes};
use crate::render::{Nav, Shell, Theme};

/// What a browser without session and form cookie gets its forms bound to, if a page needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct FreshFormBase(Arc<OnceLock<String>>);

impl FreshFormBase {
    /// The value to set as cookie, if a page was made that needs one.
    pub(crate) fn used(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// Whoever asks for a page.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The session, if somebody is signed in.
    pub(crate) session: Option<LiveSession>,
    /// The language of the page.
    pub(crate) lang: Language,
    /// The theme of the page.
    pub(crate) theme: Theme,
    /// Where the request comes from.
    pub(crate) address: IpAddr,
    /// The browser.
    pub(crate) user_agent: String,
    /// The cookies of the request.
    pub(crate) cookies: Cookies,
    /// Path and query of the page, for a page that was asked for by GET.
    pub(crate) return_to: String,
    form_token: String,
    brand_name: Arc<str>,
}

impl Visitor {
    /// The frame of a page for this visitor.
    pub(crate) fn shell(&self, nav: Nav) -> Shell {
        let user = self.session.as_ref().map(|live| &live.user);
        Shell {
            lang: self.lang,
            theme: self.theme,
            brand_name: self.brand_name.to_string(),
            signed_in: user.map(|user| user.name.to_string()),
            is_admin: user.is_some_and(|user| user.role.is_some()),
            form_token: self.form_token.clone(),
            nav,
            return_to: self.return_to.clone(),
            ..Shell::default()
        }
    }

    /// Whether a posted form carries this visitor's token, in constant time.
    pub(crate) fn form_token_matches(&self, presented: &str) -> bool {
        let ours = Secret::new(self.form_token.clone());
        ours.matches(&Secret::new(presented.to_owned()))
    }

    /// The same visitor, read to in the language that an application asked for, if we have it.
    pub(crate) fn reading(mut self, ui_locales: Option<&str>) -> Self {
        let mut wished = ui_locales.unwrap_or_default().split_ascii_whitespace();
        self.lang = wished.find_map(Language::from_tag).unwrap_or(self.lang);
        self
    }

    /// The same visitor after the session has ended.
    pub(crate) fn signed_out(mut self, app: &AppState) -> Self {
        let base = self
            .cookies
            .form()
            .map_or_else(|| random(app), ToOwned::to_owned);
        self.cookies = self.cookies.without_session().with_form(&base);
        self.form_token = app.accounts().form_token(&base);
        self.session = None;
        self
    }

    /// The visitor of a request whose session is known.
    pub(crate) fn new(parts: &Parts, app: &AppState, session: Option<LiveSession>) -> Self {
        let cookies = Cookies::read(&parts.headers, app.secure_cookies);
        let text = |name| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let wishes = LanguageWishes {
            ui_locales: None,
            stored: session
                .as_ref()
                .and_then(|live| live.user.language.as_deref()),
            cookie: cookies.language(),
            accept_language: text(header::ACCEPT_LANGUAGE),
        };
        Self {
            lang: Language::negotiate(&wishes),
            theme: cookies.theme().map(Theme::from_code).unwrap_or_default(),
            address: client_address::of(parts, &app.trusted_proxies),
            user_agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
            return_to: own_address(parts),
            form_token: app.accounts().form_token(&form_base(
                parts,
                app,
                &cookies,
                session.is_some(),
            )),
            brand_name: Arc::clone(&app.brand_name),
            session,
            cookies,
        }
    }
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Visitor({})", self.address)
    }
}

/// A form belongs to the session, and before there is one to the browser.
fn form_base(parts: &Parts, app: &AppState, cookies: &Cookies, signed_in: bool) -> String {
    let known = if signed_in {
        cookies.session()
    } else {
        cookies.form()
    };
    if let Some(known) = known {
        return known.to_owned();
    }
    match parts.extensions.get::<FreshFormBase>() {
        Some(fresh) => fresh.0.get_or_init(|| random(app)).clone(),
        None => random(app),
    }
}

fn random(app: &AppState) -> String {
    URL_SAFE_NO_PAD.encode(app.accounts().env().random::<32>())
}

/// Path and query of a page; what a form was posted to may not be a page at all.
fn own_address(parts: &Parts) -> String {
    match (parts.method == Method::GET, parts.uri.path_and_query()) {
        (true, Some(address)) => address.as_str().to_owned(),
        _ => parts.uri.path().to_owned(),
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let cookies = Cookies::read(&parts.headers, app.secure_cookies);
        let session = match cookies.session() {
            Some(cookie) => app.accounts().session(cookie).await?,
            None => None,
        };
        let visitor = Self::new(parts, app, session);
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

/// Somebody who is signed in; everybody else is sent to `/login` and comes back.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    /// The visitor.
    pub(crate) visitor: Visitor,
    /// The session and its person.
    pub(crate) live: LiveSession,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let next = way_back(parts, &visitor);
        match visitor.session.clone() {
            Some(live) => Ok(Self { visitor, live }),
            None => Err(HttpError::SignInFirst { next }),
        }
    }
}

/// The page that was asked for. What was to be posted is lost, and its address need not be a page,
/// but that part of the site has one.
fn way_back(parts: &Parts, visitor: &Visitor) -> String {
    if parts.method.is_safe() {
        return visitor.return_to.clone();
    }
    let part = parts.uri.path().split('/').nth(1);
    format!("/{}", part.unwrap_or_default())
}

/// An administrator who is signed in; others get a page that says so.
#[derive(Debug, Clone)]
pub(crate) struct Admin {
    /// The visitor.
    pub(crate) visitor: Visitor,
    /// The session and its person.
    pub(crate) live: LiveSession,
    /// The proof that acts of administration ask for.
    pub(crate) administrator: Administrator,
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let SignedIn { visitor, live } = SignedIn::from_request_parts(parts, app).await?;
        let administrator = Administrator::of(&live.user)
            .ok_or(HttpError::problem(StatusCode::FORBIDDEN, "not_admin"))?;
        Ok(Self {
            visitor,
            live,
            administrator,
        })
    }
}
