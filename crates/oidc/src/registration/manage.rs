//! A client reads, replaces or ends its registration: <https://www.rfc-editor.org/rfc/rfc7592#section-2>

use std::net::IpAddr;

use gantry_accounts::Error;
use gantry_core::Secret;
use gantry_core::audit::Event;
use gantry_core::client::Client;
use gantry_core::token::Token;
use serde_json::Value;

use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;
use crate::registration::metadata::ClientMetadata;
use crate::registration::register::name;
use crate::registration::{MetadataProblem, bearer, denial, policy, slow};
use crate::verdict::Verdict;

/// A request about a registered client, as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct ManagementCall<'a> {
    /// The client that the address names.
    pub client_id: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// Where it came from.
    pub address: IpAddr,
}

/// RFC 7592 §2: one answer for a client that is gone, never was or has another token.
const TOKEN_REFUSED: OAuthError = OAuthError::new(
    ErrorCode::InvalidToken,
    "the registration access token is not good here",
    "registration_token_refused",
);

const TOO_OFTEN: OAuthError = slow(
    "too many changes of registrations",
    "registration_changes_limited",
);

/// A client and the token that manages it.
struct Managed {
    client: Client,
    token: String,
}

impl Provider {
    /// RFC 7592 §2.1. <https://www.rfc-editor.org/rfc/rfc7592#section-2.1>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn read_registration(
        &self,
        call: ManagementCall<'_>,
    ) -> Result<Verdict<Value>, Error> {
        match self.managed(call).await? {
            Ok(Managed { client, token }) => {
                Ok(Verdict::Allow(self.information(&client, None, &token)))
            }
            Err(error) => {
                self.refuse_registration(Event::ClientChanged, None, error)
                    .await
            }
        }
    }

    /// RFC 7592 §2.2: the new metadata replace the old ones as a whole.
    /// <https://www.rfc-editor.org/rfc/rfc7592#section-2.2>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn replace_registration(
        &self,
        call: ManagementCall<'_>,
        body: &[u8],
    ) -> Result<Verdict<Value>, Error> {
        let event = Event::ClientChanged;
        let Managed { client, token } = match self.changing(call).await? {
            Ok(managed) => managed,
            Err(error) => return self.refuse_registration(event, None, error).await,
        };
        let after = match self.replaced(&client, body).await? {
            Ok(after) => after,
            Err(problem) => {
                return self
                    .refuse_registration(event, Some(&client), problem.into())
                    .await;
            }
        };
        let changed = Box::pin(self.accounts.change_registered_client(&client, after)).await;
        match changed {
            Ok((client, secret)) => {
                self.ensure_keys_of(&client).await?;
                let told = self.information(&client, secret.as_ref(), &token);
                Ok(Verdict::Allow(told))
            }
            Err(error) => {
                let error = denial(error)?;
                self.refuse_registration(event, Some(&client), error).await
            }
        }
    }

    /// RFC 7592 §2.3. <https://www.rfc-editor.org/rfc/rfc7592#section-2.3>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_registration(&self, call: ManagementCall<'_>) -> Result<Verdict<()>, Error> {
        match self.changing(call).await? {
            Ok(managed) => {
                self.accounts
                    .remove_registered_client(&managed.client)
                    .await?;
                Ok(Verdict::Allow(()))
            }
            Err(error) => {
                self.refuse_registration(Event::ClientRemoved, None, error)
                    .await
            }
        }
    }

    /// The same for a call that changes something: of those only some are heard, since each makes
    /// every server read its clients again.
    async fn changing(
        &self,
        call: ManagementCall<'_>,
    ) -> Result<Result<Managed, OAuthError>, Error> {
        let limits = self.accounts.limits();
        if !limits.hears_registration_change(call.address) {
            return Ok(Err(TOO_OFTEN));
        }
        let managed = self.managed(call).await?;
        Ok(managed.and_then(|managed| {
            let heard = limits.hears_change_of(managed.client.id);
            heard.then_some(managed).ok_or(TOO_OFTEN)
        }))
    }

    async fn managed(
        &self,
        call: ManagementCall<'_>,
    ) -> Result<Result<Managed, OAuthError>, Error> {
        let text = match bearer(call.authorization) {
            Ok(text) => text,
            Err(error) => return Ok(Err(error)),
        };
        let (Ok(client_id), Some(token)) = (call.client_id.parse(), Token::parse(text)) else {
            return Ok(Err(TOKEN_REFUSED));
        };
        let client = self.accounts.registered_client(&client_id, &token).await?;
        // Whoever an administrator shut out changes nothing.
        let client = client.filter(|client| !client.disabled);
        Ok(client.ok_or(TOKEN_REFUSED).map(|client| Managed {
            client,
            token: text.to_owned(),
        }))
    }

    async fn replaced(
        &self,
        before: &Client,
        body: &[u8],
    ) -> Result<Result<Client, MetadataProblem>, Error> {
        let metadata = match ClientMetadata::parse(body) {
            Ok(metadata) => metadata,
            Err(problem) => return Ok(Err(problem)),
        };
        if let Err(problem) = self.check_names(before, &metadata).await? {
            return Ok(Err(problem));
        }
        Ok(Box::pin(self.settled(before, &metadata)).await)
    }

    /// RFC 7592 §2.2: `client_id` must be the client's, and a `client_secret` must be its own.
    async fn check_names(
        &self,
        before: &Client,
        metadata: &ClientMetadata,
    ) -> Result<Result<(), MetadataProblem>, Error> {
        if metadata.client_id.as_deref() != Some(before.client_id.as_str()) {
            return Ok(Err(MetadataProblem::invalid(
                "client_id is missing or another client's",
            )));
        }
        let Some(secret) = &metadata.client_secret else {
            return Ok(Ok(()));
        };
        let secret = Secret::new(secret.clone());
        let own = self
            .accounts
            .authenticate_client_secret(before, &secret)
            .await?;
        Ok(if own {
            Ok(())
        } else {
            Err(MetadataProblem::invalid(
                "client_secret is not one of the client's",
            ))
        })
    }

    async fn settled(
        &self,
        before: &Client,
        metadata: &ClientMetadata,
    ) -> Result<Client, MetadataProblem> {
        let settings = metadata.to_settings(&before.settings)?;
        policy::check(&before.settings, &settings, self)?;
        let after = Client {
            name: name(metadata, &settings),
            settings,
            ..before.clone()
        };
        policy::check_sector_stays(before, &after)?;
        // What the document was read for is not read again.
        let read_for = |client: &Client| {
            (
                client.settings.subject.clone(),
                client.settings.redirect_uris.clone(),
            )
        };
        if read_for(before) != read_for(&after) {
            self.check_sector_of_stranger(&after.settings).await?;
        }
        Ok(after)
    }
}
