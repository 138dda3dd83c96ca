//! The chat's users, roles and channels, as its database would hold them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::encoding::random_alphanumeric;

/// The roles that every workspace has.
const ROLES: [&str; 10] = [
    "admin",
    "moderator",
    "leader",
    "owner",
    "user",
    "bot",
    "guest",
    "anonymous",
    "livechat-agent",
    "livechat-manager",
];

/// One address of a chat user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Email {
    /// The address as it came.
    pub address: String,
    /// Whether the chat takes it for proven.
    pub verified: bool,
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
    /// Names of the channels that the user is in.
    pub channels: Vec<String>,
    /// Everything that sign-in services left here, by service.
    pub services: BTreeMap<String, Map<String, Value>>,
    /// The avatar address suggested at creation.
    pub avatar: Option<String>,
    /// False while an administrator has to approve the user.
    pub active: bool,
    #[serde(skip)]
    password: Option<String>,
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

    pub(crate) fn reset_password(&mut self) {
        self.password = None;
    }
}

/// All users with the roles and channels around them.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) users: Vec<ChatUser>,
    roles: BTreeSet<String>,
    pub(crate) channels: BTreeSet<String>,
}

impl Accounts {
    pub(crate) fn new() -> Self {
        Self {
            users: Vec::new(),
            roles: ROLES.into_iter().map(ToOwned::to_owned).collect(),
            channels: BTreeSet::from(["general".to_owned()]),
        }
    }

    pub(crate) fn add(&mut self, new: NewUser) {
        let emails = if new.email.is_empty() {
            Vec::new()
        } else {
            vec![Email {
                address: new.email,
                verified: new.email_verified,
            }]
        };
        let mut user = ChatUser::from_service(new.username, new.name, emails);
        user.roles = if new.roles.is_empty() {
            vec!["user".to_owned()]
        } else {
            new.roles
        };
        user.password = new.password;
        self.users.push(user);
    }

    pub(crate) fn add_role(&mut self, role: &str) {
        self.roles.insert(role.to_owned());
    }

    pub(crate) fn knows_role(&self, role: &str) -> bool {
        self.roles.contains(role)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&ChatUser> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(crate) fn by_password(&self, login: &str, password: &str) -> Option<&ChatUser> {
        let presented = Some(password.to_owned());
        self.users.iter().find(|user| {
            (user.has_username(login) || user.has_email_ignoring_case(login))
                && user.password == presented
        })
    }

    pub(crate) fn has_administrator(&self) -> bool {
        self.users
            .iter()
            .any(|user| user.roles.iter().any(|role| role == "admin"))
    }
}
