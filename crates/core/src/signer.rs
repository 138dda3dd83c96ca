//! Signing of JSON web tokens with keys that are parsed once.

pub mod import;

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use thiserror::Error;

use crate::digest::Digest;
use crate::signing_key::SigningAlgorithm;

/// The engine refused a key or a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signing engine refused the {0} key")]
pub struct SignerError(SigningAlgorithm);

/// How the engine does what an algorithm says.
#[derive(Clone, Copy)]
enum Scheme {
    Rsa(&'static dyn RsaEncoding),
    Ec(&'static EcdsaSigningAlgorithm),
    Ed,
}

impl Scheme {
    const fn of(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::Rs256 => Self::Rsa(&RSA_PKCS1_SHA256),
            SigningAlgorithm::Rs384 => Self::Rsa(&RSA_PKCS1_SHA384),
            SigningAlgorithm::Rs512 => Self::Rsa(&RSA_PKCS1_SHA512),
            SigningAlgorithm::Ps256 => Self::Rsa(&RSA_PSS_SHA256),
            SigningAlgorithm::Ps384 => Self::Rsa(&RSA_PSS_SHA384),
            SigningAlgorithm::Ps512 => Self::Rsa(&RSA_PSS_SHA512),
            SigningAlgorithm::Es256 => Self::Ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            SigningAlgorithm::Es384 => Self::Ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            SigningAlgorithm::EdDsa => Self::Ed,
        }
    }
}

enum Pair {
    Rsa(Box<RsaKeyPair>, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A private key, ready to sign.
pub struct Signer {
    algorithm: SigningAlgorithm,
    pair: Pair,
    jwk: Value,
    kid: String,
}

impl Signer {
    /// Makes a new key and returns its PKCS#8 form. An RSA key takes about 0.1 s of processor time.
    ///
    /// # Errors
    /// Only if the engine fails.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Vec<u8>, SignerError> {
        let failed = SignerError(algorithm);
        let random = SystemRandom::new();
        match Scheme::of(algorithm) {
            Scheme::Rsa(_) => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| failed)?;
                let der = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair).map_err(|_| failed)?;
                Ok(der.as_ref().to_vec())
            }
            Scheme::Ec(curve) => EcdsaKeyPair::generate_pkcs8(curve, &random)
                .map(|der| der.as_ref().to_vec())
                .map_err(|_| failed),
            Scheme::Ed => Ed25519KeyPair::generate_pkcs8v1(&random)
                .map(|der| der.as_ref().to_vec())
                .map_err(|_| failed),
        }
    }

    /// Parses a private key in PKCS#8 form.
    ///
    /// # Errors
    /// A key of another kind, or a broken one.
    pub fn from_pkcs8(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Result<Self, SignerError> {
        let failed = SignerError(algorithm);
        let pair = match Scheme::of(algorithm) {
            Scheme::Rsa(encoding) => {
                RsaKeyPair::from_pkcs8(pkcs8).map(|pair| Pair::Rsa(Box::new(pair), encoding))
            }
            Scheme::Ec(curve) => EcdsaKeyPair::from_pkcs8(curve, pkcs8).map(Pair::Ec),
            Scheme::Ed => Ed25519KeyPair::from_pkcs8(pkcs8).map(Pair::Ed),
        }
        .map_err(|_| failed)?;
        let members = public_members(&pair).ok_or(failed)?;
        // RFC 7638 §3: SHA-256 over the required members in alphabetical order, which is how
        // this map is written. <https://www.rfc-editor.org/rfc/rfc7638#section-3>
        let kid = URL_SAFE_NO_PAD.encode(Digest::of(members.to_string().as_bytes()).as_bytes());
        let mut jwk = members;
        if let Some(object) = jwk.as_object_mut() {
            object.insert("kid".to_owned(), json!(kid));
            object.insert("use".to_owned(), json!("sig"));
            object.insert("alg".to_owned(), json!(algorithm.as_str()));
        }
        Ok(Self {
            algorithm,
            pair,
            jwk,
            kid,
        })
    }

    /// The key id: an RFC 7638 thumbprint.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, as published.
    #[must_use]
    pub const fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// RFC 7515 §7.1: the compact form of these claims, with `typ` in the header.
    /// <https://www.rfc-editor.org/rfc/rfc7515#section-7.1>
    ///
    /// # Errors
    /// Only if the engine fails.
    pub fn sign_compact(&self, typ: &str, claims: &Value) -> Result<String, SignerError> {
        let header = json!({ "alg": self.algorithm().as_str(), "kid": self.kid, "typ": typ });
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
        let signature = self.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let failed = SignerError(self.algorithm());
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)
                    .map_err(|_| failed)?;
                Ok(signature)
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| failed)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ed(pair) => {
                let signature = pair.try_sign(message).map_err(|_| failed)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

fn public_members(pair: &Pair) -> Option<Value> {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    match pair {
        Pair::Rsa(pair, _) => {
            let key = pair.public_key();
            let e = encode(key.exponent().big_endian_without_leading_zero());
            let n = encode(key.modulus().big_endian_without_leading_zero());
            Some(json!({ "e": e, "kty": "RSA", "n": n }))
        }
        Pair::Ec(pair) => {
            // SEC 1 §2.3.3: 0x04, then both coordinates, of the same length.
            let point = pair.public_key().as_ref().strip_prefix(&[4])?;
            let (x, y) = point.split_at_checked(point.len() / 2)?;
            let curve = if x.len() == 32 { "P-256" } else { "P-384" };
            Some(json!({ "crv": curve, "kty": "EC", "x": encode(x), "y": encode(y) }))
        }
        Pair::Ed(pair) => {
            let x = encode(pair.public_key().as_ref());
            Some(json!({ "crv": "Ed25519", "kty": "OKP", "x": x }))
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({} {})", self.algorithm(), self.kid)
    }
}
