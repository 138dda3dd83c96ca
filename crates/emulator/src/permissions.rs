//! Which role may do what, with Rocket.Chat's defaults.

use std::collections::{BTreeMap, BTreeSet};

use crate::accounts::ChatUser;

const ADMIN: &[&str] = &["admin"];

/// Permission and the roles that have it in a new workspace.
const DEFAULTS: [(&str, &[&str]); 31] = [
    ("access-permissions", ADMIN),
    ("add-oauth-service", ADMIN),
    ("add-user-to-any-c-room", ADMIN),
    // To no role, not even to administrators.
    ("add-user-to-any-p-room", &[]),
    ("add-user-to-joined-room", &["admin", "owner", "moderator"]),
    ("api-bypass-rate-limit", &["admin", "bot", "app"]),
    ("assign-admin-role", ADMIN),
    ("assign-roles", ADMIN),
    ("create-personal-access-tokens", &["admin", "user"]),
    ("create-user", ADMIN),
    ("delete-user", ADMIN),
    ("edit-other-user-active-status", ADMIN),
    ("edit-other-user-avatar", ADMIN),
    ("edit-other-user-info", ADMIN),
    ("edit-other-user-password", ADMIN),
    ("edit-privileged-setting", ADMIN),
    ("kick-user-from-any-c-room", ADMIN),
    ("kick-user-from-any-p-room", &[]),
    ("logout-other-user", ADMIN),
    ("manage-moderation-actions", ADMIN),
    ("remove-user", &["admin", "owner", "moderator"]),
    ("set-moderator", &["admin", "owner"]),
    ("set-owner", &["admin", "owner"]),
    ("user-generate-access-token", ADMIN),
    ("view-c-room", &["admin", "user", "bot", "app", "anonymous"]),
    ("view-d-room", &["admin", "user", "bot", "app", "guest"]),
    ("view-full-other-user-info", ADMIN),
    ("view-outside-room", &["admin", "user", "bot", "app"]),
    ("view-p-room", &["admin", "user", "anonymous", "guest"]),
    ("view-privileged-setting", ADMIN),
    ("view-room-administration", ADMIN),
];

/// Roles by permission.
#[derive(Debug)]
pub(crate) struct Permissions {
    roles: BTreeMap<String, BTreeSet<String>>,
}

impl Default for Permissions {
    fn default() -> Self {
        let owned = |roles: &[&str]| roles.iter().map(|role| (*role).to_owned()).collect();
        Self {
            roles: DEFAULTS
                .iter()
                .map(|(permission, roles)| ((*permission).to_owned(), owned(roles)))
                .collect(),
        }
    }
}

impl Permissions {
    /// Gives a permission to a role, or takes it away.
    pub(crate) fn set(&mut self, permission: &str, role: &str, granted: bool) {
        let roles = self.roles.entry(permission.to_owned()).or_default();
        if granted {
            roles.insert(role.to_owned());
        } else {
            roles.remove(role);
        }
    }

    /// Whether one of the user's roles has the permission.
    pub(crate) fn allow(&self, user: &ChatUser, permission: &str) -> bool {
        self.roles
            .get(permission)
            .is_some_and(|roles| user.roles.iter().any(|role| roles.contains(role)))
    }

    /// Every permission with its roles.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.roles.iter()
    }
}
