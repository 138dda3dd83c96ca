//! Who may do what in the administration: proofs that acts ask for.
//!
//! A [`Reader`] sees, a [`Helpdesk`] helps people who have no role, an [`Administrator`] does
//! everything. The stronger proof turns into the weaker one, never the other way; nobody can give
//! a role that his own proof does not hold.

use gantry_core::role::Role;
use gantry_core::user::{User, UserId};

use crate::error::Refusal;

/// Whoever acts, as the trail names him.
pub trait Acting {
    /// The person, unless it was the operator: the trail's `actor_id`.
    fn person(&self) -> Option<UserId>;
}

/// Proof that whoever acts may administer Gantry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Administrator {
    person: Option<UserId>,
}

impl Administrator {
    /// The proof for a signed-in person; `None` for everybody who is not an administrator.
    #[must_use]
    pub fn of(user: &User) -> Option<Self> {
        (user.is_administrator() && !user.disabled).then_some(Self {
            person: Some(user.id),
        })
    }

    /// Whoever can run commands on the server and read its database.
    #[must_use]
    pub const fn operator() -> Self {
        Self { person: None }
    }
}

impl Acting for Administrator {
    fn person(&self) -> Option<UserId> {
        self.person
    }
}

/// Proof that whoever acts may help people: reset, unlock, invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Helpdesk {
    person: Option<UserId>,
    administers: bool,
}

impl Helpdesk {
    /// The proof for a signed-in person; `None` for everybody who is neither administrator nor
    /// helpdesk.
    #[must_use]
    pub fn of(user: &User) -> Option<Self> {
        let helps = matches!(user.role, Some(Role::Administrator | Role::Helpdesk));
        (helps && !user.disabled).then_some(Self {
            person: Some(user.id),
            administers: user.is_administrator(),
        })
    }

    /// Whether he may do this to a person: the helpdesk helps nobody who has a role, lest it takes
    /// the role by resetting its holder.
    ///
    /// # Errors
    /// A person with a role, unless an administrator acts.
    pub fn may_help(&self, user: &User) -> Result<(), Refusal> {
        if self.administers || user.role.is_none() {
            Ok(())
        } else {
            Err(Refusal::BeyondRole)
        }
    }

    /// The same person as a helpdesk only, who helps nobody with a role: what a token for helping
    /// people proves, whoever made it.
    #[must_use]
    pub const fn without_administering(self) -> Self {
        Self {
            administers: false,
            ..self
        }
    }

    /// Whether he is an administrator, who may do everything.
    #[must_use]
    pub const fn administers(&self) -> bool {
        self.administers
    }
}

impl From<Administrator> for Helpdesk {
    fn from(administrator: Administrator) -> Self {
        Self {
            person: administrator.person,
            administers: true,
        }
    }
}

impl Acting for Helpdesk {
    fn person(&self) -> Option<UserId> {
        self.person
    }
}

/// Proof that whoever acts may see the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    person: Option<UserId>,
}

impl Reader {
    /// The proof for a signed-in person; `None` for everybody without a role.
    #[must_use]
    pub fn of(user: &User) -> Option<Self> {
        (user.role.is_some() && !user.disabled).then_some(Self {
            person: Some(user.id),
        })
    }
}

impl From<Administrator> for Reader {
    fn from(administrator: Administrator) -> Self {
        Self {
            person: administrator.person,
        }
    }
}

impl From<Helpdesk> for Reader {
    fn from(helpdesk: Helpdesk) -> Self {
        Self {
            person: helpdesk.person,
        }
    }
}

impl Acting for Reader {
    fn person(&self) -> Option<UserId> {
        self.person
    }
}
