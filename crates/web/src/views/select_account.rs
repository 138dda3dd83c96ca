//! Where a person says who goes on to an application.

use askama::Template;

use super::login::Destination;
use crate::render::Shell;

/// `/select-account`. Posts `request`, `form_token` and `decision` (`continue`, `other` or `cancel`).
#[derive(Template)]
#[template(path = "pages/select_account.html")]
pub struct SelectAccount {
    /// The frame.
    pub shell: Shell,
    /// Who asks.
    pub destination: Destination,
    /// The stored authorization request.
    pub request: String,
    /// Who is signed in, e.g. `Alice Adams (alice)`.
    pub person: String,
}
