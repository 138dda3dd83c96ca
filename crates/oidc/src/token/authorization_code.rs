//! The authorization code grant: RFC 6749 §4.1.3 with RFC 7636.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::authorization::Code;
use gantry_core::refresh_family::{RefreshFamily, RefreshFamilyId, RefreshToken};
use gantry_core::scope::Scope;
use gantry_core::token::Token;
use gantry_core::workspace::ChatSession;
use gantry_core::{Seconds, Timestamp};
use gantry_store::codes::{self, FoundCode};

use crate::access_token::Granted;
use crate::error::{ErrorCode, OAuthError};
use crate::id_token::Authentication;
use crate::params::Params;
use crate::provider::Provider;
use crate::token::issue::{self, Issue};
use crate::token::pkce::check_verifier;
use crate::token::response::Disclosed;
use crate::token::{Decided, Denial, TokenResponse};

/// How long a refresh token may lie unused.
pub(crate) const REFRESH_LIFETIME: Seconds = Seconds::days(30);

impl Provider {
    /// The code of a request, if there is one and it was ever ours.
    pub(crate) async fn presented_code(&self, params: &Params) -> Result<Option<FoundCode>, Error> {
        let mut conn = self.accounts.store().read().await?;
        let presented = params.get("code").and_then(Token::<Code>::parse);
        let found = match &presented {
            Some(token) => codes::find(&mut conn, token.id()).await?,
            None => None,
        };
        let clients = self.accounts.client_cache();
        match &found {
            Some(found) => clients.note_version(found.config_version),
            None => clients.check_version(&mut conn).await.map(drop)?,
        }
        let digest = presented.map(|token| token.digest());
        Ok(found.filter(|found| digest.is_some_and(|digest| found.digest.matches(&digest))))
    }

    pub(crate) async fn redeem_code(
        &self,
        client: &CachedClient,
        params: &Params,
        found: Option<FoundCode>,
    ) -> Result<Decided, Error> {
        if params.get("code").is_none() {
            return Ok(OAuthError::invalid_request("code is missing", "code_missing").into());
        }
        let Some(found) = found else {
            return Ok(OAuthError::invalid_grant("the code is not known", "code_unknown").into());
        };
        let about = |error| Denial {
            error,
            correlation: Some(found.code.correlation),
            user_id: Some(found.code.user_id),
        };
        if found.code.client_id != client.client.id {
            return Ok(Decided::Denied(about(OAuthError::invalid_grant(
                "the code was issued to another client",
                "code_of_another_client",
            ))));
        }
        if found.redeemed {
            return Ok(Decided::Denied(about(self.replayed(&found.code).await?)));
        }
        if let Err(error) = check(&found, client, params, self.accounts.env().now()) {
            self.burn(&found.code).await?;
            return Ok(Decided::Denied(about(error)));
        }
        if !self
            .accounts
            .limits()
            .hears_request(client.client.id, found.user.id)
        {
            return Ok(Decided::Denied(about(too_many())));
        }
        if !self.person_may_enter(&client.client, found.user.id).await? {
            self.burn(&found.code).await?;
            return Ok(Decided::Denied(about(not_allowed())));
        }
        match self.issue(client, &found).await? {
            Some(response) => Ok(Decided::Issued(Box::new(response))),
            None => Ok(Decided::Denied(about(self.replayed(&found.code).await?))),
        }
    }

    async fn issue(
        &self,
        client: &CachedClient,
        found: &FoundCode,
    ) -> Result<Option<TokenResponse>, Error> {
        let env = self.accounts.env();
        let (code, now) = (&found.code, env.now());
        let granted = Granted {
            client: &client.client,
            user: &found.user,
            scopes: &code.scopes,
            requested: &code.requested,
            correlation: code.correlation,
            authenticated_at: code.authenticated_at,
        };
        let access = self.new_access_token(&granted).await?;
        let family = self.new_family(client, code);
        let refresh_token = family.as_ref().map(|(_, token)| token.encode());
        let issue = Issue {
            code: code.clone(),
            token: access.row,
            digest: access.digest,
            family,
            entry: client.connected.then(|| self.entry_by_button(code)),
            now,
        };
        let issued = self
            .accounts
            .store()
            .write(issue, |tx, issue| Box::pin(issue::write(tx, issue)));
        if !issued.await? {
            return Ok(None);
        }
        let authentication = Authentication {
            user: &found.user,
            authenticated_at: code.authenticated_at,
            session_id: Some(code.session_id),
            nonce: code.nonce.as_deref(),
            scopes: &code.scopes,
        };
        let id_token = if code.scopes.contains(Scope::Openid) {
            Some(self.id_token(&client.client, &authentication).await?)
        } else {
            None
        };
        let mut line = Line::new(Event::Token);
        line.client_id = Some(code.client_id);
        line.user_id = Some(code.user_id);
        line.correlation = Some(code.correlation);
        self.accounts.trail().succeeded(line);
        Ok(Some(TokenResponse {
            access_token: Disclosed(access.text),
            token_type: "Bearer",
            expires_in: client.client.settings.access_token_lifetime.as_i64(),
            refresh_token: refresh_token.map(Disclosed),
            id_token,
            scope: code.scopes.to_string(),
        }))
    }

