//! The token exchange grant, as narrow as it is useful: RFC 8693. One access token of a person for
//! another, for a client that was told whose it may exchange.
//! <https://www.rfc-editor.org/rfc/rfc8693#section-2>

use gantry_accounts::Error;
use gantry_accounts::access::later::Admitted;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::Timestamp;
use gantry_core::access::Entry;
use gantry_core::audit::Event;
use gantry_core::authorization::Requested;
use gantry_core::client::Client;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_store::access_tokens::{self, FoundAccessToken, Origin};

use crate::access::grant_lost;
use crate::access_token::{Granted, admitted};
use crate::bearer::Bearer;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::resources;
use crate::token::authorization_code::too_many;
use crate::token::narrowed::open;
use crate::token::{Decided, Denial, TokenResponse, public_refused};

/// RFC 8693 §3: the one type that is taken and given.
/// <https://www.rfc-editor.org/rfc/rfc8693#section-3>
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What the new token is to be, if the old one is good.
struct Exchange {
    scopes: ScopeSet,
    requested: Requested,
    authenticated_at: Timestamp,
    expires_at: Timestamp,
}

/// RFC 8693 §2.2.2: a subject token that is not acceptable for any reason.
/// <https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2>
const fn unacceptable(reason: &'static str) -> OAuthError {
    OAuthError::invalid_request("the subject token cannot be exchanged", reason)
}

impl Provider {
    pub(crate) async fn exchange(
        &self,
        client: &CachedClient,
        params: &Params,
    ) -> Result<Decided, Error> {
        let client = &client.client;
        let bearer = match read(client, params) {
            Ok(bearer) => bearer,
            Err(error) => return Ok(error.into()),
        };
        let mut conn = self.accounts.store().read().await?;
        let found = self.find_access_token(&mut conn, &bearer).await?;
        drop(conn);
        let Some(found) = found else {
            return Ok(unacceptable("subject_token_unknown").into());
        };
        let about = |error| {
            Decided::Denied(Denial {
                error,
                correlation: Some(found.token.correlation),
                user_id: Some(found.user.id),
            })
        };
        if let Err(error) = self.check_subject(client, &found).await? {
            return Ok(about(error));
        }
        let limits = self.accounts.limits();
        if !limits.hears_request(client.id, found.user.id) {
            return Ok(about(too_many()));
        }
        let exchange = match narrowed(client, params, &found, self.accounts.env().now()) {
            Ok(exchange) => exchange,
            Err(error) => return Ok(about(error)),
        };
        self.give(client, &found, exchange).await
    }

    /// Whether the old token is live and this client may exchange it.
    async fn check_subject(
        &self,
        client: &Client,
        found: &FoundAccessToken,
    ) -> Result<Result<(), OAuthError>, Error> {
        // One step only: the new token hangs on what was issued to somebody whom a person let in.
        if found.origin.subject_token.is_some() {
            return Ok(Err(unacceptable("subject_token_exchanged")));
        }
        if !found.stands || found.token.expires_at <= self.accounts.env().now() {
            return Ok(Err(unacceptable("subject_token_over")));
        }
        let holder = self.accounts.client_cache().by_id(found.token.client_id);
        let Some(holder) = holder.await?.filter(|holder| !holder.client.disabled) else {
            return Ok(Err(unacceptable("client_disabled")));
        };
        let holder = &holder.client;
        let from = &client.settings.tokens.exchanges_from;
        if holder.id != client.id && !from.contains(&holder.client_id) {
            return Ok(Err(unacceptable("exchange_not_allowed")));
        }
        let who = admitted(&found.user, &found.token);
        let mut lost = self.accounts.lost(holder, &who).await?;
        if lost.is_none() && holder.id != client.id {
            let entry = self.entry_by_exchange(client, found);
            let who = Admitted { entry, ..who };
            lost = self.accounts.lost(client, &who).await?;
        }
        Ok(lost.map_or(Ok(()), |lost| Err(grant_lost(lost))))
    }

    /// A person comes into another client's application at this moment, and no browser of the person
    /// is at hand: hours are judged by now, and rules about networks are not fulfilled.
    fn entry_by_exchange(&self, client: &Client, found: &FoundAccessToken) -> Entry {
        if found.token.client_id == client.id {
            found.token.entry
        } else {
            Entry::unseen(self.accounts.env().now())
        }
    }

