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
        let site = (client.id, address);
        let now = self.accounts.env().now();
        if self.errands.failed_lately(&site, now) {
            return Err(failed);
        }
        let heard = self.accounts.limits().hears_errand(client.id);
        let turn = heard.then(|| self.errands.turn()).flatten();
        // Strangers cause this: it is for them that neither is unlimited.
        let Some(_turn) = turn else {
            return Err(unusable(
                "too many request objects are being fetched; try again later",
                "request_uri_too_often",
            ));
        };
        let object = self.read_site(client, &site.1).await;
        object.ok_or_else(|| {
            self.errands.note_failure(site, now);
            failed
        })
    }

    async fn read_site(&self, client: &Client, address: &Url) -> Option<String> {
        let accept = "application/oauth-authz-req+jwt, application/jwt, */*;q=0.1";
        let outbound = self.outbound_of(client.id).await;
        match outbound.get_bytes(address, accept, LONGEST).await {
            Ok(answer) if answer.status == 200 => {
                let text = String::from_utf8(answer.body).ok()?;
                Some(text.trim().to_owned())
            }
            Ok(answer) => {
                tracing::warn!(status = answer.status, "request_object_not_found");
                None
            }
            Err(error) => {
                tracing::warn!(%error, "request_object_not_fetched");
                None
            }
        }
    }
}
