//! The applications: list, choice of a kind, form for any kind, one application.

use askama::Template;

use super::application_protocol::{Choice, ProtocolFields};
use super::workspace::ConnectionState;
use crate::render::Shell;

/// One line of the list.
#[derive(Clone, Debug)]
pub struct ApplicationRow {
    /// The slug in `/admin/applications/<slug>`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Whether it was made as a Rocket.Chat.
    pub rocketchat: bool,
    /// Whether it may be used.
    pub enabled: bool,
}

/// `/admin/applications`.
#[derive(Template)]
#[template(path = "admin/applications.html")]
pub struct Applications {
    /// The frame.
    pub shell: Shell,
    /// The page of the list.
    pub rows: Vec<ApplicationRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
}

/// `/admin/applications/new`: Rocket.Chat, or any other application.
///
/// The form of the other kind posts `name`, `redirect_uris`, `public`, `form_token` to
/// `/admin/applications/new`.
#[derive(Template)]
#[template(path = "admin/application_new.html")]
pub struct ApplicationNew {
    /// The frame.
    pub shell: Shell,
    /// The name typed before.
    pub name: String,
    /// The redirect URIs typed before, one a line.
    pub redirect_uris: String,
    /// Whether "has no secret" was ticked before.
    pub public: bool,
}

/// One live secret; its text is known to nobody any more.
#[derive(Clone, Debug)]
pub struct SecretRow {
    /// Posted as `/admin/applications/<slug>/secrets/<id>/remove`.
    pub id: String,
    /// When it was made, written out.
    pub created: String,
    /// When it stops working, written out, if it does.
    pub ends: Option<String>,
}

/// A switch of an application. Its texts are `application-switch-<name>` and the same with `-help`.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The form field, e.g. `consent_required`.
    pub name: &'static str,
    /// Whether it is on.
    pub on: bool,
}

impl Switch {
    /// The key of its text.
    #[must_use]
    pub fn key(&self) -> String {
        format!("application-switch-{}", self.name.replace('_', "-"))
    }

    /// The key of its explanation.
    #[must_use]
    pub fn help_key(&self) -> String {
        format!("{}-help", self.key())
    }
}

/// Scopes, further claims, lifetimes and the issuer of an application.
#[derive(Clone, Debug, Default)]
pub struct ClaimFields {
    /// Whether the part is open.
    pub open: bool,
    /// The scopes that it may ask for.
    pub scopes: Vec<Choice>,
    /// The scopes of a request that names none.
    pub default_scopes: Vec<Choice>,
    /// In seconds, for whoever does not use one.
    pub refresh_token_lifetime: String,
    /// One `name = source` a line.
    pub extra_claims: String,
    /// In seconds.
    pub access_token_lifetime: String,
    /// Which issuer it sees.
    pub issuers: Vec<Choice>,
    /// The issuer's text, if it is a fixed one.
    pub issuer_fixed: String,
    /// One a line.
    pub former_issuers: String,
}

/// `/admin/applications/<slug>`.
///
/// Posts, each with `form_token`: `name`, `launch_url`, `redirect_uris` and
/// `post_logout_redirect_uris` (one a line), `released_groups` (one a line),
/// `group_prefix`, `algorithm` and the switches to itself; nothing more to `…/secrets/add`,
/// `…/secrets/<id>/remove`, `…/disable`, `…/enable`; `confirm` to `…/delete`.
#[derive(Template)]
#[template(path = "admin/application.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides a part of the page"
)]
pub struct Application {
    /// Whether it is told of sign-outs on the back channel.
    pub hears_of_sign_outs: bool,
    /// The frame.
    pub shell: Shell,
    /// The slug in the address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The client id.
    pub client_id: String,
    /// The issuer this application sees.
    pub issuer: String,
    /// Whether it was made as a Rocket.Chat, which has a values page.
    pub rocketchat: bool,
    /// How it is connected, if it is a Rocket.Chat.
    pub connection: Option<ConnectionState>,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether it has no secrets at all.
    pub public: bool,
    /// Where "open" leads.
    pub launch_url: String,
    /// One a line.
    pub redirect_uris: String,
    /// One a line.
    pub post_logout_redirect_uris: String,
    /// One a line; the only groups that are told, or all if empty.
    pub released_groups: String,
    /// Put in front of every group told.
    pub group_prefix: String,
    /// The signing algorithm chosen.
    pub algorithm: String,
    /// The signing algorithms to choose from.
    pub algorithms: Vec<String>,
    /// The switches.
    pub switches: Vec<Switch>,
    /// How it speaks the protocol; posted with the rest if `protocol` is there.
    pub protocol: ProtocolFields,
    /// Further claims, lifetimes, issuer; posted with the rest if `further` is there.
    pub claims: ClaimFields,
    /// The live secrets.
    pub secrets: Vec<SecretRow>,
    /// A secret made just now, shown this once.
    pub new_secret: Option<String>,
}
