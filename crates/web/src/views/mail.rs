//! Pages that a letter leads to, or that send one: recovery, proof of an address, invitation.

use askama::Template;

use crate::render::Shell;

/// `/recover`: asks whose password was forgotten; posts `username`, `form_token` to itself.
#[derive(Template)]
#[template(path = "pages/recover.html")]
pub struct Recover {
    /// The frame.
    pub shell: Shell,
    /// Whether letters can be sent; otherwise the page says whom to ask.
    pub mail: bool,
    /// Whether it was just asked.
    pub sent: bool,
    /// Seconds to wait after too many questions.
    pub slow_down_seconds: Option<i64>,
}

/// `/recover/<link>`: a new password; posts `new_password`, `form_token` to itself.
#[derive(Template)]
#[template(path = "pages/recovering.html")]
pub struct Recovering {
    /// The frame.
    pub shell: Shell,
    /// The link's token.
    pub link: String,
    /// The name to sign in with, for password managers.
    pub username: String,
    /// The shortest password allowed.
    pub password_minimum: u32,
    /// Whether it is done.
    pub done: bool,
}

/// `/verify/<link>`: whether an address is the person's; posts `form_token` to itself.
#[derive(Template)]
#[template(path = "pages/verify.html")]
pub struct Verify {
    /// The frame.
    pub shell: Shell,
    /// The link's token.
    pub link: String,
    /// The address.
    pub email: String,
    /// Whose it will be, e.g. `Alice Adams (alice)`.
    pub person: String,
}

/// `/invitation/<link>`: a new account; posts `name`, `username`, `password`, `form_token`.
#[derive(Template)]
#[template(path = "pages/invitation.html")]
pub struct Invitation {
    /// The frame.
    pub shell: Shell,
    /// The link's token.
    pub link: String,
    /// The address that was invited.
    pub email: String,
    /// The application to land in.
    pub application: Option<String>,
    /// What was typed before.
    pub name: String,
    /// What was typed before.
    pub username: String,
    /// The shortest password allowed.
    pub password_minimum: u32,
}

/// `/account/email`: the own address, proven and changed.
#[derive(Template)]
#[template(path = "pages/account_email.html")]
pub struct AccountEmail {
    /// The frame.
    pub shell: Shell,
    /// Whether letters can be sent; without, nobody changes the own address.
    pub mail: bool,
    /// The stored address, or none.
    pub email: String,
    /// Whether it is proven.
    pub verified: bool,
    /// What was typed before.
    pub new_email: String,
}