    /// OpenID Connect Core §11: a refresh token only for `offline_access`.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess>
    fn new_family(
        &self,
        client: &CachedClient,
        code: &Code,
    ) -> Option<(RefreshFamily, Token<RefreshToken>)> {
        let env = self.accounts.env();
        code.scopes.contains(Scope::OfflineAccess).then(|| {
            let family = RefreshFamily {
                // The family takes the code's id: what is issued from an authorization is as old
                // as the authorization, so that whatever ends the one ends the other.
                id: RefreshFamilyId::from_uuid(code.id.as_uuid()),
                client_id: code.client_id,
                user_id: code.user_id,
                session_id: client
                    .client
                    .settings
                    .bound_to_session
                    .then_some(code.session_id),
                scopes: code.scopes.clone(),
                requested: code.requested.clone(),
                authenticated_at: code.authenticated_at,
                correlation: code.correlation,
            };
            (family, Token::generate(env))
        })
    }

    /// That this session entered the workspace, so that its end is heard there.
    fn entry_by_button(&self, code: &Code) -> ChatSession {
        ChatSession {
            id: self.accounts.env().id(),
            session_id: code.session_id,
            client_id: code.client_id,
            user_id: code.user_id,
            by_button: true,
            chat_id: None,
            sealed: None,
            verified_at: self.accounts.env().now(),
        }
    }

    async fn replayed(&self, code: &Code) -> Result<OAuthError, Error> {
        let act = (code.id, self.accounts.env().now());
        let revoked = self.accounts.store().write(act, |tx, (id, now)| {
            Box::pin(codes::revoke_issue(tx, *id, *now))
        });
        revoked.await?;
        Ok(OAuthError::invalid_grant(
            "the code was used before",
            "code_used",
        ))
    }

    async fn burn(&self, code: &Code) -> Result<(), Error> {
        let act = (code.id, self.accounts.env().now());
        let burned = self
            .accounts
            .store()
            .write_one(act, |tx, (id, now)| Box::pin(codes::burn(tx, *id, *now)));
        burned.await?;
        Ok(())
    }
}

/// The person was in a group that may enter, and no longer is.
pub(crate) const fn not_allowed() -> OAuthError {
    OAuthError::invalid_grant("the person may no longer enter", "not_allowed")
}

pub(crate) const fn too_many() -> OAuthError {
    OAuthError::new(
        ErrorCode::SlowDown,
        "too many requests for this account",
        "too_many_requests",
    )
}

fn check(
    found: &FoundCode,
    client: &CachedClient,
    params: &Params,
    now: Timestamp,
) -> Result<(), OAuthError> {
    if found.code.expires_at <= now {
        return Err(OAuthError::invalid_grant(
            "the code has run out",
            "code_expired",
        ));
    }
    if !found.stands {
        return Err(OAuthError::invalid_grant(
            "the sign-in was ended",
            "sign_in_ended",
        ));
    }
    check_redirect_uri(&found.code, params.get("redirect_uri"))?;
    let required = client.client.settings.public;
    let challenge = found.code.code_challenge.as_deref();
    check_verifier(challenge, required, params.get("code_verifier"))
}

/// RFC 6749 §4.1.3: must be identical to the value of the authorization request.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3>
fn check_redirect_uri(code: &Code, presented: Option<&str>) -> Result<(), OAuthError> {
    match presented {
        Some(presented) if presented == code.redirect_uri => Ok(()),
        Some(_) => Err(OAuthError::invalid_grant(
            "redirect_uri differs from the authorization request",
            "redirect_uri_differs",
        )),
        None => Err(OAuthError::invalid_grant(
            "redirect_uri is missing",
            "redirect_uri_missing",
        )),
    }
}
