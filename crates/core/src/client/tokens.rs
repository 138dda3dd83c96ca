//! What a client's tokens look like and whom they are for.

use serde::{Deserialize, Serialize};

use crate::client_id::ClientId;
use crate::clock::Seconds;
use crate::signing_key::SigningAlgorithm;

/// RFC 7518 §4.1: how the content key gets to the reader.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-4.1>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyManagement {
    /// Encrypted with the client's RSA key.
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
    /// Agreed on with the client's key on P-256.
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
}

impl KeyManagement {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::RsaOaep256, Self::EcdhEs];

    /// The `alg` header's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
        }
    }
}

/// RFC 7518 §5.1: how the content is encrypted.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-5.1>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContentEncryption {
    /// The default of OpenID Connect Registration §2.
    #[default]
    #[serde(rename = "A128CBC-HS256")]
    A128CbcHs256,
    /// AES-GCM with 128 bits.
    #[serde(rename = "A128GCM")]
    A128Gcm,
    /// AES-GCM with 256 bits.
    #[serde(rename = "A256GCM")]
    A256Gcm,
}

impl ContentEncryption {
    /// Every way, the default first.
    pub const ALL: [Self; 3] = [Self::A128CbcHs256, Self::A128Gcm, Self::A256Gcm];

    /// The `enc` header's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }
}

/// Both halves of an encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// For the key.
    pub alg: KeyManagement,
    /// For the content.
    #[serde(default)]
    pub enc: ContentEncryption,
}

/// Signing, encryption and audiences.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenSettings {
    /// Encrypt ID tokens for the client.
    pub id_token_encryption: Option<Encryption>,
    /// Answer at userinfo with a signed JWT.
    pub userinfo_signing_alg: Option<SigningAlgorithm>,
    /// Answer at userinfo with an encrypted JWT.
    pub userinfo_encryption: Option<Encryption>,
    /// RFC 9068: access tokens are JWTs, signed like its ID tokens.
    pub jwt_access_tokens: bool,
    /// RFC 8707: resources that its tokens may be for.
    pub resources: Vec<String>,
    /// Resources that this client serves: it may introspect tokens for them.
    pub serves: Vec<String>,
    /// RFC 8693: clients whose access tokens it may exchange.
    pub exchanges_from: Vec<ClientId>,
    /// How long a refresh token may lie unused; `None` for as long as usual.
    pub refresh_token_lifetime: Option<Seconds>,
}

impl TokenSettings {
    /// How long a refresh token usually may lie unused.
    pub const REFRESH_LIFETIME: Seconds = Seconds::days(30);
    /// The longest that any token may live.
    pub const LONGEST_LIFETIME: Seconds = Seconds::days(365);

    /// How long a refresh token may lie unused.
    #[must_use]
    pub fn refresh_lifetime(&self) -> Seconds {
        self.refresh_token_lifetime
            .unwrap_or(Self::REFRESH_LIFETIME)
    }
}
