//! A token that a client asks about or gives back, of whichever kind it is.

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::access::later::Admitted;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::client::{Client, ClientRowId};
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use gantry_store::access_tokens::FoundAccessToken;
use gantry_store::client_tokens::{self, FoundClientToken};
use gantry_store::refresh_tokens::{self, FoundRefreshToken};

use crate::access_token::admitted;
use crate::bearer::Bearer;
use crate::client_authentication::Authenticated;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;
use crate::token::{Denial, admitted_to_family, check_form};

/// A token that was once issued, whatever its state.
#[derive(Debug)]
pub(crate) enum PresentedToken {
    Access(Box<FoundAccessToken>),
    Client(FoundClientToken),
    Refresh(Box<FoundRefreshToken>),
}

impl PresentedToken {
    /// To whom it was given.
    pub(crate) fn client_id(&self) -> ClientRowId {
        match self {
            Self::Access(found) => found.token.client_id,
            Self::Client(found) => found.token.client_id,
            Self::Refresh(found) => found.token.family.client_id,
        }
    }

    /// About whom.
    pub(crate) fn user_id(&self) -> Option<UserId> {
        match self {
            Self::Access(found) => Some(found.user.id),
            Self::Client(_) => None,
            Self::Refresh(found) => Some(found.user.id),
        }
    }

    /// The same, as it was issued.
    pub(crate) fn admitted(&self) -> Option<Admitted<'_>> {
        match self {
            Self::Access(found) => Some(admitted(&found.user, &found.token)),
            Self::Client(_) => None,
            Self::Refresh(found) => Some(admitted_to_family(found)),
        }
    }

    /// A refusal that concerns it.
    pub(crate) fn denial(&self, error: OAuthError) -> Denial {
        Denial {
            error,
            correlation: self.correlation(),
            user_id: self.user_id(),
        }
    }

    pub(crate) fn correlation(&self) -> Option<Correlation> {
        match self {
            Self::Access(found) => Some(found.token.correlation),
            Self::Client(_) => None,
            Self::Refresh(found) => Some(found.token.family.correlation),
        }
    }
}

/// Another client's token, where that is not told.
pub(crate) const fn of_another_client() -> OAuthError {
    OAuthError::new(
        ErrorCode::InvalidToken,
        "the token was issued to another client",
        "token_of_another_client",
    )
}

impl Provider {
    /// Who calls, by what a form brings to an endpoint for clients.
    pub(crate) async fn calling_client(
        &self,
        call: &ClientCall<'_>,
    ) -> Result<Result<Arc<CachedClient>, Refused>, Error> {
        self.see_changes().await?;
        if let Err(error) = check_form(call) {
            return Ok(Err((error, None)));
        }
        Ok(match self.authenticate_client(call).await? {
            Authenticated::Client(client) => Ok(client),
            Authenticated::Refused(error, claimed) => Err((error, claimed)),
        })
    }

    /// RFC 7662 §2.1 and RFC 7009 §2.1: the hint says where to look first, no more than that.
    /// <https://www.rfc-editor.org/rfc/rfc7662#section-2.1>
    pub(crate) async fn presented_token(
        &self,
        text: &str,
        hint: Option<&str>,
    ) -> Result<Option<PresentedToken>, Error> {
        let Some(bearer) = Bearer::parse(text) else {
            return Ok(None);
        };
        let refresh_first = hint == Some("refresh_token");
        if refresh_first && let Some(found) = self.presented_refresh_token(&bearer).await? {
            return Ok(Some(found));
        }
        let mut conn = self.accounts.store().read().await?;
        if let Some(found) = self.find_access_token(&mut conn, &bearer).await? {
            return Ok(Some(PresentedToken::Access(Box::new(found))));
        }
        let found = client_tokens::find(&mut conn, bearer.id()).await?;
        drop(conn);
        if let Some(found) = found.filter(|found| bearer.proves(&found.digest)) {
            return Ok(Some(PresentedToken::Client(found)));
        }
        if refresh_first {
            return Ok(None);
        }
        self.presented_refresh_token(&bearer).await
    }

    /// Whether a call about this token is heard: as many as for one account at the token endpoint.
    pub(crate) fn hears_about(&self, caller: &Client, found: &PresentedToken) -> bool {
        match found.user_id() {
            Some(user) => self.accounts.limits().hears_request(caller.id, user),
            None => self.hears_client(caller),
        }
    }

    async fn presented_refresh_token(
        &self,
        bearer: &Bearer,
    ) -> Result<Option<PresentedToken>, Error> {
        let mut conn = self.accounts.store().read().await?;
        let limits = self.accounts.session_limits(&mut conn).await?;
        let found = refresh_tokens::find(&mut conn, bearer.id(), limits).await?;
        let found = found.filter(|found| bearer.proves(&found.digest));
        Ok(found.map(|found| PresentedToken::Refresh(Box::new(found))))
    }
}

/// Why a call goes no further, and the client that it claimed to come from.
pub(crate) type Refused = (OAuthError, Option<Arc<CachedClient>>);
