//! The refresh grant: RFC 6749 §6, with rotation. <https://www.rfc-editor.org/rfc/rfc6749#section-6>
//!
//! A token is used once. Within ten seconds the same client may use it once more, because an
//! answer can get lost; later use means that two hold it, and ends the family (RFC 9700 §4.14.2).

use gantry_accounts::Error;
use gantry_accounts::access::later::Admitted;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::authorization::{AccessToken, Requested};
use gantry_core::refresh_family::RefreshToken;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::token::Token;
use gantry_core::{Digest, Seconds, Timestamp};
use gantry_store::access_tokens::{self, Origin};
use gantry_store::refresh_tokens::{self, FoundRefreshToken};
use gantry_store::{StoreError, Tx};

use crate::access_token::Granted;
use crate::error::{ErrorCode, OAuthError};
use crate::id_token::Authentication;
use crate::params::Params;
use crate::provider::Provider;
use crate::resources;
use crate::token::authorization_code::too_many;
use crate::token::narrowed::{self, Narrowed};
use crate::token::response::Disclosed;
use crate::token::{Decided, Denial, TokenResponse};

/// How long a lost answer may be asked for again.
const GRACE: Seconds = Seconds::new(10);

/// What one rotation writes.
struct Rotation {
    old: RefreshToken,
    new: Token<RefreshToken>,
    token: AccessToken,
    digest: Digest,
    now: Timestamp,
    until: Timestamp,
}

/// How a rotation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rotated {
    Done,
    /// Used up, but recently: an honest client that asked three times.
    UsedUp,
    /// Used long ago: the family is revoked.
    Stolen,
}

impl Provider {
    pub(crate) async fn refresh(
        &self,
        client: &CachedClient,
        params: &Params,
    ) -> Result<Decided, Error> {
        let unknown =
            OAuthError::invalid_grant("the refresh token is not known", "refresh_unknown");
        let Some(text) = params.get("refresh_token") else {
            let missing =
                OAuthError::invalid_request("refresh_token is missing", "refresh_token_missing");
            return Ok(missing.into());
        };
        let Some(presented) = Token::<RefreshToken>::parse(text) else {
            return Ok(unknown.into());
        };
        let mut conn = self.accounts.store().read().await?;
        let limits = self.accounts.session_limits(&mut conn).await?;
        let found = refresh_tokens::find(&mut conn, presented.id(), limits).await?;
        drop(conn);
        let Some(found) = found.filter(|found| found.digest.matches(&presented.digest())) else {
            return Ok(unknown.into());
        };
        let about = |error| {
            Decided::Denied(Denial {
                error,
                correlation: Some(found.token.family.correlation),
                user_id: Some(found.user.id),
            })
        };
        let asked = match check(&found, client, params, self.accounts.env().now()) {
            Ok(asked) => asked,
            Err(error) => return Ok(about(error)),
        };
        if !self
            .accounts
            .limits()
            .hears_request(client.client.id, found.user.id)
        {
            return Ok(about(too_many()));
        }
        let family = &found.token.family;
        let who = admitted(&found);
        let checked = self.check_grant(&client.client, &who, &family.requested);
        if let Err(error) = checked.await? {
            return Ok(about(error));
        }
        self.rotate(client, &found, asked)
            .await
            .map(|rotated| rotated.unwrap_or_else(about))
    }

    async fn rotate(
        &self,
        client: &CachedClient,
        found: &FoundRefreshToken,
        asked: Narrowed,
    ) -> Result<Result<Decided, OAuthError>, Error> {
        let env = self.accounts.env();
        let (now, family) = (env.now(), &found.token.family);
        let requested = Requested {
            resources: asked.resources,
            ..family.requested.clone()
        };
        let granted = Granted {
            client: &client.client,
            user: &found.user,
            scopes: &asked.scopes,
            requested: &requested,
            correlation: family.correlation,
            authenticated_at: family.authenticated_at,
            methods: family.methods,
            entry: family.entry,
        };
        let access = self.new_access_token(&granted).await?;
        let new = Token::<RefreshToken>::generate(env);
        let refresh_token = new.encode();
        let old = found.token.clone();
        let rotation = Rotation {
            old,
            new,
            digest: access.digest,
            token: access.row,
            now,
            until: now.plus(client.client.settings.tokens.refresh_lifetime()),
        };
        let written = self
            .accounts
            .store()
            .write(rotation, |tx, rotation| Box::pin(write(tx, rotation)));
        match written.await? {
            Rotated::Done => {}
            Rotated::UsedUp => return Ok(Err(used("refresh_used"))),
            Rotated::Stolen => return Ok(Err(used("refresh_replayed"))),
        }
        self.note_refresh(found);
        let lifetime = client.client.settings.access_token_lifetime;
        let id_token = self.refreshed_id_token(client, found, &asked.scopes);
        Ok(Ok(Decided::Issued(Box::new(TokenResponse {
            refresh_token: Some(Disclosed(refresh_token)),
            id_token: id_token.await?,
            ..TokenResponse::new(access.text, lifetime, asked.scopes.to_string())
        }))))
    }

