//! Clients that register themselves: RFC 7591, RFC 7592 and OpenID Connect Registration 1.0.
//!
//! Reading order: `metadata` (the members), `to_settings` and `of_client` (both ways between them
//! and what a client is), `policy` and `sector` (what a stranger may not say), `register` (the
//! first request), `manage` (the later ones), `problem` (why not).

mod manage;
pub mod metadata;
mod of_client;
mod policy;
mod problem;
mod register;
mod sector;
mod to_settings;
mod words;

use gantry_accounts::Error;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::Client;
use gantry_core::{Seconds, Secret};
use serde_json::{Value, json};

use crate::error::{ErrorCode, OAuthError};
use crate::provider::{Provider, RegistrationMode};
use crate::registration::metadata::ClientMetadata;
use crate::verdict::Verdict;

pub use crate::registration::manage::ManagementCall;
pub use crate::registration::problem::MetadataProblem;
pub use crate::registration::register::RegistrationCall;

impl Provider {
    /// Who may register clients over HTTP.
    #[must_use]
    pub fn registration_mode(&self) -> RegistrationMode {
        self.settings.registration
    }

    /// For how long a client that registered itself may stay unused: where everybody may register,
    /// strangers are not remembered for long.
    #[must_use]
    pub fn unused_clients_stay(&self) -> Seconds {
        match self.registration_mode() {
            RegistrationMode::Open => Seconds::days(7),
            RegistrationMode::Off | RegistrationMode::InitialAccessToken => Seconds::days(30),
        }
    }

    /// RFC 7591 §3.2.1: what the client is told of itself; its secret only when it was made.
    /// <https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1>
    fn information(&self, client: &Client, secret: Option<&Secret>, token: &str) -> Value {
        let mut value = ClientMetadata::of_client(client).to_json();
        if let Some(members) = value.as_object_mut() {
            let address = format!(
                "{}/application/o/register/{}",
                self.public_url(),
                client.client_id
            );
            members.insert("client_id_issued_at".to_owned(), json!(client.created_at));
            members.insert("registration_client_uri".to_owned(), json!(address));
            members.insert("registration_access_token".to_owned(), json!(token));
            if let Some(secret) = secret {
                members.insert("client_secret".to_owned(), json!(secret.expose()));
                members.insert("client_secret_expires_at".to_owned(), json!(0));
            }
        }
        value
    }

    /// Writes the refusal into the trail and answers with it.
    async fn refuse_registration<T>(
        &self,
        event: Event,
        client: Option<&Client>,
        error: OAuthError,
    ) -> Result<Verdict<T>, Error> {
        let mut line = Line::new(event);
        line.client_id = client.map(|client| client.id);
        line.reason = Some(error.reason);
        error.description.clone_into(&mut line.detail);
        self.note_refusal(line).await?;
        Ok(Verdict::Deny(error))
    }
}

const fn slow(description: &'static str, reason: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::SlowDown, description, reason)
}

/// A breakdown goes on as one; what was refused for its metadata becomes an error for the client.
fn denial(error: Error) -> Result<OAuthError, Error> {
    match error {
        Error::Refused(refusal) => match MetadataProblem::of(&refusal) {
            Some(problem) => Ok(problem.into()),
            None => Err(Error::Refused(refusal)),
        },
        breakdown => Err(breakdown),
    }
}

/// RFC 6750 §2.1: the token in the header; the scheme's name in any case.
/// <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>
fn bearer(authorization: Option<&str>) -> Result<&str, OAuthError> {
    let refused =
        |description, reason| OAuthError::new(ErrorCode::InvalidToken, description, reason);
    let Some(header) = authorization else {
        return Err(refused("an access token is needed", "token_missing"));
    };
    let (scheme, token) = header.trim().split_once(' ').unwrap_or((header, ""));
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(refused(
            "the Authorization scheme must be Bearer",
            "token_malformed",
        ))
    }
}
