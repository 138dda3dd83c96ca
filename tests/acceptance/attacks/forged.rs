//! JSON web tokens as an attacker builds them: any header, any claims, any signature.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::seal::Purpose;
use gantry_core::signer::Signer;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::TestApp;
use serde_json::{Value, json};

/// Base64url, as in every part of a token.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An RSA key with which any text can be signed.
pub(crate) struct RawKey(RsaKeyPair);

impl RawKey {
    /// A key that the server has never seen.
    pub(crate) fn foreign() -> Self {
        let der = Signer::generate(SigningAlgorithm::Rs256).unwrap();
        Self(RsaKeyPair::from_pkcs8(&der).unwrap())
    }

    /// The server's own key, to sign what the server never would.
    pub(crate) async fn of(app: &TestApp) -> Self {
        let keys = app.provider.keys().await.unwrap();
        let rsa = keys
            .iter()
            .find(|it| it.key.algorithm == SigningAlgorithm::Rs256)
            .unwrap();
        let row = rsa.key.id.as_uuid();
        let der = app
            .accounts
            .master_key()
            .open(Purpose::SigningKey, row, &rsa.key.sealed);
        Self(RsaKeyPair::from_pkcs8(&der.unwrap()).unwrap())
    }

    /// A token over exactly these two texts.
    pub(crate) fn sign(&self, header: &str, claims: &str) -> String {
        let message = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &random,
                message.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{message}.{}", encode(signature))
    }
}

/// A token with a keyed digest over exactly these two texts.
pub(crate) fn keyed(header: &str, claims: &str, secret: &[u8]) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", encode(tag.as_ref()))
}

/// A genuine token, taken apart.
pub(crate) struct Parts {
    /// The whole token.
    pub(crate) token: String,
    /// The header's text.
    pub(crate) header: String,
    /// The claims' text.
    pub(crate) claims: String,
    /// The signature, encoded.
    pub(crate) signature: String,
}

impl Parts {
    /// Takes a token apart.
    pub(crate) fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        Self {
            token: token.to_owned(),
            header: text(parts[0]),
            claims: text(parts[1]),
            signature: parts[2].to_owned(),
        }
    }

    /// The header with some members changed; `null` takes one away.
    pub(crate) fn header_with(&self, changes: &Value) -> String {
        merged(&self.header, changes)
    }

    /// The claims with some members changed; `null` takes one away.
    pub(crate) fn claims_with(&self, changes: &Value) -> String {
        merged(&self.claims, changes)
    }

    /// The key's name.
    pub(crate) fn kid(&self) -> String {
        let header: Value = serde_json::from_str(&self.header).unwrap();
        header["kid"].as_str().unwrap().to_owned()
    }

    /// The genuine claims under another header, with the genuine signature.
    pub(crate) fn under(&self, header: &str) -> String {
        format!(
            "{}.{}.{}",
            encode(header),
            encode(&self.claims),
            self.signature
        )
    }

    /// Other claims under the genuine header, with the genuine signature.
    pub(crate) fn claiming(&self, claims: &str) -> String {
        format!(
            "{}.{}.{}",
            encode(&self.header),
            encode(claims),
            self.signature
        )
    }
}

fn merged(text: &str, changes: &Value) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    for (name, change) in changes.as_object().unwrap() {
        if change.is_null() {
            value.as_object_mut().unwrap().remove(name);
        } else {
            value[name] = change.clone();
        }
    }
    value.to_string()
}

/// Every form in which the server's public key may be taken for a shared secret.
pub(crate) async fn public_key_as_secrets(app: &TestApp, kid: &str) -> Vec<Vec<u8>> {
    let jwks = app.provider.jwks().await.unwrap();
    let all = jwks["keys"].as_array().unwrap();
    let jwk = all.iter().find(|key| key["kid"] == json!(kid)).unwrap();
    let n = jwk["n"].as_str().unwrap();
    vec![
        n.as_bytes().to_vec(),
        URL_SAFE_NO_PAD.decode(n).unwrap(),
        jwk.to_string().into_bytes(),
        jwks.to_string().into_bytes(),
        kid.as_bytes().to_vec(),
        Vec::new(),
        vec![0],
    ]
}
