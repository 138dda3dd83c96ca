//! Who may administer.

use gantry_core::user::{User, UserId};

/// Proof that whoever acts may administer Gantry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Administrator {
    person: Option<UserId>,
}

impl Administrator {
    /// The proof for a signed-in person; `None` for everybody who is not an administrator.
    #[must_use]
    pub fn of(user: &User) -> Option<Self> {
        (user.admin && !user.disabled).then_some(Self {
            person: Some(user.id),
        })
    }

    /// Whoever can run commands on the server and read its database.
    #[must_use]
    pub const fn operator() -> Self {
        Self { person: None }
    }

    /// The person, unless it was the operator: the trail's `actor_id`.
    #[must_use]
    pub const fn person(self) -> Option<UserId> {
        self.person
    }
}
