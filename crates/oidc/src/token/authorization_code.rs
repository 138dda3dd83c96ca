//! The authorization code grant: RFC 6749 §4.1.3 with RFC 7636.
//! <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3>

use gantry_accounts::Error;
use gantry_accounts::access::later::Admitted;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Timestamp;
use gantry_core::authorization::Code;
use gantry_core::token::Token;
use gantry_store::codes::{self, FoundCode};

use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::token::authorization::Redeemed;
use crate::token::narrowed::Narrowed;
use crate::token::pkce::check_verifier;
use crate::token::{Decided, Denial};

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
        let redeemed = Redeemed::Code(found.code.id);
        let (correlation, user_id) = (found.code.correlation, found.code.user_id);
        let about = |error| Denial {
            error,
            correlation: Some(correlation),
            user_id: Some(user_id),
        };
        if found.code.client_id != client.client.id {
            return Ok(Decided::Denied(about(OAuthError::invalid_grant(
                "the code was issued to another client",
                "code_of_another_client",
            ))));
        }
        if found.redeemed {
            return Ok(Decided::Denied(about(self.replayed(redeemed).await?)));
        }
        let now = self.accounts.env().now();
        let narrowed = match check(&found, client, params, now) {
            Ok(narrowed) => narrowed,
            Err(error) => {
                self.burn(redeemed).await?;
                return Ok(Decided::Denied(about(error)));
            }
        };
        if !self
            .accounts
            .limits()
            .hears_request(client.client.id, found.user.id)
        {
            return Ok(Decided::Denied(about(too_many())));
        }
        if let Err(error) = self.check_entry(client, &found).await? {
            self.burn(redeemed).await?;
            return Ok(Decided::Denied(about(error)));
        }
        let FoundCode { code, user, .. } = found;
        let authorization = narrowed.authorization(code.into());
        match self
            .issue(client, &user, &authorization, narrowed.resources)
            .await?
        {
            Some(response) => Ok(Decided::Issued(Box::new(response))),
            None => Ok(Decided::Denied(about(self.replayed(redeemed).await?))),
        }
    }

    /// Whether the person may enter now, with the proofs that the code was issued for.
    async fn check_entry(
        &self,
        client: &CachedClient,
        found: &FoundCode,
    ) -> Result<Result<(), OAuthError>, Error> {
        let who = Admitted {
            user: &found.user,
            methods: found.code.methods,
            entry: found.code.entry,
        };
        self.check_grant(&client.client, &who, &found.code.requested)
            .await
    }

    async fn replayed(&self, redeemed: Redeemed) -> Result<OAuthError, Error> {
        self.revoke_issue(redeemed).await?;
        Ok(OAuthError::invalid_grant(
            "the code was used before",
            "code_used",
        ))
    }
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
) -> Result<Narrowed, OAuthError> {
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
    check_verifier(challenge, required, params.get("code_verifier"))?;
    let code = &found.code;
    Narrowed::of(
        &client.client,
        params,
        &code.scopes,
        &code.requested.resources,
    )
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
