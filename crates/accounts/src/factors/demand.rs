//! Who has to have a second factor, and what somebody has.

use gantry_core::group::Group;
use gantry_core::methods::{Assurance, Method, Methods};
use gantry_core::user::User;
use gantry_store::factors::{self, Held};
use gantry_store::memberships;
use gantry_store::sessions::LiveSession;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::settings::{FactorDemand, Policy};

/// What somebody has, and has to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// What there is.
    pub held: Held,
    /// Whether person, group or policy demand a factor.
    pub demanded: bool,
}

impl Standing {
    /// Whether there is a factor. Recovery codes alone are none.
    #[must_use]
    pub const fn has_factor(&self) -> bool {
        self.held.totps > 0 || self.held.passkeys > 0
    }

    /// Whether a password alone signs nobody in.
    #[must_use]
    pub const fn needs_factor(&self) -> bool {
        self.demanded || self.has_factor()
    }

    /// Whether what there is proves as much as this.
    #[must_use]
    pub const fn reaches(&self, assurance: Assurance) -> bool {
        match assurance {
            Assurance::OneFactor => true,
            Assurance::TwoFactors => self.has_factor(),
            Assurance::PhishingResistant => self.held.passkeys > 0,
        }
    }

    /// Whether there is one of a kind to prove with.
    #[must_use]
    pub const fn has(&self, method: Method) -> bool {
        match method {
            Method::Password => true,
            Method::Totp => self.held.totps > 0,
            Method::Passkey => self.held.passkeys > 0,
            Method::RecoveryCode => self.held.recovery_codes > 0,
        }
    }
}

impl Accounts {
    /// What somebody has, and has to have.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn standing(&self, user: &User) -> Result<Standing, Error> {
        let mut conn = self.store.read().await?;
        let groups = memberships::groups_of(&mut conn, user.id).await?;
        let policy = self.settings_in(&mut conn).await?;
        let demanded = demands_factor((&policy, &groups), user);
        let held = factors::held(&mut conn, user.id).await?;
        Ok(Standing { held, demanded })
    }

    /// Whether a session has no more than a password behind it where more is demanded by now.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn lacks_factor(&self, live: &LiveSession) -> Result<bool, Error> {
        let methods = live.session.methods;
        if methods.assurance() > Assurance::OneFactor {
            return Ok(false);
        }
        let mut conn = self.store.read().await?;
        let groups = memberships::groups_of(&mut conn, live.user.id).await?;
        let policy = self.settings_in(&mut conn).await?;
        Ok(lacks_factor((&policy, &groups), &live.user, methods))
    }
}

/// Whether proofs are less than the policy, the person or one of the groups demand; among these are
/// those that come from a group's parent.
pub(crate) fn lacks_factor(demanding: (&Policy, &[Group]), user: &User, methods: Methods) -> bool {
    methods.assurance() == Assurance::OneFactor && demands_factor(demanding, user)
}

fn demands_factor((policy, groups): (&Policy, &[Group]), user: &User) -> bool {
    let by_policy = match policy.factors {
        FactorDemand::Nobody => false,
        FactorDemand::Roles => user.role.is_some(),
        FactorDemand::Everybody => true,
    };
    by_policy || user.factor_demanded || groups.iter().any(|group| group.factor_demanded)
}
