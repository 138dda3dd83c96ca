//! Who has to have a second factor, and what somebody has.

use gantry_core::access::{Condition, Entering};
use gantry_core::client::Client;
use gantry_core::methods::{Assurance, Method, Methods};
use gantry_core::user::User;
use gantry_store::factors::{self, Held};
use gantry_store::memberships;
use gantry_store::sessions::LiveSession;

use crate::access::group_ids;
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
        let demanded = self.factor_demanded(user).await?;
        let mut conn = self.store.read().await?;
        let held = factors::held(&mut conn, user.id).await?;
        Ok(Standing { held, demanded })
    }

    /// Whether proofs are enough for tokens of a client, whatever page they passed: for the person's
    /// own demand and for the client's bindings.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn proves_enough(
        &self,
        client: &Client,
        user: &User,
        methods: Methods,
    ) -> Result<bool, Error> {
        let assurance = methods.assurance();
        if assurance == Assurance::OneFactor && self.factor_demanded(user).await? {
            return Ok(false);
        }
        let access = &client.settings.access;
        let asks = |condition: &Condition| matches!(condition, Condition::Factor(_));
        if !access.bindings.iter().any(|it| asks(&it.condition)) {
            return Ok(true);
        }
        let mut conn = self.store.read().await?;
        let groups = group_ids(&memberships::groups_of(&mut conn, user.id).await?);
        Ok(access.admits_proof(&Entering {
            person: user.id,
            groups: &groups,
            address: None,
            assurance,
            now: self.env.now(),
        }))
    }

    /// Whether a session has no more than a password behind it where more is demanded by now.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn lacks_factor(&self, live: &LiveSession) -> Result<bool, Error> {
        let one = live.session.methods.assurance() == Assurance::OneFactor;
        Ok(one && self.factor_demanded(&live.user).await?)
    }

    /// Whether the policy, the person or a group of the person demands a second factor.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn factor_demanded(&self, user: &User) -> Result<bool, Error> {
        let by_policy = match self.settings::<Policy>().await?.factors {
            FactorDemand::Nobody => false,
            FactorDemand::Roles => user.role.is_some(),
            FactorDemand::Everybody => true,
        };
        if by_policy || user.factor_demanded {
            return Ok(true);
        }
        let mut conn = self.store.read().await?;
        Ok(factors::demanded_by_a_group(&mut conn, user.id).await?)
    }
}
