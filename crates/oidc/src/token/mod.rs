//! The token endpoint: ① parse ② authenticate the client ③ grant allowed ④ grant decides
//! ⑤ respond.

mod authorization;
mod authorization_code;
mod client_credentials;
mod device_code;
mod issue;
mod narrowed;
mod pkce;
mod refresh_token;
mod response;
mod token_exchange;

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::GrantType;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;

pub use crate::token::response::{Disclosed, TokenResponse};

pub(crate) use crate::token::authorization_code::too_many;
pub(crate) use crate::token::refresh_token::admitted as admitted_to_family;

use crate::client_authentication::Authenticated;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::provider::Provider;
use crate::verdict::Verdict;

/// What a grant decided, and what the trail should know of a refusal.
pub(crate) enum Decided {
    Issued(Box<TokenResponse>),
    Denied(Denial),
}

/// A refusal with what is known about whom it concerns.
pub(crate) struct Denial {
    pub(crate) error: OAuthError,
    pub(crate) correlation: Option<Correlation>,
    pub(crate) user_id: Option<UserId>,
}

impl Denial {
    fn line(&self, client: Option<&Arc<CachedClient>>) -> Line {
        let mut line = Line::new(Event::Token);
        line.client_id = client.map(|client| client.client.id);
        line.correlation = self.correlation;
        line.user_id = self.user_id;
        line.reason = Some(self.error.reason);
        self.error.description.clone_into(&mut line.detail);
        line
    }
}

impl From<OAuthError> for Denial {
    fn from(error: OAuthError) -> Self {
        Self {
            error,
            correlation: None,
            user_id: None,
        }
    }
}

impl From<OAuthError> for Decided {
    fn from(error: OAuthError) -> Self {
        Self::Denied(error.into())
    }
}

impl Provider {
    /// RFC 6749 §3.2: a token request. <https://www.rfc-editor.org/rfc/rfc6749#section-3.2>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn token(&self, call: ClientCall<'_>) -> Result<Verdict<TokenResponse>, Error> {
        // ① Parse, and look the code up: its row also tells whether clients have changed.
        let code = self.presented_code(call.body).await?;
        if let Err(error) = check_form(&call) {
            return self.deny(None, error.into()).await;
        }
        // ② Authenticate the client.
        let client = match self.authenticate_client(&call).await? {
            Authenticated::Client(client) => client,
            Authenticated::Refused(error, claimed) => {
                return self.deny(claimed.as_ref(), error.into()).await;
            }
        };
        // ③ May it use this grant?
        let grant = match allowed_grant(&call, &client) {
            Ok(grant) => grant,
            Err(error) => return self.deny_client(&client, error.into()).await,
        };
        // ④ The grant decides.
        let decided = match grant {
            GrantType::AuthorizationCode => self.redeem_code(&client, call.body, code).await?,
            GrantType::RefreshToken => self.refresh(&client, call.body).await?,
            // On the heap, so that the two common grants need no room for the rare ones.
            GrantType::ClientCredentials => {
                Box::pin(self.client_credentials(&client, call.body)).await?
            }
            GrantType::DeviceCode => Box::pin(self.redeem_device_code(&client, call.body)).await?,
            GrantType::TokenExchange => Box::pin(self.exchange(&client, call.body)).await?,
            GrantType::Implicit => unsupported().into(),
        };
        // ⑤ Respond.
        match decided {
            Decided::Issued(response) => Ok(Verdict::Allow(*response)),
            // A device that asks on is refused nothing.
            Decided::Denied(denial) if is_device_waiting(&denial.error) => {
                Ok(Verdict::Deny(denial.error))
            }
            Decided::Denied(denial) => self.deny_client(&client, denial).await,
        }
    }

    /// Writes a refusal to somebody into the trail, with the client that it claims to be.
    pub(crate) async fn deny<T>(
        &self,
        claimed: Option<&Arc<CachedClient>>,
        denial: Denial,
    ) -> Result<Verdict<T>, Error> {
        self.note_refusal(denial.line(claimed)).await?;
        Ok(Verdict::Deny(denial.error))
    }

    /// The same for a client that has been let in. A public one has proved nothing.
    pub(crate) async fn deny_client<T>(
        &self,
        client: &Arc<CachedClient>,
        denial: Denial,
    ) -> Result<Verdict<T>, Error> {
        if client.client.settings.public {
            return self.deny(Some(client), denial).await;
        }
        self.note_proven_refusal(denial.line(Some(client))).await?;
        Ok(Verdict::Deny(denial.error))
    }
}

/// What logs and histories of browsers must not learn.
const NEVER_IN_URL: [&str; 8] = [
    "client_secret",
    "client_assertion",
    "code",
    "code_verifier",
    "refresh_token",
    "device_code",
    "subject_token",
    "token",
];

/// RFC 6749 §2.3.1: the parameters can only be transmitted in the request body.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1>
pub(crate) fn check_form(call: &ClientCall<'_>) -> Result<(), OAuthError> {
    let in_url = Params::parse(call.query.unwrap_or_default());
    if NEVER_IN_URL.iter().any(|name| in_url.get(name).is_some()) {
        tracing::warn!(
            known_cause = "Rocket.Chat 6.3.0 and some 6.0 to 6.2 builds; update Rocket.Chat",
            "token_parameters_in_url"
        );
        return Err(OAuthError::invalid_request(
            "client sent parameters in the URL; known Rocket.Chat 6.3.0 bug, update",
            "parameters_in_url",
        ));
    }
    call.body.fault().map_or(Ok(()), Err)
}

fn is_device_waiting(error: &OAuthError) -> bool {
    error.code == ErrorCode::AuthorizationPending || error.reason == OAuthError::ASKED_TOO_SOON
}

const fn unsupported() -> OAuthError {
    OAuthError::new(
        ErrorCode::UnsupportedGrantType,
        "grant_type is not one of those that discovery lists",
        "grant_type_unsupported",
    )
}

/// What only a client that can prove who it is may do.
pub(crate) const fn public_refused() -> OAuthError {
    OAuthError::new(
        ErrorCode::UnauthorizedClient,
        "only a client that authenticates may do this",
        "client_is_public",
    )
}

/// RFC 6749 §5.2: `unsupported_grant_type` and `unauthorized_client`.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
fn allowed_grant(call: &ClientCall<'_>, client: &CachedClient) -> Result<GrantType, OAuthError> {
    let Some(word) = call.body.get("grant_type") else {
        return Err(OAuthError::invalid_request(
            "grant_type is missing",
            "grant_type_missing",
        ));
    };
    let grant: GrantType = word.parse().map_err(|_| unsupported())?;
    if grant == GrantType::Implicit {
        return Err(unsupported());
    }
    if client.client.settings.grants.contains(&grant) {
        Ok(grant)
    } else {
        Err(OAuthError::new(
            ErrorCode::UnauthorizedClient,
            "the client may not use this grant",
            "grant_not_allowed",
        ))
    }
}
