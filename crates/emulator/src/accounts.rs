//! The chat's users, as its database would hold them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::encoding::random_alphanumeric;
use crate::http_client::now_in_milliseconds;

/// One address of a chat user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Email {
    /// The address as it came.
    pub address: String,
    /// Whether the chat takes it for proven.
    pub verified: bool,
}

/// What kind of account it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UserType {
    /// A person.
    #[default]
    User,
    /// A program with an account.
    Bot,
    /// A Rocket.Chat app, which cannot sign in.
    App,
}

impl UserType {
    /// The word in `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Bot => "bot",
            Self::App => "app",
        }
    }
}

/// A user of the chat.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChatUser {
    /// The chat's own id.
    #[serde(rename = "_id")]
    pub id: String,
    /// Empty when none was set.
    pub username: String,
    /// The display name.
    pub name: String,
    /// Addresses, the first is the one that counts.
    pub emails: Vec<Email>,
    /// Role ids.
    pub roles: Vec<String>,
    /// Names of the rooms that the user is in, public and private.
    pub channels: Vec<String>,
    /// Everything that sign-in services left here, by service.
    pub services: BTreeMap<String, Map<String, Value>>,
    /// The avatar address suggested at creation.
    pub avatar: Option<String>,
    /// False while an administrator has to approve the user, or after one closed the account.
    pub active: bool,
    /// Person, bot or app.
    #[serde(rename = "type")]
    pub kind: UserType,
    /// When the account was made, in milliseconds since 1970.
    pub created_at: i64,
    /// The last login of any kind, in milliseconds since 1970.
    pub last_login: Option<i64>,
    /// Whether the user enrolled an authenticator app; its code is always [`TOTP_CODE`](crate::TOTP_CODE).
    pub totp: bool,
    /// The SHA-256 of the uploaded avatar in hex.
    pub avatar_hash: Option<String>,
    /// Whether the user has to choose a new password.
    pub must_change_password: bool,
    #[serde(skip)]
    pub(crate) password: Option<String>,
}

/// A local account to create before anybody signs in.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The username.
    pub username: String,
    /// The display name.
    pub name: String,
    /// One address, or none if empty.
    pub email: String,
    /// Whether that address is verified.
    pub email_verified: bool,
    /// Role ids; none means `user`.
    pub roles: Vec<String>,
    /// A local password.
    pub password: Option<String>,
    /// Person, bot or app.
    pub kind: UserType,
    /// Closed from the start.
    pub inactive: bool,
    /// Whether an authenticator app is enrolled.
    pub totp: bool,
}

impl NewUser {
    /// An administrator with this username and password.
    #[must_use]
    pub fn administrator(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            name: username.to_owned(),
            email: format!("{username}@localhost.example"),
            email_verified: true,
            roles: vec!["admin".to_owned(), "user".to_owned()],
            password: Some(password.to_owned()),
            ..Self::default()
        }
    }

    /// A person with the role `user`, a verified address and this password.
    #[must_use]
    pub fn person(username: &str, password: &str) -> Self {
        Self {
            roles: vec!["user".to_owned()],
            ..Self::administrator(username, password)
        }
    }
}

impl ChatUser {
    /// Whether the user can sign in with a local password.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// The first address, or an empty text.
    #[must_use]
    pub fn email(&self) -> &str {
        self.emails
            .first()
            .map(|email| email.address.as_str())
            .unwrap_or_default()
    }

    /// What a service left in the user's document.
    #[must_use]
    pub fn service(&self, key: &str) -> Option<&Map<String, Value>> {
        self.services.get(key)
    }

    pub(crate) fn from_service(username: String, name: String, emails: Vec<Email>) -> Self {
        Self {
            id: random_alphanumeric(17),
            username,
            name,
            emails,
            roles: Vec::new(),
            channels: Vec::new(),
            services: BTreeMap::new(),
            avatar: None,
            active: true,
            kind: UserType::User,
            created_at: now_in_milliseconds(),
            last_login: None,
            totp: false,
            avatar_hash: None,
            must_change_password: false,
            password: None,
        }
    }

    pub(crate) fn service_id(&self, service: &str) -> Option<&Value> {
        self.services.get(service)?.get("id")
    }

    pub(crate) fn set_service_id(&mut self, service: &str, id: &Value) {
        self.services
            .entry(service.to_owned())
            .or_default()
            .insert("id".to_owned(), id.clone());
    }

    pub(crate) fn has_username(&self, username: &str) -> bool {
        self.username.to_lowercase() == username.to_lowercase()
    }

    pub(crate) fn has_email_ignoring_case(&self, address: &str) -> bool {
        self.emails
            .iter()
            .any(|email| email.address.to_lowercase() == address.to_lowercase())
    }

    pub(crate) fn lists_email(&self, address: &str) -> bool {
        self.emails.iter().any(|email| email.address == address)
    }

    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    pub(crate) fn is_in(&self, room: &str) -> bool {
        self.channels.iter().any(|joined| joined == room)
    }

    pub(crate) fn reset_password(&mut self) {
        self.password = None;
    }
}
