//! What a person says on the pages of a request that waits: "it is me", "I agree".

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::consent::Consent;
use gantry_core::scope::Scope;
use gantry_store::sessions::LiveSession;
use gantry_store::{StoreError, Tx, authorization_requests, consents};

use crate::authorize::decision::Decision;
use crate::authorize::waiting::Waiting;
use crate::claims::requested;
use crate::provider::Provider;

impl Provider {
    /// The person goes on as who is signed in. As for consent, only an open question is answered.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn select(&self, waiting: &Waiting, session: &LiveSession) -> Result<(), Error> {
        let (asked, stored) = (&waiting.request.asked, Some(&waiting.request));
        let decision = self.decide(&waiting.client, asked, Some(session), stored);
        if !matches!(decision.await?, Decision::SelectAccount) {
            return Ok(());
        }
        let act = (waiting.request.id, session.session.id);
        let chosen = self
            .accounts
            .store()
            .write_one(act, |tx, (request, session)| {
                Box::pin(authorization_requests::set_session(tx, *request, *session))
            });
        chosen.await.map(drop).map_err(Error::from)
    }

    /// Whether a request is for another person than the one who is signed in.
    ///
    /// # Errors
    /// A breakdown of the sealing engine.
    pub fn expects_another(&self, waiting: &Waiting, session: &LiveSession) -> Result<bool, Error> {
        let (client, asked) = (&waiting.client.client, &waiting.request.asked);
        Ok(!self.is_expected(client, asked, session)?)
    }

    /// The person agrees on the consent page of this request. An answer to a question that is not
    /// open, as before a sign-in that the client asked for, counts for nothing.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn agree(&self, waiting: &Waiting, session: &LiveSession) -> Result<(), Error> {
        let (asked, stored) = (&waiting.request.asked, Some(&waiting.request));
        let decision = self.decide(&waiting.client, asked, Some(session), stored);
        if !matches!(decision.await?, Decision::Consent) {
            return Ok(());
        }
        let consent = Consent {
            user_id: session.user.id,
            client_id: waiting.client.client.id,
            scopes: asked.scopes.clone(),
            claims: requested::beyond(&waiting.client.client, asked, &asked.scopes),
            granted_at: self.accounts.env().now(),
        };
        let mut line = Line::new(Event::Consent);
        line.user_id = Some(consent.user_id);
        line.client_id = Some(consent.client_id);
        line.correlation = Some(waiting.request.correlation);
        line.detail = agreed_to(&consent);
        let entry = line.entry(self.accounts.env());
        let act = (waiting.request.id, session.session.id, consent, entry);
        let agreed =
            self.accounts
                .store()
                .write(act, |tx, (request, session_id, consent, entry)| {
                    Box::pin(async move {
                        if authorization_requests::set_consented(tx, *request, *session_id).await? {
                            grant_further(tx, consent).await?;
                            gantry_store::audit::insert(tx, entry).await?;
                        }
                        Ok(())
                    })
                });
        Ok(agreed.await?)
    }
}

/// What was agreed to before stays agreed to, unless it was withdrawn.
pub(crate) async fn grant_further(tx: &mut Tx, consent: &Consent) -> Result<(), StoreError> {
    let before = consents::find(tx, consent.user_id, consent.client_id).await?;
    let mut all = consent.clone();
    if let Some(before) = before {
        all.scopes = before.scopes.union(&all.scopes);
        all.claims.extend(before.claims);
    }
    consents::grant(tx, &all).await
}

/// For the trail: the scopes, then single claims.
fn agreed_to(consent: &Consent) -> String {
    let mut words: Vec<&str> = consent.scopes.iter().map(Scope::as_str).collect();
    words.extend(consent.claims.iter().map(String::as_str));
    words.join(" ")
}
