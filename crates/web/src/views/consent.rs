//! Where a person allows an application to know who they are.

use askama::Template;

use super::login::Destination;
use crate::render::Shell;

/// One thing an application asks for, in plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `openid`: that it is you, under a fixed id.
    Identity,
    /// `profile`: name and username.
    Profile,
    /// `email`.
    Email,
    /// `groups`.
    Groups,
    /// `offline_access`.
    Offline,
}

impl Shared {
    /// What a scope shares; scopes without a page text give `None`.
    #[must_use]
    pub fn from_scope(scope: &str) -> Option<Self> {
        match scope {
            "openid" => Some(Self::Identity),
            "profile" => Some(Self::Profile),
            "email" => Some(Self::Email),
            "groups" => Some(Self::Groups),
            "offline_access" => Some(Self::Offline),
            _ => None,
        }
    }

    /// The key of its text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "consent-shared-identity",
            Self::Profile => "consent-shared-profile",
            Self::Email => "consent-shared-email",
            Self::Groups => "consent-shared-groups",
            Self::Offline => "consent-shared-offline",
        }
    }
}

/// `/consent`. Posts `request`, `form_token` and `decision` (`allow` or `deny`).
#[derive(Template)]
#[template(path = "pages/consent.html")]
pub struct Consent {
    /// The frame.
    pub shell: Shell,
    /// Who asks.
    pub destination: Destination,
    /// The host the answer goes to, e.g. `chat.example.org`.
    pub host: String,
    /// The stored authorization request.
    pub request: String,
    /// What is asked for.
    pub shared: Vec<Shared>,
    /// Who is signed in, e.g. `Alice Adams (alice)`.
    pub person: String,
}
