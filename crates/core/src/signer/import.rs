//! Private keys in PEM that come from elsewhere.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, RsaKeyPair,
};
use rsa::pkcs8::der::SecretDocument;
use rsa::pkcs8::{EncryptedPrivateKeyInfo, ObjectIdentifier, PrivateKeyInfo};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::signing_key::SigningAlgorithm;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Why a file is no key to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ImportError {
    /// No private key in it.
    #[error(
        "the file has no private key in PEM: a block that begins with -----BEGIN PRIVATE KEY-----, \
             -----BEGIN RSA PRIVATE KEY-----, -----BEGIN EC PRIVATE KEY----- or -----BEGIN ENCRYPTED PRIVATE KEY-----"
    )]
    NoKey,
    /// Encrypted in the way before PKCS#8.
    #[error(
        "the key is encrypted in an old way; write it anew with: openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem"
    )]
    OldEncryption,
    /// Encrypted, and nothing was given to open it.
    #[error("the key is encrypted: its passphrase is needed")]
    PassphraseNeeded,
    /// The passphrase does not open it.
    #[error(
        "the passphrase is wrong, or the key is encrypted with something other than PBES2 with AES"
    )]
    WrongPassphrase,
    /// Of a kind that does not sign here.
    #[error("the key is neither RSA, nor on the curves P-256, P-384 or Ed25519")]
    Kind,
    /// An RSA key of the wrong size.
    #[error("an RSA key has 2048 to 8192 bits")]
    Size,
    /// The algorithm does not go with the key.
    #[error("{0} cannot be used with this key")]
    Algorithm(SigningAlgorithm),
    /// Cut off, or its numbers do not belong together.
    #[error("the key is broken: its numbers do not belong together, or the file was cut off")]
    Broken,
}

/// A key that can sign, and for which algorithm it is to be used.
#[derive(Clone)]
pub struct ImportedKey {
    algorithm: SigningAlgorithm,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl ImportedKey {
    /// Reads the first private key of a PEM file: PKCS#8, encrypted or not, PKCS#1 or SEC 1.
    ///
    /// Without an algorithm an RSA key signs with RS256; a key on a curve has only one.
    ///
    /// # Errors
    /// What is wrong with the file, the passphrase or the key.
    pub fn read(
        pem: &str,
        passphrase: Option<&Secret>,
        algorithm: Option<SigningAlgorithm>,
    ) -> Result<Self, ImportError> {
        let block = private_block(pem).ok_or(ImportError::NoKey)?;
        if block.contains("Proc-Type:") {
            return Err(ImportError::OldEncryption);
        }
        let (label, document) = SecretDocument::from_pem(block).map_err(|_| ImportError::Broken)?;
        let found = match label {
            "RSA PRIVATE KEY" => rsa_key(RsaKeyPair::from_der(document.as_bytes())),
            "EC PRIVATE KEY" => ec_key(document.as_bytes()),
            "PRIVATE KEY" => pkcs8_key(document.as_bytes()),
            "ENCRYPTED PRIVATE KEY" => {
                pkcs8_key(decrypted(document.as_bytes(), passphrase)?.as_bytes())
            }
            _ => Err(ImportError::Kind),
        }?;
        found.used_with(algorithm)
    }

    /// What it will sign with.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The private key in PKCS#8.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    fn new(algorithm: SigningAlgorithm, pkcs8: &[u8]) -> Self {
        let pkcs8 = Zeroizing::new(pkcs8.to_vec());
        Self { algorithm, pkcs8 }
    }

    /// RSA keys have six algorithms, the others one.
    fn used_with(self, algorithm: Option<SigningAlgorithm>) -> Result<Self, ImportError> {
        let wanted = algorithm.unwrap_or(self.algorithm);
        let rsa = |algorithm: SigningAlgorithm| {
            algorithm.as_str().starts_with("RS") || algorithm.as_str().starts_with("PS")
        };
        if wanted == self.algorithm || (rsa(wanted) && rsa(self.algorithm)) {
            Ok(Self {
                algorithm: wanted,
                ..self
            })
        } else {
            Err(ImportError::Algorithm(wanted))
        }
    }
}

impl fmt::Debug for ImportedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportedKey({} ***)", self.algorithm)
    }
}

/// The first private key among certificates, parameters and remarks.
fn private_block(pem: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(begin) = pem.get(from..)?.find("-----BEGIN ").map(|at| from + at) {
        let rest = pem.get(begin..)?;
        let label = rest.strip_prefix("-----BEGIN ")?.split("-----").next()?;
        let last = format!("-----END {label}-----");
        let length = rest.find(&last)? + last.len();
        if label.ends_with("PRIVATE KEY") {
            return rest.get(..length);
        }
        from = begin + length;
    }
    None
}

fn decrypted(der: &[u8], passphrase: Option<&Secret>) -> Result<SecretDocument, ImportError> {
    let passphrase = passphrase.ok_or(ImportError::PassphraseNeeded)?;
    EncryptedPrivateKeyInfo::try_from(der)
        .map_err(|_| ImportError::Broken)?
        .decrypt(passphrase.expose())
        .map_err(|_| ImportError::WrongPassphrase)
}

fn pkcs8_key(der: &[u8]) -> Result<ImportedKey, ImportError> {
    let info = PrivateKeyInfo::try_from(der).map_err(|_| ImportError::Broken)?;
    match info.algorithm.oid {
        RSA => rsa_key(RsaKeyPair::from_pkcs8(der)),
        EC => ec_key(der),
        ED25519 => {
            let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| ImportError::Broken)?;
            let pkcs8 = pair.to_pkcs8v1().map_err(|_| ImportError::Broken)?;
            Ok(ImportedKey::new(SigningAlgorithm::EdDsa, pkcs8.as_ref()))
        }
        _ => Err(ImportError::Kind),
    }
}

fn rsa_key(pair: Result<RsaKeyPair, KeyRejected>) -> Result<ImportedKey, ImportError> {
    let pair = pair.map_err(|rejected| match rejected.to_string().as_str() {
        "TooSmall" | "TooLarge" => ImportError::Size,
        _ => ImportError::Broken,
    })?;
    let pkcs8 = AsDer::<Pkcs8V1Der<'static>>::as_der(&pair).map_err(|_| ImportError::Broken)?;
    Ok(ImportedKey::new(SigningAlgorithm::Rs256, pkcs8.as_ref()))
}

/// PKCS#8 or SEC 1; the engine refuses a key that is not on the curve.
fn ec_key(der: &[u8]) -> Result<ImportedKey, ImportError> {
    let curves: [(SigningAlgorithm, &'static EcdsaSigningAlgorithm); 2] = [
        (SigningAlgorithm::Es256, &ECDSA_P256_SHA256_FIXED_SIGNING),
        (SigningAlgorithm::Es384, &ECDSA_P384_SHA384_FIXED_SIGNING),
    ];
    for (algorithm, curve) in curves {
        if let Ok(pair) = EcdsaKeyPair::from_private_key_der(curve, der) {
            let pkcs8 = pair.to_pkcs8v1().map_err(|_| ImportError::Broken)?;
            return Ok(ImportedKey::new(algorithm, pkcs8.as_ref()));
        }
    }
    Err(ImportError::Kind)
}

#[cfg(test)]
mod tests;
