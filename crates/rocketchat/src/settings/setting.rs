//! One row of Rocket.Chat's settings, and the sheet of all rows.

use std::fmt;

use gantry_core::slug::Slug;
use serde_json::{Value, json};
use url::Url;

use crate::settings::{
    Door, RocketChatVersion, SECRET_PLACEHOLDER, ServerVariable, ServiceName, iframe, logout_script,
};

/// Where an administrator finds a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The service's own switch, to be turned on last.
    ServiceSwitch,
    /// Workspace, Settings, OAuth, Custom OAuth: the part of the id behind the service's name.
    Service(&'static str),
    /// Workspace, Settings, Accounts.
    Accounts,
    /// Workspace, Settings, Accounts, Iframe.
    Iframe,
    /// The switch of iframe mode, to be turned on last.
    IframeSwitch,
    /// The same switch, to be turned off where it was on.
    IframeOff,
    /// Workspace, Settings, Layout, Custom Scripts.
    Scripts,
    /// To look at, not to write: it may be absent, and its default is right.
    LookOnly,
}

/// What a row is set to.
#[derive(Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// On or off.
    Switch(bool),
    /// Typed text; may be empty.
    Text(String),
    /// One of a list.
    Choice {
        /// What Rocket.Chat stores.
        stored: &'static str,
        /// What its page shows.
        shown: &'static str,
    },
    /// The client secret, or `None` if only its digest is known.
    Secret(Option<String>),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Rocket.Chat's id of it.
    pub id: String,
    /// What Rocket.Chat's English page calls it.
    pub label: &'static str,
    /// Where it is found.
    pub place: Place,
    /// What to set.
    pub value: SettingValue,
    /// A remark for the administrator, in English.
    pub note: Option<&'static str>,
}

/// A part of the sheet: what stands on one page of Rocket.Chat's settings and is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The custom OAuth service.
    Service,
    /// Iframe mode, but for its switch.
    Iframe,
    /// The script for signing out.
    Scripts,
    /// What holds for all accounts.
    Accounts,
    /// Switching iframe mode on.
    IframeSwitch,
    /// Switching it off.
    IframeOff,
}

/// All rows for one door and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The door they open.
    pub door: Door,
    /// The service the rows belong to.
    pub service: ServiceName,
    /// The version they were made for.
    pub version: RocketChatVersion,
    /// What to know before beginning, in English.
    pub remark: Option<&'static str>,
    /// What the server's environment must hold.
    pub server: Option<ServerVariable>,
    /// In the order in which to enter them.
    pub rows: Vec<Setting>,
}

impl Place {
    /// The part of the sheet to which the row belongs.
    #[must_use]
    pub fn part(self) -> Part {
        match self {
            Self::ServiceSwitch | Self::Service(_) => Part::Service,
            Self::Accounts | Self::LookOnly => Part::Accounts,
            Self::Iframe => Part::Iframe,
            Self::IframeSwitch => Part::IframeSwitch,
            Self::IframeOff => Part::IframeOff,
            Self::Scripts => Part::Scripts,
        }
    }
}

impl Setting {
    /// Whether the row belongs to the custom OAuth service, not to the workspace.
    #[must_use]
    pub fn is_of_service(&self) -> bool {
        self.place.part() == Part::Service
    }
}

impl SettingValue {
    /// As Rocket.Chat's page shows it.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Switch(true) => "on",
            Self::Switch(false) => "off",
            Self::Text(text) => text,
            Self::Choice { shown, .. } => shown,
            Self::Secret(secret) => secret.as_deref().unwrap_or(SECRET_PLACEHOLDER),
        }
    }

    /// As Rocket.Chat stores it, in text.
    #[must_use]
    pub fn stored_text(&self) -> &str {
        match self {
            Self::Switch(true) => "true",
            Self::Switch(false) => "false",
            Self::Choice { stored, .. } => stored,
            Self::Text(_) | Self::Secret(_) => self.shown(),
        }
    }

    /// As its REST interface takes it.
    #[must_use]
    pub fn stored(&self) -> Value {
        match self {
            Self::Switch(on) => json!(on),
            _ => json!(self.stored_text()),
        }
    }
}

impl fmt::Debug for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(_) => f.write_str("Secret(***)"),
            other => f.write_str(other.stored_text()),
        }
    }
}

impl Sheet {
    /// The same sheet without the optional rows of the workspace.
    #[must_use]
    pub fn of_service_alone(mut self) -> Self {
        self.rows.retain(Setting::is_of_service);
        self
    }

    /// The same sheet with the script that makes Rocket.Chat's sign-out end the session here.
    #[must_use]
    pub fn with_logout_script(mut self, public_url: &Url, slug: &Slug) -> Self {
        let last = |row: &Setting| row.place == Place::IframeOff;
        let at = self.rows.iter().position(last).unwrap_or(self.rows.len());
        self.rows
            .insert(at, iframe::logout(logout_script(public_url, slug)));
        self
    }

    /// The rows part by part, in their order.
    #[must_use]
    pub fn parts(&self) -> Vec<(Part, &[Setting])> {
        let same = |one: &Setting, next: &Setting| one.place.part() == next.place.part();
        let parts = self.rows.chunk_by(same);
        parts
            .filter_map(|rows| Some((rows.first()?.place.part(), rows)))
            .collect()
    }

    /// The rows of the service.
    pub fn service_rows(&self) -> impl Iterator<Item = &Setting> {
        self.rows.iter().filter(|row| row.is_of_service())
    }

    /// The rows of the workspace, those to look at included.
    pub fn workspace_rows(&self) -> impl Iterator<Item = &Setting> {
        self.rows.iter().filter(|row| !row.is_of_service())
    }
}