    /// OpenID Connect Core §12.2: same `iss`, `sub`, `aud` and `auth_time`; no `nonce`.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse>
    async fn refreshed_id_token(
        &self,
        client: &CachedClient,
        found: &FoundRefreshToken,
        scopes: &ScopeSet,
    ) -> Result<Option<String>, Error> {
        if !scopes.contains(Scope::Openid) {
            return Ok(None);
        }
        let authentication = Authentication {
            user: &found.user,
            authenticated_at: found.token.family.authenticated_at,
            methods: found.token.family.methods,
            session_id: found.token.family.session_id,
            nonce: None,
            scopes,
            requested: &found.token.family.requested,
        };
        self.id_token(client, &authentication).await.map(Some)
    }

    fn note_refresh(&self, found: &FoundRefreshToken) {
        let mut line = Line::new(Event::Token);
        line.client_id = Some(found.token.family.client_id);
        line.user_id = Some(found.user.id);
        line.correlation = Some(found.token.family.correlation);
        "refresh".clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
    }
}

/// The person of a token, as its family began.
pub(crate) const fn admitted(found: &FoundRefreshToken) -> Admitted<'_> {
    Admitted {
        user: &found.user,
        methods: found.token.family.methods,
        entry: found.token.family.entry,
    }
}

const fn used(reason: &'static str) -> OAuthError {
    OAuthError::invalid_grant("the refresh token was used before", reason)
}

async fn write(tx: &mut Tx, rotation: &Rotation) -> Result<Rotated, StoreError> {
    let (old, now) = (&rotation.old, rotation.now);
    let since = now.minus(GRACE);
    let first = refresh_tokens::rotate(tx, old.id, now).await?;
    if !first && !refresh_tokens::rotate_again(tx, old.id, since, now).await? {
        let stolen = refresh_tokens::revoke_family_if_stale(tx, old.id, since, now).await?;
        return Ok(if stolen {
            Rotated::Stolen
        } else {
            Rotated::UsedUp
        });
    }
    let family = &old.family;
    let origin = Origin {
        session_id: family.session_id,
        authorization: family.id.as_uuid(),
        subject_token: None,
    };
    access_tokens::insert(tx, &rotation.token, rotation.digest, origin).await?;
    let new = &rotation.new;
    refresh_tokens::insert(tx, new.id(), new.digest(), family.id, rotation.until).await?;
    Ok(Rotated::Done)
}

fn check(
    found: &FoundRefreshToken,
    client: &CachedClient,
    params: &Params,
    now: Timestamp,
) -> Result<Narrowed, OAuthError> {
    if found.token.family.client_id != client.client.id {
        return Err(OAuthError::invalid_grant(
            "the refresh token was issued to another client",
            "refresh_of_another_client",
        ));
    }
    if found.token.revoked {
        return Err(OAuthError::invalid_grant(
            "the refresh token was revoked",
            "refresh_revoked",
        ));
    }
    if !found.stands {
        return Err(OAuthError::invalid_grant(
            "the sign-in was ended",
            "sign_in_ended",
        ));
    }
    if found.token.expires_at <= now {
        return Err(OAuthError::invalid_grant(
            "the refresh token has run out",
            "refresh_expired",
        ));
    }
    // RFC 6749 §6: the scope may be narrowed, never widened.
    let granted = narrowed::open(&client.client, &found.token.family.scopes);
    if !granted.contains(Scope::OfflineAccess) {
        return Err(OAuthError::invalid_grant(
            "the client may no longer have refresh tokens",
            "offline_access_no_longer_allowed",
        ));
    }
    let scopes = match params.get("scope").map(ScopeSet::parse_known) {
        None => granted,
        Some(asked) if granted.covers(&asked) && !asked.is_empty() => asked,
        Some(_) => {
            return Err(OAuthError::new(
                ErrorCode::InvalidScope,
                "scope exceeds what was granted",
                "scope_exceeds_grant",
            ));
        }
    };
    let resources = &found.token.family.requested.resources;
    let resources = resources::narrow(params, &client.client, resources)?;
    Ok(Narrowed { scopes, resources })
}
