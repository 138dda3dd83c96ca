//! Every cookie of ours: its name, its attributes, and who may read it.
//!
//! On https names carry the prefix `__Host-`, so that no other host of the domain can plant them.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponseParts, ResponseParts};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use gantry_core::Secret;
use time::Duration;

use crate::http::state::AppState;

const SESSION: &str = "gantry-session";
/// A sign-in that waits for its second factor.
const PENDING: &str = "gantry-sign-in";
const DEVICE: &str = "gantry-device";
const FORM: &str = "gantry-form";
const REQUEST: &str = "gantry-request-";
const LANGUAGE: &str = "gantry-lang";
const THEME: &str = "gantry-theme";
/// What a hand-off code for the framed page is bound to.
const FRAME: &str = "gantry-frame";
/// The bridge's own: good for login tokens of one workspace, and for nothing else.
const BRIDGE: &str = "gantry-bridge";
/// Sign-ins of one browser that may wait at the same time.
const MOST_REQUESTS: usize = 20;
const A_YEAR: Duration = Duration::days(365);

/// The cookies of a request, and afterwards those of its answer.
#[derive(Clone)]
pub(crate) struct Cookies {
    jar: CookieJar,
    secure: bool,
}

impl Cookies {
    /// Reads the `Cookie` headers.
    pub(crate) fn read(headers: &HeaderMap, secure: bool) -> Self {
        Self {
            jar: CookieJar::from_headers(headers),
            secure,
        }
    }

    /// The session's cookie.
    pub(crate) fn session(&self) -> Option<&str> {
        self.value(SESSION)
    }

    /// The cookie of a sign-in that waits for its second factor.
    pub(crate) fn pending(&self) -> Option<&str> {
        self.value(PENDING)
    }

    /// What says that somebody signed in on this device before.
    pub(crate) fn device(&self) -> Option<&str> {
        self.value(DEVICE)
    }

    /// What forms are bound to while nobody is signed in.
    pub(crate) fn form(&self) -> Option<&str> {
        self.value(FORM)
    }

    /// What binds a stored authorization request to this browser.
    pub(crate) fn request(&self, id: &str) -> Option<&str> {
        self.value(&format!("{REQUEST}{id}"))
    }

    /// The language chosen in this browser.
    pub(crate) fn language(&self) -> Option<&str> {
        self.value(LANGUAGE)
    }

    /// The theme chosen in this browser.
    pub(crate) fn theme(&self) -> Option<&str> {
        self.value(THEME)
    }

    /// What a hand-off code for the framed page is bound to.
    pub(crate) fn frame(&self) -> Option<&str> {
        self.value(FRAME)
    }

    /// The bridge's own cookie.
    pub(crate) fn bridge(&self) -> Option<&str> {
        self.value(BRIDGE)
    }

    /// Sets what a hand-off code for the framed page is bound to.
    pub(crate) fn with_frame(self, value: &str) -> Self {
        let cookie = self.partitioned(FRAME, value.to_owned(), Some(Duration::hours(1)));
        self.set(cookie)
    }

    /// Sets the bridge's own cookie.
    pub(crate) fn with_bridge(self, value: &Secret) -> Self {
        let cookie = self.partitioned(BRIDGE, value.expose().to_owned(), None);
        self.set(cookie)
    }

    /// Forgets the bridge's own cookie.
    pub(crate) fn without_bridge(self) -> Self {
        let cookie = self.partitioned(BRIDGE, String::new(), Some(Duration::ZERO));
        self.set(cookie)
    }

    /// Sets the session's cookie.
    pub(crate) fn with_session(self, value: &Secret) -> Self {
        self.with(SESSION, value.expose(), None)
    }

    /// Forgets the session's cookie.
    pub(crate) fn without_session(self) -> Self {
        self.without(SESSION)
    }

    /// Sets the cookie of a sign-in that waits for its second factor.
    pub(crate) fn with_pending(self, value: &Secret) -> Self {
        self.with(PENDING, value.expose(), Some(Duration::minutes(10)))
    }

    /// Forgets the sign-in that waited.
    pub(crate) fn without_pending(self) -> Self {
        self.without(PENDING)
    }

    /// Sets the device's cookie.
    pub(crate) fn with_device(self, value: &Secret) -> Self {
        self.with(DEVICE, value.expose(), Some(A_YEAR))
    }

    /// Sets what forms are bound to while nobody is signed in.
    pub(crate) fn with_form(self, value: &str) -> Self {
        self.with(FORM, value, None)
    }

    /// Binds a stored request to this browser; the oldest of too many are forgotten.
    pub(crate) fn with_request(mut self, id: &str, value: &Secret) -> Self {
        let prefix = self.full_name(REQUEST);
        let mut pending: Vec<String> = self
            .jar
            .iter()
            .filter_map(|cookie| cookie.name().strip_prefix(&prefix).map(ToOwned::to_owned))
            .collect();
        // Ids begin with their time.
        pending.sort();
        let too_many = (pending.len() + 1).saturating_sub(MOST_REQUESTS);
        for oldest in pending.iter().take(too_many) {
            self = self.without_request(oldest);
        }
        self.with(
            &format!("{REQUEST}{id}"),
            value.expose(),
            Some(Duration::hours(1)),
        )
    }

    /// Forgets what bound a stored request to this browser.
    pub(crate) fn without_request(self, id: &str) -> Self {
        self.without(&format!("{REQUEST}{id}"))
    }

    /// Remembers the language chosen in this browser.
    pub(crate) fn with_language(self, code: &str) -> Self {
        self.with(LANGUAGE, code, Some(A_YEAR))
    }

    /// Remembers the theme chosen in this browser.
    pub(crate) fn with_theme(self, code: &str) -> Self {
        self.with(THEME, code, Some(A_YEAR))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.jar.get(&self.full_name(name)).map(Cookie::value)
    }

    fn with(mut self, name: &str, value: &str, max_age: Option<Duration>) -> Self {
        let mut cookie = self.bare(name, value.to_owned());
        cookie.set_max_age(max_age);
        self.jar = self.jar.add(cookie);
        self
    }

    fn without(mut self, name: &str) -> Self {
        let cookie = self.bare(name, String::new());
        self.jar = self.jar.remove(cookie);
        self
    }

    fn set(mut self, cookie: Cookie<'static>) -> Self {
        self.jar = self.jar.add(cookie);
        self
    }

    /// A cookie that travels in a frame of another site, and only below that site.
    fn partitioned(&self, name: &str, value: String, max_age: Option<Duration>) -> Cookie<'static> {
        let mut cookie = self.bare(name, value);
        cookie.set_same_site(SameSite::None);
        cookie.set_secure(true);
        cookie.set_partitioned(true);
        cookie.set_max_age(max_age);
        cookie
    }

    fn bare(&self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build((self.full_name(name), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build()
    }

    fn full_name(&self, name: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}{name}")
    }
}

impl FromRequestParts<AppState> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        Ok(Self::read(&parts.headers, app.secure_cookies))
    }
}

impl IntoResponseParts for Cookies {
    type Error = Infallible;

    fn into_response_parts(self, response: ResponseParts) -> Result<ResponseParts, Infallible> {
        self.jar.into_response_parts(response)
    }
}

#[cfg(test)]
mod tests;
