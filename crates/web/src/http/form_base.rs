//! What the forms of a page are bound to.

use std::sync::{Arc, OnceLock};

use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::http::cookies::Cookies;
use crate::http::state::AppState;

/// What a browser without session and form cookie gets its forms bound to, if a page needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct FreshFormBase(Arc<OnceLock<String>>);

impl FreshFormBase {
    /// The value to set as cookie, if a page was made that needs one.
    pub(crate) fn used(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// A form belongs to the session, and before there is one to the browser.
pub(super) fn form_base(
    parts: &Parts,
    app: &AppState,
    cookies: &Cookies,
    signed_in: bool,
) -> String {
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

/// A value that nobody guesses.
pub(super) fn random(app: &AppState) -> String {
    URL_SAFE_NO_PAD.encode(app.accounts().env().random::<32>())
}
