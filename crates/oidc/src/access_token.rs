//! Opaque access tokens.

use gantry_core::authorization::AccessToken;
use gantry_core::client::Client;
use gantry_core::correlation::Correlation;
use gantry_core::scope::ScopeSet;
use gantry_core::token::Token;
use gantry_core::user::UserId;

use crate::provider::Provider;

/// A token that is about to be issued: what its holder gets, and the row to store.
pub(crate) struct NewAccessToken {
    pub(crate) token: Token<AccessToken>,
    pub(crate) row: AccessToken,
}

impl Provider {
    /// A token for a person's claims, living as long as the client's setting says.
    pub(crate) fn new_access_token(
        &self,
        client: &Client,
        user_id: UserId,
        scopes: &ScopeSet,
        correlation: Correlation,
    ) -> NewAccessToken {
        let env = self.accounts.env();
        let token = Token::generate(env);
        let row = AccessToken {
            id: token.id(),
            client_id: client.id,
            user_id,
            scopes: scopes.clone(),
            correlation,
            first_used_at: None,
            expires_at: env.now().plus(client.settings.access_token_lifetime),
        };
        NewAccessToken { token, row }
    }
}
