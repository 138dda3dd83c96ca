//! `id_token_hint`: whom the client expects.

use gantry_accounts::Error;
use gantry_core::authorization::Asked;
use gantry_core::client::Client;

use crate::error::OAuthError;
use crate::params::Params;
use crate::provider::Provider;

impl Provider {
    /// OpenID Connect Core §3.1.2.1: an ID token of ours for this client, however old, says that
    /// only its person will do. <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
    pub(super) async fn with_hint(
        &self,
        params: &Params,
        client: &Client,
        asked: Asked,
    ) -> Result<Result<Asked, OAuthError>, Error> {
        let Some(text) = params.get("id_token_hint") else {
            return Ok(Ok(asked));
        };
        let Some(hint) = self.read_hint(text).await? else {
            return Ok(Err(OAuthError::invalid_request(
                "id_token_hint was not signed by this server",
                "id_token_hint_unknown",
            )));
        };
        if !self.is_issuer_of(client, &hint.iss) || hint.aud != client.client_id.as_str() {
            return Ok(Err(OAuthError::invalid_request(
                "id_token_hint was issued to another client",
                "id_token_hint_of_another_client",
            )));
        }
        Ok(Ok(Asked {
            subject_hint: Some(hint.sub),
            ..asked
        }))
    }
}
