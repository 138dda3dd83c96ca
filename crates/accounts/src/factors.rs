//! Second factors: one-time passwords, passkeys, and recovery codes for when both are lost.
//!
//! A [`Prover`] is whoever has to prove something, at a sign-in that waits for it or in a session;
//! [`Accounts::prove`] takes the [`Proof`]. [`door`] is what passkeys are bound to; adding a factor
//! is in [`enrolment`], what a person does with the own ones in [`own`].

mod addition;
mod ceremony;
mod completion;
pub mod demand;
pub mod door;
pub mod enrolment;
mod judging;
pub mod own;
mod passkey_sign_in;
mod prover;
mod proving;
mod recovery;
pub(crate) mod reset;
mod totp;

use gantry_core::Timestamp;
use gantry_core::methods::Method;
use gantry_core::user::UserId;
use gantry_store::{factors, passkeys, totp_factors};
use uuid::Uuid;

pub use crate::factors::addition::Added;
pub use crate::factors::ceremony::Question;
pub use crate::factors::completion::Entered;
pub use crate::factors::demand::Standing;
pub use crate::factors::door::PasskeyDoor;
pub use crate::factors::enrolment::NewTotp;
pub use crate::factors::prover::{Pending, Prover};
pub use crate::factors::proving::Proof;

use crate::accounts::Accounts;
use crate::error::Error;

/// One factor, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Row id.
    pub id: Uuid,
    /// [`Method::Totp`] or [`Method::Passkey`].
    pub kind: Method,
    /// What the person calls it.
    pub name: String,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Everything with which somebody can prove more than a password.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Factors {
    /// Applications and passkeys, the oldest of each kind first.
    pub all: Vec<Factor>,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
}

impl Factors {
    /// Whether there is one of a kind.
    #[must_use]
    pub fn has(&self, kind: Method) -> bool {
        self.all.iter().any(|factor| factor.kind == kind)
    }
}

impl Accounts {
    /// A person's factors.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn factors_of(&self, user: UserId) -> Result<Factors, Error> {
        let mut conn = self.store.read().await?;
        let totps = totp_factors::of_user(&mut conn, user).await?;
        let keys = passkeys::of_user(&mut conn, user).await?;
        let held = factors::held(&mut conn, user).await?;
        let totps = totps.into_iter().map(|totp| Factor {
            id: totp.id.as_uuid(),
            kind: Method::Totp,
            name: totp.name.as_str().to_owned(),
            last_used_at: totp.last_used_at,
            created_at: totp.created_at,
        });
        let keys = keys.into_iter().map(|key| Factor {
            id: key.id.as_uuid(),
            kind: Method::Passkey,
            name: key.name.as_str().to_owned(),
            last_used_at: key.last_used_at,
            created_at: key.created_at,
        });
        Ok(Factors {
            all: totps.chain(keys).collect(),
            recovery_codes: held.recovery_codes,
        })
    }
}
