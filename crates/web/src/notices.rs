//! What a page says at its top after an act: the act redirects to the page and names what was done.

use axum::response::{IntoResponse, Redirect, Response};

use crate::render::{Notice, Shell, Tone};

/// Everything that `?done=…` may say. Anything else says nothing.
const KNOWN: &[&str] = &[
    "api-token-ended",
    "account-saved",
    "account-password-changed",
    "account-session-ended",
    "account-sessions-ended",
    "application-added",
    "application-saved",
    "application-disabled",
    "application-enabled",
    "application-deleted",
    "secret-removed",
    "people-added",
    "person-saved",
    "person-password-set",
    "person-letter-sent",
    "person-sessions-ended",
    "person-disabled",
    "person-enabled",
    "person-deleted",
    "person-session-ended",
    "person-factors-reset",
    "person-unlocked",
    "group-added",
    "group-saved",
    "group-member-added",
    "group-member-removed",
    "group-deleted",
    "group-moved",
    "access-saved",
    "keys-rotated",
    "logout-queue-resumed",
    "account-withdrawn",
    "account-picture-saved",
    "account-picture-removed",
    "settings-saved",
    "factor-added",
    "factor-renamed",
    "factor-removed",
];

/// Sends the browser to a page that says what was done.
pub(crate) fn done(page: &str, what: &str) -> Response {
    Redirect::to(&format!("{page}?done={what}")).into_response()
}

/// The notice of a page that was sent to by [`done`]; `name` is what the page is about.
pub(crate) fn noticed(mut shell: Shell, done: Option<&str>, name: &str) -> Shell {
    let key = KNOWN.iter().find(|key| Some(**key) == done);
    let args = [("name", name.to_owned()), ("application", name.to_owned())];
    if let Some(text) = key.and_then(|key| shell.lang.find(key, &args)) {
        shell.notice = Some(Notice {
            tone: Tone::Good,
            text,
        });
    }
    shell
}

/// A finished sentence at the top of a page, about something that did not work.
pub(crate) fn warned(mut shell: Shell, text: String) -> Shell {
    shell.notice = Some(Notice {
        tone: Tone::Bad,
        text,
    });
    shell
}
