//! The second factor of REST calls and logins: the code of an authenticator app, or the password once more.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::accounts::ChatUser;
use crate::encoding::hex;
use crate::workspace::Workspace;

/// The code that every enrolled authenticator app shows.
pub const TOTP_CODE: &str = "123456";

/// `x-2fa-method` and `x-2fa-code`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Presented<'a> {
    pub(crate) method: &'a str,
    pub(crate) code: &'a str,
}

/// Why the factor does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactorFailure {
    Required { method: &'static str },
    Invalid { method: &'static str },
}

impl FactorFailure {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Required { .. } => "totp-required",
            Self::Invalid { .. } => "totp-invalid",
        }
    }

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Required { .. } => "TOTP Required",
            Self::Invalid { .. } => "TOTP Invalid",
        }
    }

    pub(crate) fn message(self) -> String {
        format!("{} [{}]", self.reason(), self.code())
    }

    pub(crate) fn details(self) -> Value {
        match self {
            Self::Required { method } => {
                // The password is a fallback and never listed.
                let available: &[&str] = if method == "totp" { &["totp"] } else { &[] };
                json!({ "method": method, "codeGenerated": false, "availableMethods": available })
            }
            Self::Invalid { method } => json!({ "method": method }),
        }
    }
}

/// `Accounts_TwoFactorAuthentication_Enabled`
pub(crate) fn switched_on(workspace: &Workspace) -> bool {
    workspace
        .settings
        .flag("Accounts_TwoFactorAuthentication_Enabled")
}

/// Checks what was presented against what the user has; a user who has nothing passes.
pub(crate) fn check(
    user: &ChatUser,
    presented: Option<Presented<'_>>,
) -> Result<(), FactorFailure> {
    let (method, expected) = if user.totp {
        ("totp", TOTP_CODE.to_owned())
    } else if let Some(password) = &user.password {
        let hashed = digest(&SHA256, password.as_bytes());
        ("password", hex(hashed.as_ref()))
    } else {
        return Ok(());
    };
    match presented {
        Some(given) if given.method == method && given.code == expected => Ok(()),
        Some(given) if given.method == method => Err(FactorFailure::Invalid { method }),
        _ => Err(FactorFailure::Required { method }),
    }
}
