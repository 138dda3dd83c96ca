//! Who may go on using what was issued for an application. The door asks [`Accounts::hindrance`].
//!
//! [`Accounts::hindrance`]: gantry_accounts::Accounts::hindrance

use gantry_accounts::Error;
use gantry_accounts::access::later::{Admitted, Lost};
use gantry_core::authorization::Requested;
use gantry_core::client::Client;

use crate::assurance;
use crate::error::OAuthError;
use crate::provider::Provider;

/// What is told, and the reason in the trail.
pub(crate) const fn words(lost: Lost) -> (&'static str, &'static str) {
    match lost {
        Lost::Entry => ("the person may no longer enter", "not_allowed"),
        Lost::Proof => (
            "the person has to prove more than was proven",
            "factor_missing",
        ),
    }
}

/// RFC 6749 §5.2: the grant is no longer valid. <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
pub(crate) const fn grant_lost(lost: Lost) -> OAuthError {
    let (description, reason) = words(lost);
    OAuthError::invalid_grant(description, reason)
}

impl Provider {
    /// Asked wherever tokens are issued: what a page let pass, or was enough at the time, does not
    /// count.
    pub(crate) async fn check_grant(
        &self,
        client: &Client,
        who: &Admitted<'_>,
        requested: &Requested,
    ) -> Result<Result<(), OAuthError>, Error> {
        let essential = assurance::demanded(requested);
        if essential.is_some_and(|least| who.methods.assurance() < least) {
            return Ok(Err(grant_lost(Lost::Proof)));
        }
        let lost = self.accounts.lost(client, who).await?;
        Ok(lost.map_or(Ok(()), |lost| Err(grant_lost(lost))))
    }
}
