//! ID tokens that come back as hints: ours, for this client, however old.

use gantry_accounts::Error;
use gantry_core::Timestamp;
use gantry_core::client::Client;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use crate::keys::LoadedKey;
use crate::provider::Provider;

/// Longer than any ID token of ours.
const LONGEST: usize = 8192;

/// What a hint says. A struct, so that repeated members are refused.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Hint {
    /// Who issued it.
    pub(crate) iss: String,
    /// Who signed in.
    pub(crate) sub: String,
    /// For which client.
    pub(crate) aud: String,
    /// In which session, if it says so.
    pub(crate) sid: Option<String>,
    /// Whether its key is still published. A retired key may have leaked, so that a hint signed
    /// by it names the client but vouches for nobody.
    #[serde(skip)]
    pub(crate) vouches: bool,
}

impl Provider {
    /// OpenID Connect RP-Initiated Logout §2: signed by us; expiry does not matter.
    /// <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout>
    pub(crate) async fn read_hint(&self, hint: &str) -> Result<Option<Hint>, Error> {
        if hint.len() > LONGEST {
            return Ok(None);
        }
        let keys = self.known_keys().await?;
        let now = self.accounts.env().now();
        Ok(verified(hint, &keys, now))
    }

    /// Whether the hint's issuer is, or once was, this client's.
    pub(crate) fn is_issuer_of(&self, client: &Client, issuer: &str) -> bool {
        issuer == self.issuer(client)
            || issuer == self.public_url()
            || issuer == self.client_issuer(client)
            || client
                .settings
                .former_issuers
                .iter()
                .any(|former| former == issuer)
    }
}

/// RFC 8725 §3.1: the key decides the algorithm, never the token.
/// <https://www.rfc-editor.org/rfc/rfc8725#section-3.1>
fn verified(token: &str, keys: &[LoadedKey], now: Timestamp) -> Option<Hint> {
    let header = decode_header(token).ok()?;
    let kid = header.kid?;
    let loaded = keys.iter().find(|loaded| loaded.key.kid == kid)?;
    let algorithm: Algorithm = loaded.key.algorithm.as_str().parse().ok()?;
    let jwk: Jwk = serde_json::from_value(loaded.signer.jwk().clone()).ok()?;
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = decode::<Hint>(token, &key, &validation).ok()?.claims;
    Some(Hint {
        vouches: loaded.is_published(now),
        ..claims
    })
}
