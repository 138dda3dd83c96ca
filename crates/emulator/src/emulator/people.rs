//! What a test sets up among the chat's users, roles, rooms and tokens, and what it looks at.

use std::time::Duration;

use crate::accounts::{ChatUser, NewUser, UserType};
use crate::emulator::Emulator;
use crate::tokens::{LoginToken, TokenKind};
use crate::workspace::lock;

impl Emulator {
    /// A copy of every chat user.
    #[must_use]
    pub fn users(&self) -> Vec<ChatUser> {
        lock(&self.workspace.accounts).users.clone()
    }

    /// The chat user with this username, ignoring case.
    #[must_use]
    pub fn user(&self, username: &str) -> Option<ChatUser> {
        self.users()
            .into_iter()
            .find(|user| user.has_username(username))
    }

    /// Creates a local account.
    pub fn add_user(&self, user: NewUser) {
        lock(&self.workspace.accounts).add(user);
    }

    /// Changes what kind of account a user has.
    pub fn set_user_type(&self, username: &str, kind: UserType) {
        self.change(username, |user| user.kind = kind);
    }

    /// Enrols an authenticator app whose code is [`TOTP_CODE`](crate::TOTP_CODE), or removes it.
    pub fn set_totp(&self, username: &str, enrolled: bool) {
        self.change(username, |user| user.totp = enrolled);
    }

    /// Writes `services.iframe.token`, as old bridges did in the database.
    pub fn set_iframe_token(&self, username: &str, token: &str) {
        self.change(username, |user| {
            user.services
                .entry("iframe".to_owned())
                .or_default()
                .insert("token".to_owned(), token.into());
        });
    }

    /// Creates a role whose id is its name; only existing roles are taken from claims.
    pub fn add_role(&self, role: &str) {
        self.add_named_role(role, role);
    }

    /// Creates a role with an id of its own, as the administration does.
    pub fn add_named_role(&self, id: &str, name: &str) {
        lock(&self.workspace.accounts).add_role(id, name);
    }

    /// Gives a permission to a role, or takes it away.
    pub fn set_permission(&self, permission: &str, role: &str, granted: bool) {
        lock(&self.workspace.permissions).set(permission, role, granted);
    }

    /// Every channel of the workspace, by name.
    #[must_use]
    pub fn channels(&self) -> Vec<String> {
        let accounts = lock(&self.workspace.accounts);
        let channels = accounts.rooms.of_kind(false);
        let mut names: Vec<String> = channels.map(|room| room.name.clone()).collect();
        names.sort_unstable();
        names
    }

    /// Opens a channel or a private group with its owner in it.
    pub fn add_room(&self, name: &str, private: bool, owner: &str) {
        let owner_id = self.id_of(owner);
        let mut accounts = lock(&self.workspace.accounts);
        accounts.rooms.open(name, private, owner_id.as_deref());
        if let Some(user) = owner_id.and_then(|id| accounts.by_id_mut(&id)) {
            user.channels.push(name.to_owned());
        }
    }

    /// A room's id.
    #[must_use]
    pub fn room_id(&self, name: &str) -> Option<String> {
        let accounts = lock(&self.workspace.accounts);
        accounts.rooms.by_name(name).map(|room| room.id.clone())
    }

    /// The usernames of a room's members, in the order of the accounts.
    #[must_use]
    pub fn room_members(&self, name: &str) -> Vec<String> {
        let accounts = lock(&self.workspace.accounts);
        let members = accounts.members(name);
        members.map(|user| user.username.clone()).collect()
    }

    /// Makes a personal access token and gives its text; empty if nobody has the username.
    #[must_use]
    pub fn add_personal_access_token(
        &self,
        username: &str,
        name: &str,
        bypass_two_factor: bool,
    ) -> String {
        let kind = TokenKind::Personal {
            name: name.to_owned(),
            bypass_two_factor,
        };
        let id = self.id_of(username);
        id.map(|id| lock(&self.workspace.tokens).add(&id, kind))
            .unwrap_or_default()
    }

    /// The texts of a user's live sessions, oldest first, personal access tokens apart.
    #[must_use]
    pub fn login_tokens(&self, username: &str) -> Vec<String> {
        self.tokens_of(username, |token| token.kind == TokenKind::Session)
    }

    /// The texts of a user's personal access tokens, oldest first.
    #[must_use]
    pub fn personal_access_tokens(&self, username: &str) -> Vec<String> {
        self.tokens_of(username, |token| token.kind != TokenKind::Session)
    }

    /// Whether a token of either kind still stands for somebody.
    #[must_use]
    pub fn is_live(&self, token: &str) -> bool {
        self.workspace.signed_in(token).is_some()
    }

    /// Makes every token older, so that `Accounts_LoginExpiration` can strike.
    pub fn age_tokens(&self, by: Duration) {
        lock(&self.workspace.tokens).age(by);
    }

    fn tokens_of(&self, username: &str, wanted: impl Fn(&LoginToken) -> bool) -> Vec<String> {
        let Some(id) = self.id_of(username) else {
            return Vec::new();
        };
        let tokens = self.workspace.live_tokens();
        tokens
            .of(&id)
            .filter(|token| wanted(token))
            .map(|token| token.plain.clone())
            .collect()
    }

    fn id_of(&self, username: &str) -> Option<String> {
        let accounts = lock(&self.workspace.accounts);
        accounts.by_username(username).map(|user| user.id.clone())
    }

    fn change(&self, username: &str, change: impl FnOnce(&mut ChatUser)) {
        let mut accounts = lock(&self.workspace.accounts);
        let found = accounts
            .users
            .iter_mut()
            .find(|user| user.has_username(username));
        if let Some(user) = found {
            change(user);
        }
    }
}
