//! `client_secret_jwt`: an assertion keyed by the secret. OpenID Connect Core §9.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::clients::opened_secrets;
use jsonwebtoken::Algorithm;

use crate::client_authentication::presented::Assertion;
use crate::client_authentication::refused;
use crate::error::OAuthError;
use crate::jwt::Key;
use crate::provider::Provider;

impl Provider {
    pub(super) async fn check_secret_jwt(
        &self,
        client: &CachedClient,
        assertion: &Assertion<'_>,
    ) -> Result<Result<(), OAuthError>, Error> {
        let now = self.accounts.env().now();
        let secrets = opened_secrets(&client.secrets, self.accounts.master_key(), now)?;
        if secrets.is_empty() {
            return Ok(Err(refused(
                "the client has no secret that an assertion could be keyed by",
                "secret_missing",
            )));
        }
        let keys: Vec<Key> = secrets.into_iter().map(Key::Shared).collect();
        self.check_assertion(client, assertion, &keys, &[Algorithm::HS256])
            .await
    }
}
