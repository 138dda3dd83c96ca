//! Revocation: RFC 7009. A client gives back what it was given.
//! <https://www.rfc-editor.org/rfc/rfc7009>

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::authorization::AccessTokenId;
use gantry_core::client_token::ClientTokenId;
use gantry_core::refresh_family::RefreshFamilyId;
use gantry_store::{access_tokens, client_tokens, refresh_tokens};

use crate::client_call::ClientCall;
use crate::error::OAuthError;
use crate::presented_token::{PresentedToken, of_another_client};
use crate::provider::Provider;
use crate::token::too_many;
use crate::verdict::Verdict;

/// What ends.
#[derive(Debug, Clone, Copy)]
enum Ended {
    Access(AccessTokenId),
    Client(ClientTokenId),
    /// RFC 7009 §2.1: the refresh token with its siblings and every access token of theirs.
    Family(RefreshFamilyId),
}

impl Provider {
    /// RFC 7009 §2. Public clients may give back theirs, too.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn revoke(&self, call: ClientCall<'_>) -> Result<Verdict<()>, Error> {
        let client = match self.calling_client(&call).await? {
            Ok(client) => client,
            Err((error, claimed)) => return self.deny(claimed.as_ref(), error.into()).await,
        };
        let Some(text) = call.body.get("token") else {
            let error = OAuthError::invalid_request("token is missing", "token_missing");
            return self.deny_client(&client, error.into()).await;
        };
        let hint = call.body.get("token_type_hint");
        // RFC 7009 §2.2: a token that is not known is as good as revoked.
        let Some(found) = self.presented_token(text, hint).await? else {
            return Ok(Verdict::Allow(()));
        };
        if !self.hears_about(&client.client, &found) {
            return self.deny_client(&client, found.denial(too_many())).await;
        }
        if found.client_id() == client.client.id {
            self.end_token(&client, &found).await?;
        } else {
            // Nothing happens to it, and nothing is told: it may be anybody's guess.
            let denial = found.denial(of_another_client());
            let _not_told = self.deny_client::<()>(&client, denial).await?;
        }
        Ok(Verdict::Allow(()))
    }

    async fn end_token(&self, client: &CachedClient, found: &PresentedToken) -> Result<(), Error> {
        let ended = match found {
            PresentedToken::Access(found) => Ended::Access(found.token.id),
            PresentedToken::Client(found) => Ended::Client(found.token.id),
            PresentedToken::Refresh(found) => Ended::Family(found.token.family.id),
        };
        let act = (ended, self.accounts.env().now());
        let store = self.accounts.store();
        let first = store.write_one(act, |tx, (ended, now)| {
            Box::pin(async move {
                match ended {
                    Ended::Access(id) => access_tokens::revoke(tx, *id, *now).await,
                    Ended::Client(id) => client_tokens::revoke(tx, *id, *now).await,
                    Ended::Family(id) => refresh_tokens::revoke_family(tx, *id, *now).await,
                }
            })
        });
        if first.await? {
            let mut line = Line::new(Event::Token);
            line.client_id = Some(client.client.id);
            line.user_id = found.user_id();
            line.correlation = found.correlation();
            "revoked".clone_into(&mut line.detail);
            self.accounts.trail().succeeded(line);
        }
        Ok(())
    }
}
