//! The userinfo endpoint. OpenID Connect Core §5.3 and RFC 6750.
//! <https://openid.net/specs/openid-connect-core-1_0.html#UserInfo>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::Client;
use gantry_core::scope::Scope;
use gantry_store::access_tokens::FoundAccessToken;
use gantry_store::memberships;
use serde_json::{Map, Value, json};

use crate::access::words;
use crate::access_token::admitted;
use crate::bearer::Bearer;
use crate::claims::{self, Told};
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::token::too_many;
use crate::verdict::Verdict;

/// A request as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct UserinfoCall<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The query of the URL.
    pub query: &'a Params,
    /// The form in the body of a POST.
    pub body: Option<&'a Params>,
}

/// The answer, as the client wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Userinfo {
    /// The claims as they are.
    Claims(Value),
    /// Signed, or encrypted, or both.
    Jwt(String),
}

/// A presented token and where it stood.
struct Presented<'a> {
    text: &'a str,
    in_query: bool,
}

const fn bad(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidToken, description, reason)
}

impl Provider {
    /// The claims about the person behind an access token.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn userinfo(&self, call: UserinfoCall<'_>) -> Result<Verdict<Userinfo>, Error> {
        let presented = match read(&call) {
            Ok(presented) => presented,
            Err(error) => return self.deny_userinfo(None, error).await,
        };
        let unknown = bad("the access token is not known", "token_unknown");
        let Some(bearer) = Bearer::parse(presented.text) else {
            return self.deny_userinfo(None, unknown).await;
        };
        let mut conn = self.accounts.store().read().await?;
        let Some(mut found) = self.find_access_token(&mut conn, &bearer).await? else {
            return self.deny_userinfo(None, unknown).await;
        };
        let groups = memberships::groups_of(&mut conn, found.user.id).await?;
        let told = (&found.token.scopes, &found.token.requested.claims.userinfo);
        claims::picture::add(self, &mut conn, &mut found.user, told).await?;
        drop(conn);
        self.accounts
            .client_cache()
            .note_version(found.config_version);
        let client = self
            .accounts
            .client_cache()
            .by_id(found.token.client_id)
            .await?;
        let Some(client) = client.filter(|client| !client.client.disabled) else {
            let error = bad("the client is disabled", "client_disabled");
            return self.deny_userinfo(Some(&found), error).await;
        };
        let policy = self.accounts.settings().await?;
        let who = admitted(&found.user, &found.token);
        let lost = self
            .accounts
            .lost_by((&policy, &groups), &client.client, &who);
        if let Some(lost) = lost {
            let (description, reason) = words(lost);
            let error = bad(description, reason);
            return self.deny_userinfo(Some(&found), error).await;
        }
        if let Err(error) = self.check_userinfo(&found, &client.client, presented.in_query) {
            return self.deny_userinfo(Some(&found), error).await;
        }
        self.note_first_use(&found);
        let (scopes, single) = (&found.token.scopes, &found.token.requested.claims.userinfo);
        let told = Told {
            user: &found.user,
            groups: &groups,
            scopes,
            single,
        };
        let claims = self.userinfo_claims(&client, &told).await?;
        self.dressed(&client, claims).await.map(Verdict::Allow)
    }

    /// OpenID Connect Core §5.3.2: a signed answer names its issuer and its client; one that is
    /// signed and encrypted is signed first. A `nonce` belongs to ID tokens only.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse>
    async fn dressed(
        &self,
        cached: &CachedClient,
        mut claims: Map<String, Value>,
    ) -> Result<Userinfo, Error> {
        let client = &cached.client;
        let tokens = &client.settings.tokens;
        let signed = match tokens.userinfo_signing_alg {
            Some(algorithm) => {
                claims.insert("iss".to_owned(), json!(self.issuer(client)));
                claims.insert("aud".to_owned(), json!(client.client_id.as_str()));
                let claims = Value::Object(claims.clone());
                Some(self.sign(algorithm, &claims).await?)
            }
            None => None,
        };
        match (tokens.userinfo_encryption, signed) {
            (None, None) => Ok(Userinfo::Claims(Value::Object(claims))),
            (None, Some(signed)) => Ok(Userinfo::Jwt(signed)),
            (Some(encryption), Some(signed)) => {
                let encrypted = self.encrypted(cached, encryption, &signed).await?;
                Ok(Userinfo::Jwt(encrypted))
            }
            (Some(encryption), None) => {
                let text = Value::Object(claims).to_string();
                let encrypted = self.encrypted_text(cached, encryption, None, &text).await?;
                Ok(Userinfo::Jwt(encrypted))
            }
        }
    }

    fn check_userinfo(
        &self,
        found: &FoundAccessToken,
        client: &Client,
        in_query: bool,
    ) -> Result<(), OAuthError> {
        if found.token.expires_at <= self.accounts.env().now() {
            return Err(bad("the access token has run out", "token_expired"));
        }
        if !found.stands {
            return Err(bad("the access token was revoked", "token_revoked"));
        }
        if !client.settings.userinfo {
            return Err(bad(
                "this client's tokens are not for userinfo",
                "userinfo_refused",
            ));
        }
        // RFC 8707 §2: a token for other resources is not for this one.
        // <https://www.rfc-editor.org/rfc/rfc8707#section-2>
        if !found.token.requested.resources.is_empty() {
            return Err(bad(
                "the access token is for another resource",
                "token_for_another_resource",
            ));
        }
        // RFC 6750 §2.3: a token in the URL only where a client cannot do better.
        if in_query && !client.settings.query_token {
            return Err(OAuthError::invalid_request(
                "the access token must not be in the URL",
                "query_token_refused",
            ));
        }
        if !found.token.scopes.contains(Scope::Openid) {
            return Err(OAuthError::new(
                ErrorCode::InsufficientScope,
                "the scope openid is needed",
                "scope_insufficient",
            ));
        }
        if !self
            .accounts
            .limits()
            .hears_request(client.id, found.user.id)
        {
            return Err(too_many());
        }
        Ok(())
    }

    fn note_first_use(&self, found: &FoundAccessToken) {
        if found.token.first_used_at.is_none() {
            let line = about(found);
            self.accounts.trail().first_use(found.token.id, line);
        }
    }

    async fn deny_userinfo(
        &self,
        found: Option<&FoundAccessToken>,
        error: OAuthError,
    ) -> Result<Verdict<Userinfo>, Error> {
        let mut line = found.map_or_else(|| Line::new(Event::Userinfo), about);
        line.reason = Some(error.reason);
        error.description.clone_into(&mut line.detail);
        self.note_refusal(line).await?;
        Ok(Verdict::Deny(error))
    }
}

