//! Logins that ask nobody else: by password, by a token that lives, and by the iframe token in the user's document.

use serde_json::{Value, json};

use crate::accounts::{ChatUser, UserType};
use crate::login::SignedIn;
use crate::second_factor::{self, Presented};
use crate::workspace::{Workspace, lock};

/// A login refused, as `POST /api/v1/login` tells it.
#[derive(Clone, Debug)]
pub(crate) struct LoginRefusal {
    pub(crate) error: Value,
    pub(crate) message: String,
    pub(crate) details: Option<Box<Value>>,
}

impl LoginRefusal {
    pub(crate) fn new(error: impl Into<Value>, message: &str) -> Self {
        Self {
            error: error.into(),
            message: message.to_owned(),
            details: None,
        }
    }
}

impl From<String> for LoginRefusal {
    fn from(message: String) -> Self {
        Self::new(message.clone(), &message)
    }
}

/// By name or address and password.
pub(crate) fn by_password(
    workspace: &Workspace,
    login: &str,
    password: &str,
    code: Option<&str>,
) -> Result<SignedIn, LoginRefusal> {
    let found = lock(&workspace.accounts)
        .by_password(login, password)
        .cloned();
    let user = found.ok_or_else(|| LoginRefusal::from("Unauthorized".to_owned()))?;
    check_account(&user)?;
    check_enrolled_factor(workspace, &user, code)?;
    let token = workspace.start_session(&user.id);
    Ok(SignedIn {
        user_id: user.id,
        token,
    })
}

/// By a login token, which stays the same; nobody asks for a second factor.
pub(crate) fn by_resume(workspace: &Workspace, token: &str) -> Result<SignedIn, LoginRefusal> {
    let user = workspace.signed_in(token).ok_or_else(|| {
        LoginRefusal::new(
            403,
            "You've been logged out by the server. Please log in again.",
        )
    })?;
    check_account(&user)?;
    workspace.note_login(&user.id);
    Ok(SignedIn {
        user_id: user.id,
        token: token.to_owned(),
    })
}

/// By `services.iframe.token`: no expiry, no single use, and the feature need not be on.
pub(crate) fn by_iframe_token(
    workspace: &Workspace,
    token: &str,
    code: Option<&str>,
) -> Result<SignedIn, LoginRefusal> {
    let found = lock(&workspace.accounts).by_iframe_token(token).cloned();
    let user = found.ok_or_else(|| LoginRefusal::new("error-user-not-found", "User not found"))?;
    check_account(&user)?;
    check_enrolled_factor(workspace, &user, code)?;
    let token = workspace.start_session(&user.id);
    Ok(SignedIn {
        user_id: user.id,
        token,
    })
}

/// What every login checks: the kind of account, that it is open, and that it has roles.
fn check_account(user: &ChatUser) -> Result<(), LoginRefusal> {
    if user.kind == UserType::App {
        return Err(LoginRefusal::new(
            "error-app-user-is-not-allowed-to-login",
            "App user is not allowed to login",
        ));
    }
    if !user.active {
        return Err(LoginRefusal::new(
            "error-user-is-not-activated",
            "User is not activated",
        ));
    }
    if user.roles.is_empty() {
        return Err(LoginRefusal::new(
            "error-user-has-no-roles",
            "User has no roles",
        ));
    }
    Ok(())
}

/// A login asks for the factor that was enrolled, never for the password again.
fn check_enrolled_factor(
    workspace: &Workspace,
    user: &ChatUser,
    code: Option<&str>,
) -> Result<(), LoginRefusal> {
    if !user.totp || !second_factor::switched_on(workspace) {
        return Ok(());
    }
    let presented = code.map(|code| Presented {
        method: "totp",
        code,
    });
    second_factor::check(user, presented).map_err(|failure| LoginRefusal {
        error: json!(failure.code()),
        message: failure.message(),
        details: Some(Box::new(failure.details())),
    })
}
