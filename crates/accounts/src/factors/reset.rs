//! Taking every factor from a person who lost them.

use gantry_core::audit::Event;
use gantry_core::user::UserId;
use gantry_store::{StoreError, Tx, audit, passkeys, recovery_codes, totp_factors};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::permissions::Helpdesk;
use crate::trail::Line;
use crate::users::act::unknown;
use crate::users::change::held;

impl Accounts {
    /// Removes all of a person's factors and recovery codes, and ends everything that was issued:
    /// whoever holds a lost factor is out.
    ///
    /// # Errors
    /// An unknown person, or one who has a role, unless an administrator acts.
    pub async fn reset_factors(&self, by: &Helpdesk, id: UserId) -> Result<(), Error> {
        let line = Line {
            user_id: Some(id),
            detail: "all removed".to_owned(),
            ..Line::by(by, Event::FactorChanged)
        };
        let act = (*by, id, self.end_now(), line.entry(&self.env));
        self.act(act, |tx, (by, id, end, entry)| {
            Box::pin(async move {
                let user = held(tx, *id).await?;
                by.may_help(&user)?;
                if !end.write(tx, *id).await? {
                    return Err(unknown("user", id).into());
                }
                remove_all(tx, *id).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}

/// Removes whatever a person has.
pub(crate) async fn remove_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    totp_factors::remove_all(tx, user).await?;
    passkeys::remove_all(tx, user).await?;
    recovery_codes::remove_all(tx, user).await?;
    Ok(())
}
