//! A failed call in words an administrator can act on.

use std::fmt::Display;

use gantry_outbound::OutboundError;

use crate::rest::act::Act;
use crate::rest::error::RestError;
use crate::rest::words::{self, Words};
use crate::settings::RocketChatVersion;

/// The words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Stable, for translations.
    pub key: &'static str,
    /// In English, a whole sentence.
    pub text: &'static str,
    /// Permissions whose absence can be the reason.
    pub permissions: &'static [&'static str],
    /// What the other side said, or a number that belongs to the sentence.
    pub detail: Option<String>,
}

/// Puts a failure into words.
#[must_use]
pub fn explain(error: &RestError, act: Act, version: RocketChatVersion) -> Explanation {
    match error {
        RestError::Unreachable { source, .. } => plain(words::UNREACHABLE, Some(source)),
        RestError::Unusable { source, .. } => plain(unusable(source), Some(source)),
        RestError::Unavailable { status } => plain(words::UNAVAILABLE, Some(status)),
        RestError::RateLimited { retry_after } => {
            plain(words::RATE_LIMITED, Some(&retry_after.as_secs()))
        }
        RestError::NotSignedIn => plain(words::NOT_SIGNED_IN, None),
        RestError::TwoFactorRequired => plain(words::TWO_FACTOR, None),
        RestError::Unexpected { status, .. } => plain(words::NOT_ROCKETCHAT, Some(status)),
        RestError::Refused {
            status,
            code,
            message,
        } => {
            let code = code.as_deref().unwrap_or_default();
            let chosen = special(act, code, version)
                .or_else(|| by_code(code))
                .unwrap_or_else(|| by_permission(*status, code));
            Explanation {
                permissions: permissions(chosen, act),
                detail: Some(message.clone()).filter(|message| !message.is_empty()),
                ..plain(chosen, None)
            }
        }
    }
}

fn plain(chosen: Words, detail: Option<&dyn Display>) -> Explanation {
    Explanation {
        key: chosen.key,
        text: chosen.text,
        permissions: &[],
        detail: detail.map(ToString::to_string),
    }
}

const fn unusable(source: &OutboundError) -> Words {
    match source {
        OutboundError::AddressRefused { .. } | OutboundError::SchemeRefused => {
            words::ADDRESS_REFUSED
        }
        OutboundError::TooLarge(_) => words::TOO_LARGE,
        _ => words::UNUSABLE,
    }
}

/// Codes that mean something else for one act, or for one act in some versions.
fn special(act: Act, code: &str, version: RocketChatVersion) -> Option<Words> {
    match (act, code) {
        (Act::CreateToken, "error-not-authorized") if version.is_at_least(8, 0) => {
            Some(words::CREATE_TOKEN_SECRET)
        }
        (Act::CreateToken, "error-not-authorized") => Some(words::CREATE_TOKEN_SWITCH),
        (Act::AddCustomOAuth, "error-action-not-allowed")
            if version.needs_licence_for_custom_oauth() =>
        {
            Some(words::LICENCE)
        }
        // A private room that the account is not in does not exist for it.
        (Act::InviteToGroup, "error-room-not-found") => Some(words::PRIVATE_ROOM),
        (Act::InviteToGroup, code) if is_denial(code) => Some(words::PRIVATE_ROOM),
        (Act::SetActive, "error-action-not-allowed") => Some(words::LAST_ADMIN),
        _ => None,
    }
}

fn by_code(code: &str) -> Option<Words> {
    match code {
        "error-field-unavailable" => Some(words::ACCOUNT_CONFLICT),
        "error-input-is-not-a-valid-field" => Some(words::NAME_REFUSED),
        "error-invalid-domain" => Some(words::DOMAIN_REFUSED),
        "user-last-owner" => Some(words::LAST_OWNER),
        "error-invalid-user-id" | "error-invalid-user" => Some(words::ACCOUNT_GONE),
        "error-user-is-federated" | "Edit_Federated_User_Not_Allowed" => Some(words::FEDERATED),
        "error-room-not-found" => Some(words::ROOM_GONE),
        "invalid-params" => Some(words::OTHER_DIALECT),
        _ => None,
    }
}

fn by_permission(status: u16, code: &str) -> Words {
    if status == 403 || is_denial(code) {
        words::NOT_PERMITTED
    } else {
        words::REFUSED
    }
}

/// Rocket.Chat has several ways to say that a permission is missing.
fn is_denial(code: &str) -> bool {
    matches!(
        code,
        "error-unauthorized"
            | "error-not-authorized"
            | "error-not-allowed"
            | "error-action-not-allowed"
            | "not-authorized"
    )
}

fn permissions(chosen: Words, act: Act) -> &'static [&'static str] {
    let about_permissions = [
        words::CREATE_TOKEN_SECRET,
        words::CREATE_TOKEN_SWITCH,
        words::LAST_ADMIN,
        words::NOT_PERMITTED,
        words::PRIVATE_ROOM,
    ];
    if about_permissions.contains(&chosen) {
        act.permissions()
    } else {
        &[]
    }
}