    /// Same person, same session, same authorization: whatever ends the old token ends this.
    async fn give(
        &self,
        client: &Client,
        found: &FoundAccessToken,
        exchange: Exchange,
    ) -> Result<Decided, Error> {
        let granted = Granted {
            client,
            user: &found.user,
            scopes: &exchange.scopes,
            requested: &exchange.requested,
            correlation: found.token.correlation,
            authenticated_at: exchange.authenticated_at,
            methods: found.token.methods,
            entry: self.entry_by_exchange(client, found),
        };
        let new = self.new_access_token_until(&granted, exchange.expires_at);
        let new = new.await?;
        let origin = Origin {
            subject_token: Some(found.token.id),
            ..found.origin
        };
        let act = (new.row, new.digest, origin);
        let store = self.accounts.store();
        let stored = store.write_one(act, |tx, (row, digest, origin)| {
            Box::pin(access_tokens::insert(tx, row, *digest, *origin))
        });
        stored.await?;
        let mut line = Line::new(Event::Token);
        line.client_id = Some(client.id);
        line.user_id = Some(found.user.id);
        line.correlation = Some(found.token.correlation);
        "exchange".clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
        let lifetime = exchange.expires_at.since(self.accounts.env().now());
        let scope = exchange.scopes.to_string();
        Ok(Decided::Issued(Box::new(TokenResponse {
            issued_token_type: Some(ACCESS_TOKEN),
            ..TokenResponse::new(new.text, lifetime, scope)
        })))
    }
}

/// RFC 8693 §2.1: what is asked, and which token is brought.
/// <https://www.rfc-editor.org/rfc/rfc8693#section-2.1>
fn read(client: &Client, params: &Params) -> Result<Bearer, OAuthError> {
    if client.settings.public {
        return Err(public_refused());
    }
    if params.get("actor_token").is_some() || params.get("actor_token_type").is_some() {
        return Err(OAuthError::invalid_request(
            "actor_token is not supported",
            "actor_token_unsupported",
        ));
    }
    let wanted = params.get("requested_token_type");
    if wanted.is_some_and(|wanted| wanted != ACCESS_TOKEN) {
        return Err(OAuthError::invalid_request(
            "requested_token_type must be that of an access token",
            "requested_token_type_unsupported",
        ));
    }
    let Some(text) = params.get("subject_token") else {
        return Err(OAuthError::invalid_request(
            "subject_token is missing",
            "subject_token_missing",
        ));
    };
    if params.get("subject_token_type") != Some(ACCESS_TOKEN) {
        return Err(OAuthError::invalid_request(
            "subject_token_type must be that of an access token",
            "subject_token_type_unsupported",
        ));
    }
    Bearer::parse(text).ok_or(unacceptable("subject_token_unknown"))
}

/// Never more than the old token could do, nor for longer.
fn narrowed(
    client: &Client,
    params: &Params,
    found: &FoundAccessToken,
    now: Timestamp,
) -> Result<Exchange, OAuthError> {
    let authenticated_at = found
        .authenticated_at
        .ok_or(unacceptable("sign_in_ended"))?;
    let old = &found.token;
    let resources = resources::check_exchange(params, client)?;
    let resources = if resources.is_empty() {
        old.requested.resources.clone()
    } else {
        resources
    };
    let lifetime = client.settings.access_token_lifetime;
    Ok(Exchange {
        scopes: narrowed_scopes(client, params, &old.scopes)?,
        requested: Requested {
            resources,
            claims_locales: old.requested.claims_locales.clone(),
            ..Requested::default()
        },
        authenticated_at,
        expires_at: old.expires_at.min(now.plus(lifetime)),
    })
}

fn narrowed_scopes(
    client: &Client,
    params: &Params,
    old: &ScopeSet,
) -> Result<ScopeSet, OAuthError> {
    let open = open(client, old).without(Scope::OfflineAccess);
    match params.get("scope").map(ScopeSet::parse_known) {
        None => Ok(open),
        Some(asked) if open.covers(&asked) && !asked.is_empty() => Ok(asked),
        Some(_) => Err(OAuthError::new(
            ErrorCode::InvalidScope,
            "scope exceeds what the subject token has",
            "scope_exceeds_grant",
        )),
    }
}
