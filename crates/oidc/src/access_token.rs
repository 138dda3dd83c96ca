//! Access tokens: opaque, or JWTs where a client is set to them.

use gantry_accounts::Error;
use gantry_core::authorization::{AccessToken, Requested};
use gantry_core::client::Client;
use gantry_core::correlation::Correlation;
use gantry_core::scope::ScopeSet;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::{Digest, Secret, Timestamp};

use crate::provider::Provider;

/// A token that is about to be issued: what its holder gets, and the row to store.
pub(crate) struct NewAccessToken {
    pub(crate) text: Secret,
    pub(crate) digest: Digest,
    pub(crate) row: AccessToken,
}

/// What a token stands for.
pub(crate) struct Granted<'a> {
    pub(crate) client: &'a Client,
    pub(crate) user: &'a User,
    pub(crate) scopes: &'a ScopeSet,
    pub(crate) requested: &'a Requested,
    pub(crate) correlation: Correlation,
    /// When the password was checked.
    pub(crate) authenticated_at: Timestamp,
}

impl Provider {
    /// A token for a person's claims, living as long as the client's setting says.
    ///
    /// # Errors
    /// A breakdown of the signing engine.
    #[expect(clippy::unused_async, reason = "JWT access tokens are signed here")]
    pub(crate) async fn new_access_token(
        &self,
        granted: &Granted<'_>,
    ) -> Result<NewAccessToken, Error> {
        let env = self.accounts.env();
        let token = Token::<AccessToken>::generate(env);
        let lifetime = granted.client.settings.access_token_lifetime;
        let row = AccessToken {
            id: token.id(),
            client_id: granted.client.id,
            user_id: granted.user.id,
            scopes: granted.scopes.clone(),
            requested: granted.requested.clone(),
            correlation: granted.correlation,
            first_used_at: None,
            expires_at: env.now().plus(lifetime),
        };
        Ok(NewAccessToken {
            text: token.encode(),
            digest: token.digest(),
            row,
        })
    }
}
