//! What the chat said, and why something waits, in the reader's language.

use gantry_accounts::Error;
use gantry_core::user::{User, UserId};
use gantry_rocketchat::rest::{Act, RestError, explain};
use gantry_rocketchat::settings::RocketChatVersion;

use crate::http::state::AppState;
use crate::i18n::Language;
use crate::refusals::kebab;

/// A stable reason in words; the reason itself if it has none.
pub(super) fn reason(lang: Language, code: &str) -> String {
    let key = format!("workspace-reason-{}", kebab(code));
    lang.find(&key, &[]).unwrap_or_else(|| code.to_owned())
}

/// A failed call in words, with what the other side said.
pub(super) fn failure(
    lang: Language,
    error: &RestError,
    act: Act,
    version: RocketChatVersion,
) -> String {
    let explained = explain(error, act, version);
    let key = format!("workspace-reason-{}", explained.key);
    let text = lang.find(&key, &[]);
    let mut words = text.unwrap_or_else(|| explained.text.to_owned());
    let known = [
        explained.permissions.join(", "),
        explained.detail.unwrap_or_default(),
    ];
    let known: Vec<String> = known.into_iter().filter(|it| !it.is_empty()).collect();
    if !known.is_empty() {
        words = format!("{words} ({})", known.join("; "));
    }
    words
}

/// The person of an id, if there still is one.
pub(super) async fn person(app: &AppState, id: UserId) -> Result<Option<User>, Error> {
    app.accounts().user(id).await
}

/// The person's name, or that it is not known any more.
pub(super) fn name(lang: Language, user: Option<&User>) -> String {
    user.map_or_else(|| lang.t("unknown"), |user| user.name.to_string())
}
