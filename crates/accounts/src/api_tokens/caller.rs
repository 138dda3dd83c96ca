//! What a token proves.

use gantry_core::api_token::ApiToken;
use gantry_core::role::Role;
use gantry_core::user::User;

use crate::permissions::{Administrator, Helpdesk, Reader};

/// Whoever came with a good token.
#[derive(Debug, Clone)]
pub struct ApiCaller {
    /// The person, as it is now.
    pub user: User,
    /// The token.
    pub token: ApiToken,
}

impl ApiCaller {
    /// What the token is worth now: the role, and no more than the scopes.
    fn worth(&self) -> Option<Role> {
        let most = self.token.scopes.strongest().needs();
        self.user.role.map(|role| role.min(most))
    }

    /// The proof for looking.
    #[must_use]
    pub fn reader(&self) -> Option<Reader> {
        self.worth().and_then(|_| Reader::of(&self.user))
    }

    /// The proof for helping people.
    #[must_use]
    pub fn helpdesk(&self) -> Option<Helpdesk> {
        match self.worth()? {
            Role::Administrator => Helpdesk::of(&self.user),
            Role::Helpdesk => Helpdesk::of(&self.user).map(Helpdesk::without_administering),
            Role::Auditor => None,
        }
    }

    /// The proof for everything.
    #[must_use]
    pub fn administrator(&self) -> Option<Administrator> {
        if self.worth()? == Role::Administrator {
            Administrator::of(&self.user)
        } else {
            None
        }
    }
}
