//! What a person does with the own factors.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::factor::FactorName;
use gantry_core::user::UserId;
use gantry_core::{Seconds, Secret, Timestamp};
use gantry_store::sessions::LiveSession;
use gantry_store::{Tx, audit, factors, passkeys, recovery_codes, totp_factors, users};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::demand::Standing;
use crate::factors::recovery::FreshCodes;
use crate::factors::reset::remove_all;
use crate::trail::Line;
use crate::users::act::{Undo, unknown};

/// How old a proof may be with which factors are changed.
const LATELY: Seconds = Seconds::minutes(5);

/// One factor that goes.
struct Removal {
    user: UserId,
    id: Uuid,
    demanded: bool,
    entry: AuditEntry,
}

/// New codes for old ones.
struct Renewal {
    user: UserId,
    codes: FreshCodes,
    entry: AuditEntry,
    now: Timestamp,
}

impl Accounts {
    /// Whether this session was proven in the last five minutes: by a factor, if the person has one,
    /// else by the password.
    #[must_use]
    pub fn proven_lately(&self, live: &LiveSession, standing: &Standing) -> bool {
        let session = &live.session;
        let proven_at = if standing.has_factor() {
            session.factor_at
        } else {
            Some(session.authenticated_at)
        };
        proven_at.is_some_and(|at| self.env.now().since(at) <= LATELY)
    }

    /// Refuses whoever did not prove lately who he is, for acts that outlast the session.
    ///
    /// # Errors
    /// A proof that is too old.
    pub async fn prove_lately(&self, live: &LiveSession) -> Result<(), Error> {
        self.lately(live).await.map(drop)
    }

    async fn lately(&self, live: &LiveSession) -> Result<Standing, Error> {
        let standing = self.standing(&live.user).await?;
        if self.proven_lately(live, &standing) {
            Ok(standing)
        } else {
            Err(Refusal::ProveFirst.into())
        }
    }

    /// Gives one of the own factors another name.
    ///
    /// # Errors
    /// No such factor of this person.
    pub async fn rename_factor(
        &self,
        user: UserId,
        id: Uuid,
        name: FactorName,
    ) -> Result<(), Error> {
        let act = (user, id, name.as_str().to_owned());
        self.act(act, |tx, (user, id, name)| {
            Box::pin(async move {
                let renamed = totp_factors::rename(tx, *user, *id, name.clone()).await?
                    || passkeys::rename(tx, *user, *id, name.clone()).await?;
                if renamed {
                    Ok(())
                } else {
                    Err(unknown("factor", id).into())
                }
            })
        })
        .await
    }

    /// Removes one of the own factors; with the last one the recovery codes go too.
    ///
    /// # Errors
    /// A proof that is too old, no such factor, or the last one where a factor is demanded.
    pub async fn remove_factor(&self, live: &LiveSession, id: Uuid) -> Result<(), Error> {
        let standing = self.lately(live).await?;
        let told = Line {
            user_id: Some(live.user.id),
            detail: "removed".to_owned(),
            ..Line::new(Event::FactorChanged)
        };
        let removal = Removal {
            user: live.user.id,
            id,
            demanded: standing.demanded,
            entry: told.entry(&self.env),
        };
        self.act(removal, |tx, removal| Box::pin(remove(tx, removal)))
            .await
    }

    /// New recovery codes; the old ones are worth nothing. They are told this once.
    ///
    /// # Errors
    /// A proof that is too old, or somebody without a factor.
    pub async fn renew_recovery_codes(&self, live: &LiveSession) -> Result<Vec<Secret>, Error> {
        if !self.lately(live).await?.has_factor() {
            return Err(Refusal::ProveFirst.into());
        }
        let told = Line {
            user_id: Some(live.user.id),
            detail: "new recovery codes".to_owned(),
            ..Line::new(Event::FactorChanged)
        };
        let codes = self.fresh_codes();
        let texts = codes.texts.clone();
        let renewal = Renewal {
            user: live.user.id,
            codes,
            entry: told.entry(&self.env),
            now: self.env.now(),
        };
        self.act(renewal, |tx, renewal| Box::pin(renew(tx, renewal)))
            .await?;
        Ok(texts)
    }
}

async fn remove(tx: &mut Tx, removal: &Removal) -> Result<(), Undo> {
    let (user, id) = (removal.user, removal.id);
    // Two removals at once must not both find another factor left.
    users::hold(tx, user).await?;
    let removed =
        totp_factors::remove(tx, user, id).await? || passkeys::remove(tx, user, id).await?;
    if !removed {
        return Err(unknown("factor", &id).into());
    }
    let left = factors::held(tx, user).await?;
    if left.totps + left.passkeys == 0 {
        if removal.demanded {
            return Err(Refusal::LastFactor.into());
        }
        remove_all(tx, user).await?;
    }
    Ok(audit::insert(tx, &removal.entry).await?)
}

async fn renew(tx: &mut Tx, renewal: &Renewal) -> Result<(), Undo> {
    users::hold(tx, renewal.user).await?;
    recovery_codes::remove_all(tx, renewal.user).await?;
    for row in &renewal.codes.rows {
        recovery_codes::insert(tx, renewal.user, *row, renewal.now).await?;
    }
    Ok(audit::insert(tx, &renewal.entry).await?)
}
