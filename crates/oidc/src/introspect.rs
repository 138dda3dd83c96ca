//! Introspection: RFC 7662, and RFC 9701 for signed answers.
//! <https://www.rfc-editor.org/rfc/rfc7662>
//!
//! A token is told about to its own client, and to a client that serves one of its resources. To
//! everybody else it is what a token that never was is: not active.

use std::collections::BTreeSet;

use gantry_accounts::Error;
use gantry_core::client::Client;
use gantry_core::scope::Scope;
use gantry_store::access_tokens::FoundAccessToken;
use gantry_store::client_tokens::FoundClientToken;
use gantry_store::refresh_tokens::FoundRefreshToken;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::assurance;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::presented_token::{PresentedToken, of_another_client};
use crate::provider::Provider;
use crate::resources;
use crate::token::too_many;
use crate::verdict::Verdict;

/// RFC 9701 §5: what the header of a signed answer says.
/// <https://www.rfc-editor.org/rfc/rfc9701#section-5>
const SIGNED_TYPE: &str = "token-introspection+jwt";

/// What is told about a token.
#[derive(Debug)]
pub enum Introspection {
    /// As JSON.
    Plain(Value),
    /// As a JWT.
    Signed(String),
}

/// What of an answer is the same for every kind of token.
struct About<'a> {
    id: Uuid,
    client: &'a Client,
    resources: &'a BTreeSet<String>,
    expires_at: i64,
}

