//! Files as OpenSSL writes them, and what is refused.

use crate::secret::Secret;
use crate::signer::Signer;
use crate::signer::import::{ImportError, ImportedKey};
use crate::signing_key::SigningAlgorithm;

const PKCS1: &str = include_str!("keys/rsa-pkcs1.pem");
const PKCS8: &str = include_str!("keys/rsa-pkcs8.pem");
const ENCRYPTED: &str = include_str!("keys/rsa-encrypted.pem");
const SCRYPT: &str = include_str!("keys/rsa-scrypt.pem");
const OLD_ENCRYPTION: &str = include_str!("keys/rsa-old-encryption.pem");
const SHORT: &str = include_str!("keys/rsa-1024.pem");
const P256: &str = include_str!("keys/p256-sec1.pem");
const P256_PKCS8: &str = include_str!("keys/p256-pkcs8.pem");
const P384: &str = include_str!("keys/p384-sec1.pem");
const P521: &str = include_str!("keys/p521-sec1.pem");
const K256: &str = include_str!("keys/k256-sec1.pem");
const ED25519: &str = include_str!("keys/ed25519.pem");
const X25519: &str = include_str!("keys/x25519.pem");

fn orbit() -> Secret {
    Secret::new("orbit".to_owned())
}

fn kid(pem: &str) -> String {
    let key = ImportedKey::read(pem, Some(&orbit()), None).unwrap();
    let signer = Signer::from_pkcs8(key.algorithm(), key.pkcs8()).unwrap();
    signer.kid().to_owned()
}

fn refused(pem: &str) -> ImportError {
    ImportedKey::read(pem, None, None).unwrap_err()
}

#[test]
fn every_form_of_a_key_is_the_same_key() {
    for form in [PKCS8, ENCRYPTED, SCRYPT] {
        assert_eq!(kid(form), kid(PKCS1));
    }
    assert_eq!(kid(P256), kid(P256_PKCS8));
}

#[test]
fn a_key_says_for_itself_what_it_signs_with() {
    for (pem, algorithm) in [
        (PKCS1, SigningAlgorithm::Rs256),
        (P256, SigningAlgorithm::Es256),
        (P384, SigningAlgorithm::Es384),
        (ED25519, SigningAlgorithm::EdDsa),
    ] {
        let key = ImportedKey::read(pem, None, None).unwrap();

        assert_eq!(key.algorithm(), algorithm);
        assert!(Signer::from_pkcs8(algorithm, key.pkcs8()).is_ok());
    }
}

#[test]
fn an_rsa_key_may_sign_with_any_algorithm_of_its_kind_and_others_may_not() {
    let read = |pem, algorithm| ImportedKey::read(pem, None, Some(algorithm));

    for algorithm in SigningAlgorithm::ALL {
        let rsa = ["RS", "PS"].contains(&&algorithm.as_str()[..2]);
        assert_eq!(read(PKCS1, algorithm).is_ok(), rsa, "{algorithm}");
        let p256 = algorithm == SigningAlgorithm::Es256;
        assert_eq!(read(P256, algorithm).is_ok(), p256, "{algorithm}");
    }
    let refused = read(P384, SigningAlgorithm::Es256).unwrap_err();
    assert_eq!(refused, ImportError::Algorithm(SigningAlgorithm::Es256));
}

#[test]
fn the_key_is_found_among_certificates_and_remarks() {
    let certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let bundle = format!("subject=/CN=auth\n{certificate}{PKCS1}{certificate}");

    assert_eq!(kid(&bundle), kid(PKCS1));
    assert_eq!(kid(&PKCS8.replace('\n', "\r\n")), kid(PKCS8));
    for none in [certificate, "", "-----BEGIN PRIVATE KEY-----\nMAA="] {
        assert_eq!(refused(none), ImportError::NoKey, "{none}");
    }
}

#[test]
fn an_encrypted_key_needs_its_passphrase() {
    let wrong = Secret::new("orbits".to_owned());

    assert_eq!(refused(ENCRYPTED), ImportError::PassphraseNeeded);
    assert_eq!(
        ImportedKey::read(ENCRYPTED, Some(&wrong), None).unwrap_err(),
        ImportError::WrongPassphrase
    );
    assert_eq!(refused(OLD_ENCRYPTION), ImportError::OldEncryption);
}

#[test]
fn weak_keys_and_those_of_other_kinds_are_refused() {
    for (pem, error) in [
        (SHORT, ImportError::Size),
        (P521, ImportError::Kind),
        (K256, ImportError::Kind),
        (X25519, ImportError::Kind),
    ] {
        assert_eq!(refused(pem), error, "{pem}");
    }
}

#[test]
fn broken_keys_are_refused() {
    let lines: Vec<&str> = PKCS1.lines().collect();
    let without = |line: usize| [&lines[..line], &lines[line + 1..]].concat().join("\n");
    let swapped = PKCS1.replace(lines[5], &lines[5].chars().rev().collect::<String>());

    assert_eq!(refused(&without(9)), ImportError::Broken);
    assert_eq!(refused(&swapped), ImportError::Broken);
    let p256 = P256_PKCS8.replace("MIGH", "MIGA");
    assert_eq!(refused(&p256), ImportError::Broken);
}

#[test]
fn nothing_of_a_key_is_printed() {
    let key = ImportedKey::read(PKCS1, None, None).unwrap();

    assert_eq!(format!("{key:?}"), "ImportedKey(RS256 ***)");
}
