//! Who is asking: somebody, somebody signed in, or somebody with a role in the administration.

use std::fmt;
use std::net::IpAddr;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use gantry_accounts::permissions::{Administrator, Helpdesk, Reader};
use gantry_core::Secret;
use gantry_store::sessions::LiveSession;

use crate::error::HttpError;
use crate::http::client_address;
use crate::http::cookies::Cookies;
use crate::http::form_base::{form_base, random};
use crate::http::state::AppState;
use crate::i18n::{Language, LanguageWishes};
use crate::look::Look;
use crate::render::{Nav, Shell, Theme};

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
    look: Look,
}

impl Visitor {
    /// The frame of a page for this visitor.
    pub(crate) fn shell(&self, nav: Nav) -> Shell {
        let user = self.session.as_ref().map(|live| &live.user);
        Shell {
            lang: self.lang,
            theme: self.theme,
            brand_name: self.look.name.clone(),
            look: self.look.clone(),
            signed_in: user.map(|user| user.name.to_string()),
            is_admin: user.is_some_and(|user| user.role.is_some()),
            role: user.and_then(|user| user.role),
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
        let wished = ui_locales.unwrap_or_default().split_ascii_whitespace();
        let mut known = wished.filter_map(Language::from_tag);
        let offered = known.find(|it| self.look.offered().contains(it));
        self.lang = offered.unwrap_or(self.lang);
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
    pub(crate) fn new(
        parts: &Parts,
        app: &AppState,
        session: Option<LiveSession>,
        look: Look,
    ) -> Self {
        let cookies = Cookies::read(&parts.headers, app.secure_cookies);
        let header = |name| parts.headers.get(name);
        let text = |name| header(name).and_then(|value| value.to_str().ok());
        let wishes = LanguageWishes {
            ui_locales: None,
            stored: session
                .as_ref()
                .and_then(|live| live.user.language.as_deref()),
            cookie: cookies.language(),
            accept_language: text(header::ACCEPT_LANGUAGE),
        };
        let address = client_address::of(parts, &app.trusted_proxies);
        Self {
            lang: look.language(&wishes),
            theme: cookies.theme().map(Theme::from_code).unwrap_or_default(),
            address,
            user_agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
            return_to: own_address(parts),
            form_token: app.accounts().form_token(&form_base(
                parts,
                app,
                &cookies,
                session.is_some(),
            )),
            look,
            session: session.map(|live| LiveSession {
                address: Some(address),
                ..live
            }),
            cookies,
        }
    }
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Visitor({})", self.address)
    }
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
        let look = Look::of(app).await?;
        let visitor = Self::new(parts, app, session, look);
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

/// Somebody with a role in the administration, who sees its pages; others get one that says so.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    /// The visitor.
    pub(crate) visitor: Visitor,
    /// The session and its person.
    pub(crate) live: LiveSession,
    /// The proof that reading asks for.
    pub(crate) reader: Reader,
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let SignedIn { visitor, live } = SignedIn::from_request_parts(parts, app).await?;
        let reader =
            Reader::of(&live.user).ok_or(HttpError::problem(StatusCode::FORBIDDEN, "not_admin"))?;
        // The demand may be younger than the session.
        if app.accounts().lacks_factor(&live).await? {
            let next = way_back(parts, &visitor);
            return Err(HttpError::ProveMore { next });
        }
        Ok(Self {
            visitor,
            live,
            reader,
        })
    }
}

/// Somebody who may help people: the helpdesk or an administrator.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    staff: Staff,
    /// The proof that acts of help ask for.
    pub(crate) helpdesk: Helpdesk,
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let helpdesk = Helpdesk::of(&staff.live.user)
            .ok_or(HttpError::problem(StatusCode::FORBIDDEN, "beyond_role"))?;
        Ok(Self { staff, helpdesk })
    }
}

impl Deref for Desk {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

/// An administrator who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Admin {
    staff: Staff,
    /// The proof that acts of administration ask for.
    pub(crate) administrator: Administrator,
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, HttpError> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let administrator = Administrator::of(&staff.live.user)
            .ok_or(HttpError::problem(StatusCode::FORBIDDEN, "beyond_role"))?;
        Ok(Self {
            staff,
            administrator,
        })
    }
}

impl Deref for Admin {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}
