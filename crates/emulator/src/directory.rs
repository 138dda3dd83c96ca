//! All users with the roles and rooms around them.

use std::collections::BTreeMap;

use crate::accounts::{ChatUser, Email, NewUser};
use crate::rooms::Rooms;

/// The roles that every workspace has.
const ROLES: [&str; 11] = [
    "admin",
    "moderator",
    "leader",
    "owner",
    "user",
    "bot",
    "app",
    "guest",
    "anonymous",
    "livechat-agent",
    "livechat-manager",
];

/// What the chat's database holds of people.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub(crate) users: Vec<ChatUser>,
    /// Names by id; a custom role's id is not its name.
    pub(crate) roles: BTreeMap<String, String>,
    pub(crate) rooms: Rooms,
}

impl Accounts {
    pub(crate) fn new() -> Self {
        Self {
            users: Vec::new(),
            roles: ROLES
                .into_iter()
                .map(|role| (role.to_owned(), role.to_owned()))
                .collect(),
            rooms: Rooms::with_general(),
        }
    }

    /// Creates a user and gives the id.
    pub(crate) fn add(&mut self, new: NewUser) -> String {
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
        user.kind = new.kind;
        user.active = !new.inactive;
        user.totp = new.totp;
        let id = user.id.clone();
        self.users.push(user);
        id
    }

    pub(crate) fn add_role(&mut self, id: &str, name: &str) {
        self.roles.insert(id.to_owned(), name.to_owned());
    }

    pub(crate) fn knows_role(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&ChatUser> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(crate) fn by_id_mut(&mut self, id: &str) -> Option<&mut ChatUser> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    pub(crate) fn by_username(&self, username: &str) -> Option<&ChatUser> {
        self.users.iter().find(|user| user.has_username(username))
    }

    pub(crate) fn by_password(&self, login: &str, password: &str) -> Option<&ChatUser> {
        let presented = Some(password.to_owned());
        self.users.iter().find(|user| {
            (user.has_username(login) || user.has_email_ignoring_case(login))
                && user.password == presented
        })
    }

    /// The user whose `services.iframe.token` is this text, an empty one included, as in Rocket.Chat.
    pub(crate) fn by_iframe_token(&self, token: &str) -> Option<&ChatUser> {
        self.users.iter().find(|user| {
            let kept = user.service("iframe").and_then(|left| left.get("token"));
            kept.and_then(serde_json::Value::as_str) == Some(token)
        })
    }

    pub(crate) fn has_administrator(&self) -> bool {
        self.users.iter().any(|user| user.has_role("admin"))
    }

    /// Whether nobody else who is active administers the chat.
    pub(crate) fn is_last_administrator(&self, user_id: &str) -> bool {
        let mut administrators = self
            .users
            .iter()
            .filter(|user| user.has_role("admin") && user.active);
        administrators.next().is_some_and(|user| user.id == user_id)
            && administrators.next().is_none()
    }

    /// Who is in a room.
    pub(crate) fn members(&self, room: &str) -> impl Iterator<Item = &ChatUser> {
        self.users.iter().filter(move |user| user.is_in(room))
    }
}
