//! One row of Rocket.Chat's settings, and the sheet of all rows.

use std::fmt;

use serde_json::{Value, json};

use crate::settings::{RocketChatVersion, SECRET_PLACEHOLDER, ServiceName};

/// Where an administrator finds a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The service's own switch, to be turned on last.
    ServiceSwitch,
    /// Workspace, Settings, OAuth, Custom OAuth: the part of the id behind the service's name.
    Service(&'static str),
    /// Workspace, Settings, Accounts.
    Accounts,
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

/// All rows for one service and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The service the rows belong to.
    pub service: ServiceName,
    /// The version they were made for.
    pub version: RocketChatVersion,
    /// In Rocket.Chat's own order, the service's first.
    pub rows: Vec<Setting>,
}

impl Setting {
    /// Whether the row belongs to the custom OAuth service, not to the workspace.
    #[must_use]
    pub fn is_of_service(&self) -> bool {
        matches!(self.place, Place::ServiceSwitch | Place::Service(_))
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

    /// The rows of the service.
    pub fn service_rows(&self) -> impl Iterator<Item = &Setting> {
        self.rows.iter().filter(|row| row.is_of_service())
    }

    /// The optional rows of the workspace, those to look at included.
    pub fn workspace_rows(&self) -> impl Iterator<Item = &Setting> {
        self.rows.iter().filter(|row| !row.is_of_service())
    }
}
