//! A client registers: <https://www.rfc-editor.org/rfc/rfc7591#section-3>

use std::net::IpAddr;

use gantry_accounts::Error;
use gantry_accounts::clients::{Door, RegisteredClient, Registering};
use gantry_core::audit::Event;
use gantry_core::client::ClientSettings;
use serde_json::Value;
use url::Url;

use crate::error::{ErrorCode, OAuthError};
use crate::provider::{Provider, RegistrationMode};
use crate::registration::metadata::ClientMetadata;
use crate::registration::{MetadataProblem, bearer, denial, policy, slow};
use crate::verdict::Verdict;

/// A registration as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct RegistrationCall<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// Where it came from.
    pub address: IpAddr,
    /// The body.
    pub body: &'a [u8],
}

const TOKEN_REFUSED: OAuthError = OAuthError::new(
    ErrorCode::InvalidToken,
    "the initial access token was used up, has run out or never was one",
    "initial_token_refused",
);

impl Provider {
    /// RFC 7591 §3.1 and OpenID Connect Registration §3.1.
    /// <https://openid.net/specs/openid-connect-registration-1_0.html#RegistrationRequest>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn register(&self, call: RegistrationCall<'_>) -> Result<Verdict<Value>, Error> {
        // ① May whoever asks register at all?
        let door = match self.door(&call).await? {
            Ok(door) => door,
            Err(error) => return self.refuse_newcomer(error).await,
        };
        // ② What does it say, and may it?
        let (name, settings) = match Box::pin(self.described(call.body)).await {
            Ok(described) => described,
            Err(problem) => return self.refuse_newcomer(problem.into()).await,
        };
        // ③ Write, unless the settings contradict each other.
        let registering = match self.accounts.register_client(door, name, settings).await {
            Ok(registering) => registering,
            Err(error) => {
                let error = denial(error)?;
                return self.refuse_newcomer(error).await;
            }
        };
        // ④ Respond.
        match registering {
            Registering::Done(registered) => self.welcome(&registered).await,
            Registering::TokenOver => self.refuse_newcomer(TOKEN_REFUSED).await,
            Registering::TooMany => {
                self.refuse_newcomer(slow(
                    "too many clients wait to be used",
                    "registrations_full",
                ))
                .await
            }
        }
    }

    async fn door(&self, call: &RegistrationCall<'_>) -> Result<Result<Door, OAuthError>, Error> {
        if self.registration_mode() == RegistrationMode::Open {
            if self.accounts.limits().hears_registration(call.address) {
                return Ok(Ok(Door::Open));
            }
            let error = slow(
                "too many registrations from this address",
                "registrations_limited",
            );
            return Ok(Err(error));
        }
        let token = match bearer(call.authorization) {
            Ok(token) => token,
            Err(error) => return Ok(Err(error)),
        };
        let found = self.accounts.initial_access_token(token).await?;
        Ok(found.map(Door::Token).ok_or(TOKEN_REFUSED))
    }

    async fn described(&self, body: &[u8]) -> Result<(String, ClientSettings), MetadataProblem> {
        let metadata = ClientMetadata::parse(body)?;
        let base = ClientSettings::default();
        let settings = metadata.to_settings(&base)?;
        policy::check(&base, &settings, self)?;
        self.check_sector_of_stranger(&settings).await?;
        Ok((name(&metadata, &settings), settings))
    }

    async fn welcome(&self, registered: &RegisteredClient) -> Result<Verdict<Value>, Error> {
        self.ensure_keys_of(&registered.client).await?;
        let secret = registered.secret.as_ref();
        let token = registered.token.expose();
        Ok(Verdict::Allow(self.information(
            &registered.client,
            secret,
            token,
        )))
    }

    async fn refuse_newcomer(&self, error: OAuthError) -> Result<Verdict<Value>, Error> {
        self.refuse_registration(Event::ClientAdded, None, error)
            .await
    }
}

/// The name that people see: the client's own word, or else where it sends them.
pub(super) fn name(metadata: &ClientMetadata, settings: &ClientSettings) -> String {
    let given = metadata.client_name.as_deref().unwrap_or_default().trim();
    if !given.is_empty() {
        return given.to_owned();
    }
    let uri = settings.redirect_uris.first();
    let url = uri.and_then(|uri| Url::parse(uri.as_str()).ok());
    let host = url.and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "Application".to_owned())
}
