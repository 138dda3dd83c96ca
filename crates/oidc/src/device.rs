//! Devices without a browser: RFC 8628. The device asks here; [`answer`] is where a person answers,
//! and the device code grant of the token endpoint where the device learns of it.
//! <https://www.rfc-editor.org/rfc/rfc8628>

pub mod answer;

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::Seconds;
use gantry_core::audit::Event;
use gantry_core::authorization::Requested;
use gantry_core::client::{GrantType, ResponseType};
use gantry_core::correlation::Correlation;
use gantry_core::device_code::{DeviceCode, UserCode};
use gantry_core::token::Token;
use gantry_store::device_codes;
use serde::Serialize;

use crate::authorize::asked;
use crate::client_call::ClientCall;
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;
use crate::resources;
use crate::token::{Disclosed, too_many};
use crate::verdict::Verdict;

/// How long a person may take.
const LIFETIME: Seconds = Seconds::minutes(10);
/// How long a device waits between two questions.
const PAUSE: Seconds = Seconds::new(5);
/// How many user codes are tried before the server counts as broken.
const TRIES: usize = 5;

/// RFC 8628 §3.2. <https://www.rfc-editor.org/rfc/rfc8628#section-3.2>
#[derive(Debug, Serialize)]
pub struct DeviceAuthorization {
    /// For the device.
    pub device_code: Disclosed,
    /// For the person.
    pub user_code: String,
    /// Where the person types it.
    pub verification_uri: String,
    /// The same with the code in it, for a picture that a phone reads.
    pub verification_uri_complete: String,
    /// Seconds.
    pub expires_in: i64,
    /// Seconds between two questions.
    pub interval: i64,
}

impl Provider {
    /// RFC 8628 §3.1: a device asks for a code.
    /// <https://www.rfc-editor.org/rfc/rfc8628#section-3.1>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn authorize_device(
        &self,
        call: ClientCall<'_>,
    ) -> Result<Verdict<DeviceAuthorization>, Error> {
        let client = match self.calling_client(&call).await? {
            Ok(client) => client,
            Err((error, claimed)) => return self.deny(claimed.as_ref(), error.into()).await,
        };
        let settings = &client.client.settings;
        if !settings.grants.contains(&GrantType::DeviceCode) {
            let error = OAuthError::new(
                ErrorCode::UnauthorizedClient,
                "the client may not use this grant",
                "grant_not_allowed",
            );
            return self.deny(Some(&client), error.into()).await;
        }
        let resources = match resources::check(call.body, &client.client) {
            Ok(resources) => resources,
            Err(error) => return self.deny(Some(&client), error.into()).await,
        };
        // Anybody can bear a public client's name; the web server counts them by their address.
        if !settings.public && !self.hears_client(&client.client) {
            return self.deny(Some(&client), too_many().into()).await;
        }
        let env = self.accounts.env();
        let token = Token::<DeviceCode>::generate(env);
        let code = DeviceCode {
            id: token.id(),
            user_code: UserCode::generate(env),
            client_id: client.client.id,
            // Tokens come from the token endpoint, as they do for a code.
            scopes: asked::scopes(call.body, &client.client, ResponseType::Code),
            requested: Requested {
                resources,
                ..Requested::default()
            },
            correlation: Correlation::generate(env),
            pause: PAUSE,
            expires_at: env.now().plus(LIFETIME),
        };
        let code = self.store_device_code(code, &token).await?;
        self.note_device(&client, &code);
        Ok(Verdict::Allow(self.device_answer(&code, &token)))
    }

    /// Stores it under a user code that is free.
    async fn store_device_code(
        &self,
        mut code: DeviceCode,
        token: &Token<DeviceCode>,
    ) -> Result<DeviceCode, Error> {
        for _ in 0..TRIES {
            let act = (code.clone(), token.digest());
            let store = self.accounts.store();
            let stored = store.write_one(act, |tx, (code, digest)| {
                Box::pin(device_codes::insert(tx, code, *digest))
            });
            if stored.await? {
                return Ok(code);
            }
            code.user_code = UserCode::generate(self.accounts.env());
        }
        Err(Error::Busy)
    }

    fn note_device(&self, client: &Arc<CachedClient>, code: &DeviceCode) {
        let mut line = Line::new(Event::Authorize);
        line.client_id = Some(client.client.id);
        line.correlation = Some(code.correlation);
        "device".clone_into(&mut line.detail);
        self.accounts.trail().succeeded(line);
    }

    fn device_answer(&self, code: &DeviceCode, token: &Token<DeviceCode>) -> DeviceAuthorization {
        let page = format!("{}/device", self.public_url());
        DeviceAuthorization {
            device_code: Disclosed(token.encode()),
            user_code: code.user_code.to_string(),
            verification_uri_complete: format!("{page}?user_code={}", code.user_code),
            verification_uri: page,
            expires_in: LIFETIME.as_i64(),
            interval: code.pause.as_i64(),
        }
    }
}