impl Provider {
    /// RFC 7662 §2. `signed` is for a caller that accepts `application/token-introspection+jwt`.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn introspect(
        &self,
        call: ClientCall<'_>,
        signed: bool,
    ) -> Result<Verdict<Introspection>, Error> {
        let caller = match self.calling_client(&call).await? {
            Ok(caller) => caller,
            Err((error, claimed)) => return self.deny(claimed.as_ref(), error.into()).await,
        };
        // RFC 7662 §2.1: only to callers that prove who they are.
        if caller.client.settings.public {
            let error = OAuthError::new(
                ErrorCode::InvalidClient,
                "a public client cannot ask about tokens",
                "client_is_public",
            );
            return self.deny_client(&caller, error.into()).await;
        }
        let Some(text) = call.body.get("token") else {
            let error = OAuthError::invalid_request("token is missing", "token_missing");
            return self.deny_client(&caller, error.into()).await;
        };
        let hint = call.body.get("token_type_hint");
        let found = self.presented_token(text, hint).await?;
        let mut told = None;
        if let Some(found) = &found {
            if !self.hears_about(&caller.client, found) {
                let denial = found.denial(too_many());
                return self.deny_client(&caller, denial).await;
            }
            if may_know(&caller.client, found) {
                told = self.describe(found).await?;
            } else {
                // Written down, but not told.
                let denial = found.denial(of_another_client());
                let _not_told = self.deny_client::<()>(&caller, denial).await?;
            }
        }
        let answer = Value::Object(told.unwrap_or_else(inactive));
        if signed {
            let text = self.signed_introspection(&caller.client, &answer).await?;
            return Ok(Verdict::Allow(Introspection::Signed(text)));
        }
        Ok(Verdict::Allow(Introspection::Plain(answer)))
    }

    /// RFC 9701 §5: signed like the caller's ID tokens, and for the caller.
    /// <https://www.rfc-editor.org/rfc/rfc9701#section-5>
    async fn signed_introspection(&self, caller: &Client, told: &Value) -> Result<String, Error> {
        let claims = json!({
            "iss": self.issuer(caller),
            "aud": caller.client_id.as_str(),
            "iat": self.accounts.env().now().as_i64(),
            "token_introspection": told,
        });
        let algorithm = caller.settings.id_token_alg;
        self.sign_as(SIGNED_TYPE, algorithm, &claims).await
    }

    /// What a live token says; `None` if it is worth nothing at this moment.
    async fn describe(&self, found: &PresentedToken) -> Result<Option<Map<String, Value>>, Error> {
        let client = self.accounts.client_cache().by_id(found.client_id());
        let Some(client) = client.await?.filter(|client| !client.client.disabled) else {
            return Ok(None);
        };
        let client = &client.client;
        if let Some(who) = found.admitted()
            && self.accounts.lost(client, &who).await?.is_some()
        {
            return Ok(None);
        }
        match found {
            PresentedToken::Access(found) => self.describe_access_token(client, found),
            PresentedToken::Client(found) => Ok(self.describe_client_token(client, found)),
            PresentedToken::Refresh(found) => self.describe_refresh_token(client, found),
        }
    }

    fn describe_access_token(
        &self,
        client: &Client,
        found: &FoundAccessToken,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let token = &found.token;
        if !found.stands || token.expires_at <= self.accounts.env().now() {
            return Ok(None);
        }
        let mut told = self.common(&About {
            id: token.id.as_uuid(),
            client,
            resources: &token.requested.resources,
            expires_at: token.expires_at.as_i64(),
        });
        put(&mut told, "token_type", json!("Bearer"));
        put(&mut told, "scope", json!(token.scopes.to_string()));
        put(&mut told, "sub", json!(self.subject(client, &found.user)?));
        let acr = assurance::told(&token.requested, token.methods);
        put(&mut told, "acr", json!(acr));
        put(&mut told, "amr", json!(token.methods.amr()));
        if let Some(at) = found.authenticated_at {
            put(&mut told, "auth_time", json!(at.as_i64()));
        }
        if token.scopes.contains(Scope::Profile) {
            put(&mut told, "username", json!(found.user.username.as_str()));
        }
        Ok(Some(told))
    }

    fn describe_client_token(
        &self,
        client: &Client,
        found: &FoundClientToken,
    ) -> Option<Map<String, Value>> {
        let token = &found.token;
        if found.revoked || token.expires_at <= self.accounts.env().now() {
            return None;
        }
        let mut told = self.common(&About {
            id: token.id.as_uuid(),
            client,
            resources: &token.resources,
            expires_at: token.expires_at.as_i64(),
        });
        put(&mut told, "token_type", json!("Bearer"));
        put(&mut told, "sub", json!(client.client_id.as_str()));
        Some(told)
    }

    fn describe_refresh_token(
        &self,
        client: &Client,
        found: &FoundRefreshToken,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let (token, family) = (&found.token, &found.token.family);
        let over = token.revoked || token.used_at.is_some();
        if over || !found.stands || token.expires_at <= self.accounts.env().now() {
            return Ok(None);
        }
        let mut told = self.common(&About {
            id: token.id.as_uuid(),
            client,
            resources: &family.requested.resources,
            expires_at: token.expires_at.as_i64(),
        });
        put(&mut told, "scope", json!(family.scopes.to_string()));
        put(&mut told, "sub", json!(self.subject(client, &found.user)?));
        Ok(Some(told))
    }

    fn common(&self, about: &About<'_>) -> Map<String, Value> {
        let issuer = self.issuer(about.client);
        let mut told = Map::new();
        put(&mut told, "active", json!(true));
        put(
            &mut told,
            "client_id",
            json!(about.client.client_id.as_str()),
        );
        put(&mut told, "exp", json!(about.expires_at));
        // A row id tells when its row was made.
        if let Some(at) = about.id.get_timestamp() {
            put(&mut told, "iat", json!(at.to_unix().0));
        }
        let audience = resources::audience(about.resources, &issuer);
        put(&mut told, "aud", audience);
        put(&mut told, "iss", json!(issuer));
        put(&mut told, "jti", json!(about.id.to_string()));
        told
    }
}

fn put(told: &mut Map<String, Value>, name: &str, value: Value) {
    told.insert(name.to_owned(), value);
}

/// RFC 7662 §2.2: nothing more is said of a token that is not active, nor why it is not.
/// <https://www.rfc-editor.org/rfc/rfc7662#section-2.2>
fn inactive() -> Map<String, Value> {
    let mut told = Map::new();
    put(&mut told, "active", json!(false));
    told
}

/// Its own client, or one that serves what it is for. A refresh token is for nobody else.
fn may_know(caller: &Client, found: &PresentedToken) -> bool {
    let own = &caller.settings.tokens.serves;
    let serves = |resources: &BTreeSet<String>| own.iter().any(|one| resources.contains(one));
    caller.id == found.client_id()
        || match found {
            PresentedToken::Access(found) => serves(&found.token.requested.resources),
            PresentedToken::Client(found) => serves(&found.token.resources),
            PresentedToken::Refresh(_) => false,
        }
}
