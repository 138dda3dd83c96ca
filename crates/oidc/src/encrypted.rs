//! Signed tokens that only their client may read.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::Encryption;
use gantry_core::jwe;

use crate::client_keys::ClientKeysFault;
use crate::provider::Provider;

impl Provider {
    /// OpenID Connect Core §10.2: a signed JWT, encrypted for its client.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#Encryption>
    ///
    /// # Errors
    /// [`Error::Busy`] if the client's key cannot be had or cannot be used now; the trail has the
    /// reason. What was to be encrypted is never sent without.
    pub(crate) async fn encrypted(
        &self,
        client: &CachedClient,
        encryption: Encryption,
        signed: &str,
    ) -> Result<String, Error> {
        let nested = Some("JWT");
        self.encrypted_text(client, encryption, nested, signed)
            .await
    }

    /// The same for any text, which `cty` names if it is a JWT.
    ///
    /// # Errors
    /// As [`Self::encrypted`].
    pub(crate) async fn encrypted_text(
        &self,
        client: &CachedClient,
        encryption: Encryption,
        cty: Option<&str>,
        text: &str,
    ) -> Result<String, Error> {
        let (reason, detail) = match self.encryption_key(client, encryption.alg).await {
            Ok(Some(key)) => match jwe::encrypt(&key, encryption, cty, text.as_bytes()) {
                Ok(text) => return Ok(text),
                Err(fault) => ("client_key_unusable", fault.to_string()),
            },
            Ok(None) | Err(ClientKeysFault::None) => {
                ("client_key_missing", "no key of the client fits".to_owned())
            }
            Err(ClientKeysFault::Unreachable) => (
                "client_keys_unreachable",
                "the address of the client's keys does not answer".to_owned(),
            ),
        };
        let mut line = Line::new(Event::Token);
        line.client_id = Some(client.client.id);
        line.reason = Some(reason);
        line.detail = detail;
        self.note_refusal(line).await?;
        Err(Error::Busy)
    }
}
