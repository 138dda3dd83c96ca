//! Where a person proves more than a password, adds a factor, and sees recovery codes once.

use askama::Template;

use super::login::Destination;
use crate::markup::Markup;
use crate::pages::factor::picture;
use crate::render::Shell;

/// What the script asks the browser for.
#[derive(Clone, Debug)]
pub struct PasskeyQuestion {
    /// Posted back as `question`.
    pub question: String,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// `/login/factor` and `/login/step-up`. Posts `code`, or `question` and `answer`, or `password`;
/// besides `request`, `next`, `more`, `form_token`; `cancel` denies the request.
#[derive(Template)]
#[template(path = "pages/factor.html")]
pub struct Factor {
    /// The frame.
    pub shell: Shell,
    /// Where the person is going.
    pub destination: Option<Destination>,
    /// Where the form is posted.
    pub action: &'static str,
    /// The stored authorization request.
    pub request: Option<String>,
    /// A path of our own to open afterwards when there is no request.
    pub next: Option<String>,
    /// The `acr` that the page of our own asks for.
    pub more: Option<&'static str>,
    /// The key of the sentence that says why.
    pub text_key: &'static str,
    /// The passkey to ask for.
    pub passkey: Option<PasskeyQuestion>,
    /// Whether an application makes codes.
    pub totp: bool,
    /// Whether recovery codes are left.
    pub recovery: bool,
    /// Whether the password is asked for instead.
    pub password: bool,
    /// Seconds to wait before the next try is looked at.
    pub slow_down_seconds: Option<u64>,
}

impl Factor {
    /// Whether there is anything to prove with.
    #[must_use]
    pub const fn offers_something(&self) -> bool {
        self.passkey.is_some() || self.totp || self.recovery || self.password
    }
}

/// A seed that waits for its first code.
pub struct NewTotp {
    /// Posted back as `question`.
    pub question: String,
    /// The seed for typing, in groups.
    pub seed: String,
    /// The seed as an address, for a phone that shows this very page.
    pub address: String,
}

impl NewTotp {
    /// The seed as a picture for the camera of a phone.
    #[must_use]
    pub fn picture(&self) -> Markup {
        picture::of(&self.address)
    }
}

/// `/login/enrol` and `/account/factors/new`. Posts `kind` (`totp` or `passkey`), `question`, `name`
/// and `code` or `answer`; besides `request`, `next`, `form_token`.
#[derive(Template)]
#[template(path = "pages/enrol.html")]
pub struct Enrol {
    /// The frame.
    pub shell: Shell,
    /// Where the person is going.
    pub destination: Option<Destination>,
    /// Where the forms are posted.
    pub action: &'static str,
    /// The stored authorization request.
    pub request: Option<String>,
    /// A path of our own to open afterwards when there is no request.
    pub next: Option<String>,
    /// Whether a factor is demanded; else the person wants one.
    pub demanded: bool,
    /// The application on the phone, unless only a passkey will do.
    pub totp: Option<NewTotp>,
    /// The passkey, where there can be one.
    pub passkey: Option<PasskeyQuestion>,
    /// The name that was typed before.
    pub name: String,
}

impl Enrol {
    /// Where somebody says no to the demand: at the page that would ask for a factor.
    fn cancel(&self) -> &'static str {
        if self.action.starts_with("/login/") {
            "/login/factor"
        } else {
            "/login/step-up"
        }
    }
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "pages/recovery_codes.html")]
pub struct RecoveryCodes {
    /// The frame.
    pub shell: Shell,
    /// The codes.
    pub codes: Vec<String>,
    /// Where "go on" leads.
    pub next: String,
    /// Whether the other sessions have ended, as they do with the first factor.
    pub ended_elsewhere: bool,
}

/// One factor of a person.
#[derive(Clone, Debug)]
pub struct FactorRow {
    /// Posted as `/account/factors/<id>/…`.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Whether it is a passkey; else an application.
    pub is_passkey: bool,
    /// When it was added, written out.
    pub added: String,
    /// When it was last used, written out.
    pub used: Option<String>,
}

/// `/account/factors`.
#[derive(Template)]
#[template(path = "pages/factors.html")]
pub struct Factors {
    /// The frame.
    pub shell: Shell,
    /// What there is.
    pub factors: Vec<FactorRow>,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
    /// Whether one is demanded.
    pub demanded: bool,
}
