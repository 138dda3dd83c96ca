//! `private_key_jwt`: an assertion signed by the client's own key. OpenID Connect Core §9.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::signing_key::SigningAlgorithm;

use crate::client_authentication::assertion::LONGEST;
use crate::client_authentication::presented::Assertion;
use crate::client_authentication::refused;
use crate::client_keys::ClientKeysFault;
use crate::error::OAuthError;
use crate::jwt::{self, Key};
use crate::provider::Provider;

impl Provider {
    pub(super) async fn check_private_key_jwt(
        &self,
        client: &CachedClient,
        assertion: &Assertion<'_>,
    ) -> Result<Result<(), OAuthError>, Error> {
        let kid = jwt::named_key(assertion.text, LONGEST);
        let keys = match self.client_keys(client, kid.as_deref()).await {
            Ok(keys) => keys,
            Err(fault) => return Ok(Err(no_keys(fault))),
        };
        let keys: Vec<Key> = keys.iter().cloned().map(Key::of).collect();
        let algorithms: Vec<_> = match client.client.settings.authentication.signing_alg {
            Some(one) => vec![jwt::algorithm(one)],
            None => SigningAlgorithm::ALL.map(jwt::algorithm).to_vec(),
        };
        self.check_assertion(client, assertion, &keys, &algorithms)
            .await
    }
}

const fn no_keys(fault: ClientKeysFault) -> OAuthError {
    match fault {
        ClientKeysFault::None => refused("the client has registered no keys", "client_keys_none"),
        ClientKeysFault::Unreachable => refused(
            "the keys of the client cannot be fetched",
            "client_keys_unreachable",
        ),
    }
}
