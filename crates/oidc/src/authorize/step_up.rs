//! What a session still has to prove in the middle of an authorization.

use gantry_accounts::Error;
use gantry_core::authorization::Requested;
use gantry_core::client::Client;
use gantry_core::methods::Assurance;
use gantry_store::sessions::LiveSession;

use crate::assurance;
use crate::authorize::decision::{Decision, Obstacle};
use crate::authorize::waiting::Waiting;
use crate::provider::Provider;

impl Provider {
    /// What has to be proven before a stored request can be answered, if that is what it lacks.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn proof_needed(
        &self,
        waiting: &Waiting,
        session: &LiveSession,
    ) -> Result<Option<Assurance>, Error> {
        let (asked, stored) = (&waiting.request.asked, Some(&waiting.request));
        let decision = self.decide(&waiting.client, asked, Some(session), stored);
        Ok(match decision.await? {
            Decision::StepUp(assurance) => Some(assurance),
            _ => None,
        })
    }

    /// The proof that removes an obstacle, if one does.
    pub(crate) async fn proof_against(
        &self,
        obstacle: &Obstacle,
        client: &Client,
        session: &LiveSession,
    ) -> Result<Option<Assurance>, Error> {
        match obstacle {
            Obstacle::NotAllowed(_) => self.accounts.proof_to_enter(client, session).await,
            Obstacle::NoVerifiedEmail => Ok(None),
        }
    }

    /// The proof that person or request demand beyond what the session has. `acr_values` is a wish:
    /// it is asked for where the person can fulfil it, and nowhere else.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#acrSemantics>
    pub(crate) async fn lacking(
        &self,
        requested: &Requested,
        session: &LiveSession,
    ) -> Result<Option<Assurance>, Error> {
        let reached = session.session.methods.assurance();
        let beyond = |assurance: &Assurance| *assurance > reached;
        let mut needed = assurance::demanded(requested);
        if self.accounts.lacks_factor(session).await? {
            needed = needed.max(Some(Assurance::TwoFactors));
        }
        if let Some(needed) = needed.filter(beyond) {
            return Ok(Some(needed));
        }
        let Some(wished) = assurance::wished(requested).filter(beyond) else {
            return Ok(None);
        };
        let standing = self.accounts.standing(&session.user).await?;
        Ok(Some(wished).filter(|wished| standing.reaches(*wished)))
    }
}
