//! What a person agreed to tell applications, and taking it back.

use gantry_core::audit::Event;
use gantry_core::client::ClientRowId;
use gantry_core::consent::Consent;
use gantry_core::user::UserId;
use gantry_store::{audit, consents, session_endings};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::trail::Line;
use crate::users::act::unknown;

impl Accounts {
    /// Every standing agreement of a person.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn consents_of(&self, user: UserId) -> Result<Vec<Consent>, Error> {
        let mut conn = self.store.read().await?;
        Ok(consents::of_user(&mut conn, user).await?)
    }

    /// Takes an agreement back, and with it every code and token issued on its strength.
    ///
    /// # Errors
    /// An application that the person has no agreement with.
    pub async fn withdraw_consent(&self, user: UserId, client: ClientRowId) -> Result<(), Error> {
        let line = Line {
            user_id: Some(user),
            client_id: Some(client),
            detail: "withdrawn".to_owned(),
            ..Line::new(Event::Consent)
        };
        let now = self.env.now();
        let act = (user, client, self.end_mark(), now, line.entry(&self.env));
        self.act(act, |tx, (user, client, mark, now, entry)| {
            Box::pin(async move {
                let found = consents::find(tx, *user, *client).await?;
                if found.is_none_or(|consent| consent.scopes.is_empty()) {
                    return Err(unknown("consent", client).into());
                }
                consents::withdraw(tx, *user, *client, *mark, *now).await?;
                session_endings::of_consent(tx, *user, *client, *now).await?;
                Ok(audit::insert(tx, entry).await?)
            })
        })
        .await
    }
}
