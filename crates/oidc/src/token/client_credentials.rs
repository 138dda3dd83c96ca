//! The client credentials grant: RFC 6749 §4.4. A client for itself, without a person.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.4>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::Client;
use gantry_core::client_token::ClientToken;
use gantry_core::scope::ScopeSet;
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Digest, Secret};
use gantry_store::client_tokens;
use serde_json::json;

use crate::access_token::JWT_TYPE;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::resources;
use crate::token::authorization_code::too_many;
use crate::token::{Decided, TokenResponse, public_refused};

impl Provider {
    pub(crate) async fn client_credentials(
        &self,
        client: &CachedClient,
        params: &Params,
    ) -> Result<Decided, Error> {
        let client = &client.client;
        if let Err(error) = check(client, params) {
            return Ok(error.into());
        }
        let resources = match resources::check(params, client) {
            Ok(resources) => resources,
            Err(error) => return Ok(error.into()),
        };
        if !self.hears_client(client) {
            return Ok(too_many().into());
        }
        let env = self.accounts.env();
        let token = Token::<ClientToken>::generate(env);
        let lifetime = client.settings.access_token_lifetime;
        let row = ClientToken {
            id: token.id(),
            client_id: client.id,
            resources,
            expires_at: env.now().plus(lifetime),
        };
        let (text, digest) = if client.settings.tokens.jwt_access_tokens {
            self.client_jwt(client, &row).await?
        } else {
            (token.encode(), token.digest())
        };
        let stored = self
            .accounts
            .store()
            .write_one((row, digest), |tx, (row, digest)| {
                Box::pin(client_tokens::insert(tx, row, *digest))
            });
        stored.await?;
        let mut line = Line::new(Event::Token);
        line.client_id = Some(client.id);
        "client credentials".clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
        let response = TokenResponse::new(text, lifetime, String::new());
        Ok(Decided::Issued(Box::new(response)))
    }

    /// RFC 9068 §2.2: where there is no person, the subject is the client.
    /// <https://www.rfc-editor.org/rfc/rfc9068#section-2.2>
    async fn client_jwt(
        &self,
        client: &Client,
        row: &ClientToken,
    ) -> Result<(Secret, Digest), Error> {
        let issuer = self.issuer(client);
        let claims = json!({
            "aud": resources::audience(&row.resources, &issuer),
            "iss": issuer,
            "sub": client.client_id.as_str(),
            "client_id": client.client_id.as_str(),
            "exp": row.expires_at.as_i64(),
            "iat": self.accounts.env().now().as_i64(),
            "jti": row.id.to_string(),
        });
        let text = self
            .sign_as(JWT_TYPE, client.settings.id_token_alg, &claims)
            .await?;
        let digest = Digest::of(text.as_bytes());
        Ok((Secret::new(text), digest))
    }

    /// Whether a request that concerns no person is heard: as many as for one account.
    pub(crate) fn hears_client(&self, client: &Client) -> bool {
        let nobody = UserId::from_uuid(client.id.as_uuid());
        self.accounts.limits().hears_request(client.id, nobody)
    }
}

fn check(client: &Client, params: &Params) -> Result<(), OAuthError> {
    // RFC 6749 §4.4: only by confidential clients.
    if client.settings.public {
        return Err(public_refused());
    }
    // Every scope that there is lets a client read about a person, and there is none here.
    let asked = params.get("scope").map(ScopeSet::parse_known);
    if asked.is_some_and(|asked| !asked.is_empty()) {
        return Err(OAuthError::new(
            ErrorCode::InvalidScope,
            "there is no person here whose claims a scope could open",
            "scope_without_person",
        ));
    }
    Ok(())
}
