//! Tokens that reach the client through the browser: OpenID Connect Core §3.2 and §3.3.
//! <https://openid.net/specs/openid-connect-core-1_0.html#ImplicitFlowAuth>

use gantry_accounts::Error;
use gantry_core::authorization::CodeId;
use gantry_core::client::ResponseType;
use gantry_core::{Seconds, Secret};
use gantry_store::access_tokens::Origin;
use gantry_store::session_clients::SessionClient;

use crate::access_token::{Granted, NewAccessToken};
use crate::authorize::grant::Granting;
use crate::error::{ErrorCode, OAuthError};
use crate::id_token::{Authentication, Companions};
use crate::provider::Provider;

/// An access token beside what its row says of where it comes from.
pub(super) struct FrontToken {
    pub(super) new: NewAccessToken,
    pub(super) origin: Origin,
    pub(super) lifetime: Seconds,
}

impl Provider {
    /// The client's tokens are counted here as they are at the token endpoint.
    pub(super) fn check_front_channel(&self, granting: &Granting<'_>) -> Result<(), OAuthError> {
        let kind = granting.asked.response_type;
        let (client, user) = (granting.client.client.id, granting.live.user.id);
        let has_tokens = kind.has_token() || kind.has_id_token();
        if has_tokens && !self.accounts.limits().hears_request(client, user) {
            return Err(OAuthError::new(
                ErrorCode::AccessDenied,
                "too many requests for this account",
                "too_many_requests",
            ));
        }
        Ok(())
    }

    /// A client that learns of a session here hears of its end. For a code alone that is noted when
    /// the code is redeemed.
    pub(super) async fn front_hearing(
        &self,
        granting: &Granting<'_>,
    ) -> Result<Option<SessionClient>, Error> {
        let (kind, live) = (granting.asked.response_type, granting.live);
        if !kind.has_token() && !kind.has_id_token() {
            return Ok(None);
        }
        self.hearing(&granting.client.client, &live.user, live.session.id)
            .await
    }

    /// The access token of an answer. Like one from the token endpoint it ends with the session,
    /// and it is as old as the code that goes beside it.
    pub(super) async fn front_access_token(
        &self,
        granting: &Granting<'_>,
        code: Option<CodeId>,
    ) -> Result<FrontToken, Error> {
        let (asked, live) = (granting.asked, granting.live);
        let client = &granting.client.client;
        let granted = Granted {
            client,
            user: &live.user,
            scopes: &asked.scopes,
            requested: &asked.requested,
            correlation: granting.correlation,
            authenticated_at: live.session.authenticated_at,
            methods: live.session.methods,
            entry: self.accounts.entry(live),
        };
        let new = self.new_access_token(&granted).await?;
        let origin = Origin {
            session_id: Some(live.session.id),
            authorization: code.map_or(new.row.id.as_uuid(), CodeId::as_uuid),
            subject_token: None,
        };
        Ok(FrontToken {
            new,
            origin,
            lifetime: client.settings.access_token_lifetime,
        })
    }

    /// The ID token of an answer, with the hashes of what goes beside it.
    pub(super) async fn front_id_token(
        &self,
        granting: &Granting<'_>,
        code: Option<&Secret>,
        token: Option<&FrontToken>,
    ) -> Result<String, Error> {
        let (asked, live) = (granting.asked, granting.live);
        let authentication = Authentication {
            user: &live.user,
            authenticated_at: live.session.authenticated_at,
            methods: live.session.methods,
            session_id: Some(live.session.id),
            nonce: asked.nonce.as_deref(),
            scopes: &asked.scopes,
            requested: &asked.requested,
        };
        let companions = Companions {
            code: code.map(Secret::expose),
            access_token: token.map(|token| token.new.text.expose()),
            alone: asked.response_type == ResponseType::IdToken,
        };
        self.id_token_beside(granting.client, &authentication, &companions)
            .await
    }
}
