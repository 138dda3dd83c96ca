//! Who is asking. One file for each method: [`secret_basic`], [`secret_post`], [`secret_jwt`],
//! [`private_key_jwt`] and [`none`].
//!
//! A request is read first ([`presented`]: what it brings, and never two things), then judged by
//! the method that its client is registered for.

mod assertion;
mod none;
mod presented;
mod private_key_jwt;
mod secret_basic;
mod secret_jwt;
mod secret_post;

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::AuthenticationMethod;

use crate::client_authentication::presented::Presented;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;

pub(crate) use crate::client_authentication::secret_basic::from_header;

/// Who is asking, or why that is not known.
pub(crate) enum Authenticated {
    Client(Arc<CachedClient>),
    /// With the client that it claimed to be, for the trail.
    Refused(OAuthError, Option<Arc<CachedClient>>),
}

const fn refused(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, description, reason)
}

impl Provider {
    /// RFC 6749 §2.3. <https://www.rfc-editor.org/rfc/rfc6749#section-2.3>
    pub(crate) async fn authenticate_client(
        &self,
        call: &ClientCall<'_>,
    ) -> Result<Authenticated, Error> {
        let presented = match presented::read(call) {
            Ok(presented) => presented,
            Err(error) => return Ok(Authenticated::Refused(error, None)),
        };
        let unknown = refused("client authentication failed", "unknown_client");
        let Ok(id) = presented.client_id().parse() else {
            return Ok(Authenticated::Refused(unknown, None));
        };
        let Some(client) = self.accounts.client_cache().by_client_id(&id).await? else {
            return Ok(Authenticated::Refused(unknown, None));
        };
        if client.client.disabled {
            let error = refused("client authentication failed", "client_disabled");
            return Ok(Authenticated::Refused(error, Some(client)));
        }
        Ok(match self.judge(&client, &presented).await? {
            Ok(()) => Authenticated::Client(client),
            Err(error) => Authenticated::Refused(error, Some(client)),
        })
    }

    /// The methods, and which client may use which.
    async fn judge(
        &self,
        client: &CachedClient,
        presented: &Presented<'_>,
    ) -> Result<Result<(), OAuthError>, Error> {
        use AuthenticationMethod as Method;
        let settings = &client.client.settings;
        if settings.public {
            return Ok(none::check(presented));
        }
        let now = self.accounts.env().now();
        let method = settings.authentication.method;
        Ok(match (presented, method) {
            (Presented::Nothing { .. }, _) => Err(refused(
                "client authentication is missing",
                "client_authentication_missing",
            )),
            (Presented::Basic(basic), Method::Secret | Method::ClientSecretBasic) => {
                secret_basic::check(client, basic, now)
            }
            (Presented::Post { secret, .. }, Method::Secret | Method::ClientSecretPost) => {
                secret_post::check(client, secret, now)
            }
            (Presented::Assertion(assertion), Method::ClientSecretJwt) => {
                self.check_secret_jwt(client, assertion).await?
            }
            (Presented::Assertion(assertion), Method::PrivateKeyJwt) => {
                self.check_private_key_jwt(client, assertion).await?
            }
            // OpenID Connect Registration §2: `token_endpoint_auth_method` is one.
            // <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
            _ => Err(refused(
                "the client must authenticate by the method it is registered for",
                "authentication_method",
            )),
        })
    }
}