fn about(found: &FoundAccessToken) -> Line {
    let mut line = Line::new(Event::Userinfo);
    line.client_id = Some(found.token.client_id);
    line.user_id = Some(found.token.user_id);
    line.correlation = Some(found.token.correlation);
    line
}

/// RFC 6750 §2: header, form field or query; clients must not use more than one method.
/// <https://www.rfc-editor.org/rfc/rfc6750#section-2>
fn read<'a>(call: &UserinfoCall<'a>) -> Result<Presented<'a>, OAuthError> {
    let fault = call
        .query
        .fault()
        .or_else(|| call.body.and_then(Params::fault));
    if let Some(fault) = fault {
        return Err(fault);
    }
    let in_header = match call.authorization {
        Some(header) => Some(bearer(header)?),
        None => None,
    };
    let in_body = call.body.and_then(|body| body.get("access_token"));
    let in_query = call.query.get("access_token");
    match (in_header, in_body, in_query) {
        (Some(text), None, None) | (None, Some(text), None) => Ok(Presented {
            text,
            in_query: false,
        }),
        (None, None, Some(text)) => Ok(Presented {
            text,
            in_query: true,
        }),
        (None, None, None) => Err(bad("the access token is missing", "token_missing")),
        _ => Err(OAuthError::invalid_request(
            "the access token is sent in two ways at once",
            "two_tokens",
        )),
    }
}

fn bearer(header: &str) -> Result<&str, OAuthError> {
    match header.trim().split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(bad(
            "the Authorization scheme must be Bearer",
            "authorization_scheme",
        )),
    }
}
