//! Fetching a request object from where its client keeps it.

use gantry_core::client::Client;
use url::Url;

use crate::authorize::request_object::LONGEST;
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;

impl Provider {
    /// OpenID Connect Core §6.2: only from where the client registered; a fragment belongs to the
    /// registered text, but is neither sent nor compared with the content.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#RequestUriParameter>
    pub(super) async fn fetch_object(
        &self,
        client: &Client,
        uri: &str,
    ) -> Result<String, OAuthError> {
        let registered = &client.settings.requests.request_uris;
        if registered.is_empty() {
            return Err(OAuthError::new(
                ErrorCode::RequestUriNotSupported,
                "the client has registered no request_uris",
                "request_uris_none",
            ));
        }
        let unusable = |description, reason| {
            OAuthError::new(ErrorCode::InvalidRequestUri, description, reason)
        };
        if !registered.iter().any(|known| known == uri) {
            return Err(unusable(
                "request_uri is not registered",
                "request_uri_unknown",
            ));
        }
        let failed = unusable(
            "the request object cannot be fetched",
            "request_uri_unreachable",
        );
        let mut address = Url::parse(uri).map_err(|_| failed)?;
        address.set_fragment(None);
        let accept = "application/oauth-authz-req+jwt, application/jwt, */*;q=0.1";
        match self.outbound.get_bytes(&address, accept, LONGEST).await {
            Ok(answer) if answer.status == 200 => {
                let text = String::from_utf8(answer.body).map_err(|_| failed)?;
                Ok(text.trim().to_owned())
            }
            Ok(answer) => {
                tracing::warn!(status = answer.status, "request_object_not_found");
                Err(failed)
            }
            Err(error) => {
                tracing::warn!(%error, "request_object_not_fetched");
                Err(failed)
            }
        }
    }
}
