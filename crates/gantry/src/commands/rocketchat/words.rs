//! Failures and reasons in words an administrator can act on.

use anyhow::anyhow;
use gantry_core::workspace::TaskKind;
use gantry_rocketchat::rest::{Act, RestError, explain};
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_web::i18n::Language;

/// A failed call, with what the other side said.
pub(super) fn failure(error: &RestError, act: Act, version: RocketChatVersion) -> anyhow::Error {
    let explained = explain(error, act, version);
    let known = [
        explained.permissions.join(", "),
        explained.detail.unwrap_or_default(),
    ];
    let known: Vec<String> = known.into_iter().filter(|it| !it.is_empty()).collect();
    if known.is_empty() {
        return anyhow!("{}", explained.text);
    }
    anyhow!("{} ({})", explained.text, known.join("; "))
}

/// A stable reason as the pages say it; the reason itself if they do not.
pub(super) fn reason(code: &str) -> String {
    let key = format!("workspace-reason-{}", code.replace('_', "-"));
    let said = Language::En.find(&key, &[]);
    said.unwrap_or_else(|| code.to_owned())
}

/// What is to be done.
pub(super) const fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::EndSession => "sign one browser out",
        TaskKind::EndAll => "sign out everywhere",
        TaskKind::Account => "bring the account in step",
        TaskKind::Learn => "find out which account it is",
    }
}
