//! The checks of a request that is pushed, and what becomes of one that cannot be understood.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::correlation::Correlation;

use crate::authorize::Answer;
use crate::authorize::problem::ProblemKind;
use crate::authorize::return_address::ReturnAddress;
use crate::error::OAuthError;
use crate::params::Params;
use crate::provider::Provider;

impl Provider {
    /// RFC 9126 §2.1: everything that would be checked at the authorization endpoint.
    /// <https://www.rfc-editor.org/rfc/rfc9126#section-2.1>
    pub(crate) async fn check_pushed(
        &self,
        client: &CachedClient,
        params: &Params,
    ) -> Result<Result<(), OAuthError>, Error> {
        let issuer = self.issuer(&client.client);
        let Ok(address) = ReturnAddress::prove(&client.client, issuer, params) else {
            return Ok(Err(OAuthError::invalid_request(
                "redirect_uri is missing or not registered",
                "redirect_uri_mismatch",
            )));
        };
        let asked = self.sound(params, &client.client, &address).await?;
        Ok(asked.map(|_| ()))
    }

    /// An object that cannot be understood: only what stands beside it can tell where to answer,
    /// and only if that is registered.
    pub(super) async fn refuse_unresolved(
        &self,
        client: &CachedClient,
        params: &Params,
        correlation: Correlation,
        error: OAuthError,
    ) -> Result<Answer, Error> {
        let issuer = self.issuer(&client.client);
        if let Ok(address) = ReturnAddress::prove(&client.client, issuer, params) {
            return self.refuse(client, &address, correlation, error).await;
        }
        let description = error.description;
        let kind = ProblemKind::Parameters { description };
        self.problem(Some(client), correlation, kind).await
    }
}
