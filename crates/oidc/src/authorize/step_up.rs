//! What a session still has to prove in the middle of an authorization.

use gantry_accounts::Error;
use gantry_core::authorization::Requested;
use gantry_core::client::Client;
use gantry_core::methods::{Assurance, Methods};
use gantry_core::user::User;
use gantry_store::sessions::LiveSession;

use crate::assurance;
use crate::authorize::decision::{Decision, Obstacle};
use crate::authorize::waiting::Waiting;
use crate::error::OAuthError;
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
        if reached == Assurance::OneFactor && self.accounts.factor_demanded(&session.user).await? {
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

    /// Asked again where tokens are issued: what a page let pass, or what is demanded by now, does
    /// not count.
    pub(crate) async fn check_proof(
        &self,
        client: &Client,
        (user, methods): (&User, Methods),
        requested: &Requested,
    ) -> Result<Result<(), OAuthError>, Error> {
        let essential = assurance::demanded(requested);
        let meets = essential.is_none_or(|least| methods.assurance() >= least);
        let enough = meets && self.accounts.proves_enough(client, user, methods).await?;
        Ok(if enough { Ok(()) } else { Err(NOT_ENOUGH) })
    }
}

/// RFC 6749 §5.2: the grant does not fit. <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
const NOT_ENOUGH: OAuthError = OAuthError::invalid_grant(
    "the person has to prove more than was proven",
    "factor_missing",
);
