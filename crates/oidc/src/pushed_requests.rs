//! Authorization requests that clients bring beforehand: RFC 9126.
//! <https://www.rfc-editor.org/rfc/rfc9126>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::Seconds;
use gantry_core::audit::Event;
use gantry_core::authorization::PushedRequest;
use gantry_core::token::Token;
use gantry_store::pushed_requests;
use serde::Serialize;

use crate::authorize::request_object::Resolved;
use crate::client_authentication::Authenticated;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::verdict::Verdict;

/// RFC 9126 §2.2: what the address of a pushed request begins with.
pub(crate) const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";
/// How long a browser may take to bring it.
const LIFETIME: Seconds = Seconds::new(90);
/// Parameters that prove who pushes; they are not part of the request.
const OF_THE_CLIENT: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// RFC 9126 §2.2: where the request is now.
/// <https://www.rfc-editor.org/rfc/rfc9126#section-2.2>
#[derive(Debug, Clone, Serialize)]
pub struct Pushed {
    /// To be presented at the authorization endpoint.
    pub request_uri: String,
    /// In seconds.
    pub expires_in: i64,
}

impl Provider {
    /// ① parse ② authenticate the client ③ check as at the authorization endpoint ④ store.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn push_request(&self, call: ClientCall<'_>) -> Result<Verdict<Pushed>, Error> {
        self.see_changes().await?;
        // ① Is it a form, in the body alone?
        if let Err(error) = check_form(&call) {
            return self.deny_push(None, error).await;
        }
        // ② Who is asking?
        let client = match self.authenticate_client(&call).await? {
            Authenticated::Client(client) => client,
            Authenticated::Refused(error, claimed) => {
                return self.deny_push(claimed.as_deref(), error).await;
            }
        };
        // ③ Would the authorization endpoint go on with it?
        let named = [("client_id".to_owned(), client.client.client_id.to_string())];
        let asked = call
            .body
            .without(&OF_THE_CLIENT)
            .superseded_by(named.into());
        let params = match self.resolve_object(&client, &asked).await {
            Ok(resolved) => resolved.params,
            Err(error) => return self.deny_push(Some(&client), error).await,
        };
        if let Err(error) = self.check_pushed(&client, &params).await? {
            return self.deny_push(Some(&client), error).await;
        }
        // ④ Keep it.
        self.keep_pushed(&client, &params).await.map(Verdict::Allow)
    }

    async fn keep_pushed(&self, client: &CachedClient, params: &Params) -> Result<Pushed, Error> {
        let env = self.accounts.env();
        let token = Token::<PushedRequest>::generate(env);
        let request = PushedRequest {
            id: token.id(),
            client_id: client.client.id,
            parameters: params.to_form(),
            expires_at: env.now().plus(LIFETIME),
        };
        let act = (request, token.digest());
        let stored = self
            .accounts
            .store()
            .write_one(act, |tx, (request, digest)| {
                Box::pin(pushed_requests::insert(tx, request, *digest))
            });
        stored.await?;
        Ok(Pushed {
            request_uri: format!("{PREFIX}{}", token.encode().expose()),
            expires_in: LIFETIME.as_i64(),
        })
    }

    /// RFC 9126 §4: the request that a browser brings, if this client pushed it and it is neither
    /// answered nor too old. <https://www.rfc-editor.org/rfc/rfc9126#section-4>
    pub(crate) async fn find_pushed<'a>(
        &self,
        client: &CachedClient,
        uri: &str,
    ) -> Result<Result<Resolved<'a>, OAuthError>, Error> {
        let unknown = OAuthError::new(
            ErrorCode::InvalidRequestUri,
            "request_uri was answered, has run out, or never was one",
            "pushed_request_unknown",
        );
        let presented = uri
            .strip_prefix(PREFIX)
            .and_then(Token::<PushedRequest>::parse);
        let Some(token) = presented else {
            return Ok(Err(unknown));
        };
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let found = pushed_requests::open(&mut conn, token.id(), now).await?;
        drop(conn);
        let own = found.filter(|(request, digest)| {
            digest.matches(&token.digest()) && request.client_id == client.client.id
        });
        Ok(own.map_or(Err(unknown), |(request, _)| {
            let params = Params::parse(&request.parameters);
            Ok(Resolved::instead(params, Some(request.id)))
        }))
    }

    async fn deny_push(
        &self,
        client: Option<&CachedClient>,
        error: OAuthError,
    ) -> Result<Verdict<Pushed>, Error> {
        let mut line = Line::new(Event::Authorize);
        line.client_id = client.map(|client| client.client.id);
        line.reason = Some(error.reason);
        error.description.clone_into(&mut line.detail);
        self.note_refusal(line).await?;
        Ok(Verdict::Deny(error))
    }
}

/// RFC 9126 §2.1: the parameters are in the body, and `request_uri` is not one of them.
/// <https://www.rfc-editor.org/rfc/rfc9126#section-2.1>
fn check_form(call: &ClientCall<'_>) -> Result<(), OAuthError> {
    if let Some(fault) = call.body.fault() {
        return Err(fault);
    }
    if call.query.is_some_and(|query| !query.is_empty()) {
        return Err(OAuthError::invalid_request(
            "the parameters belong into the body",
            "parameters_in_url",
        ));
    }
    if call.body.get("request_uri").is_some() {
        return Err(OAuthError::invalid_request(
            "request_uri cannot be pushed",
            "request_uri_pushed",
        ));
    }
    Ok(())
}
