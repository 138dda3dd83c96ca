//! `gantry keys` and `gantry user add --profile`, as an operator types them.

use serde_json::Value;

use crate::{gantry, run};

const KEYS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../core/src/signer/import/keys/"
);

fn keys(value: &Value) -> Vec<(&str, &str)> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|key| {
            let text = |name: &str| key[name].as_str().unwrap();
            (text("algorithm"), text("state"))
        })
        .collect()
}

fn refusal(folder: &std::path::Path, line: &str) -> String {
    let output = gantry(folder, line).output().unwrap();
    assert!(!output.status.success(), "{line}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_list_says_when_the_next_keys_come() {
    let folder = tempfile::tempdir().unwrap();

    let listed = gantry(folder.path(), "keys list").output().unwrap();
    let by_hand = gantry(folder.path(), "keys list")
        .env("GANTRY_KEY_ROTATION_DAYS", "0")
        .output()
        .unwrap();

    let listed = String::from_utf8(listed.stdout).unwrap();
    let by_hand = String::from_utf8(by_hand.stdout).unwrap();
    assert!(listed.contains("The next keys are made 20"), "{listed}");
    assert!(
        by_hand.contains("by `gantry keys rotate` only"),
        "{by_hand}"
    );
}

#[test]
fn a_key_from_a_file_takes_the_place_of_a_made_one() {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "orbit\n").unwrap();

    let planned = run(
        folder.path(),
        &format!(
            "keys import {KEYS}rsa-encrypted.pem --passphrase-file {} --json",
            passphrase.display()
        ),
    );
    let at_once = run(
        folder.path(),
        &format!("keys import {KEYS}p256-sec1.pem --now --json"),
    );
    let other = run(
        folder.path(),
        &format!("keys import {KEYS}ed25519.pem --algorithm EdDSA --now --json"),
    );

    let published = "published, not yet signing";
    let (replaced, signing) = ("being replaced", "signing");
    assert_eq!(
        keys(&planned),
        [
            ("RS256", replaced),
            ("ES256", signing),
            ("RS256", published)
        ]
    );
    let states: Vec<&str> = keys(&at_once).iter().map(|key| key.1).collect();
    assert_eq!(states, [replaced, "retired", published, signing]);
    assert_eq!(keys(&other).last(), Some(&("EdDSA", signing)));
}

#[test]
fn a_file_that_is_no_key_to_sign_with_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    for (rest, words) in [
        ("rsa-1024.pem", "2048 to 8192 bits"),
        ("rsa-encrypted.pem", "passphrase is needed"),
        ("rsa-old-encryption.pem", "openssl pkcs8 -topk8"),
        ("p521-sec1.pem", "P-256, P-384 or Ed25519"),
        ("p256-sec1.pem --algorithm RS256", "RS256 cannot be used"),
        ("rsa-pkcs1.pem --algorithm HS256", "signing algorithm"),
        ("nobody.pem", "nobody.pem"),
    ] {
        let refused = refusal(folder.path(), &format!("keys import {KEYS}{rest}"));
        assert!(refused.contains(words), "{rest}: {refused}");
    }
    let import = format!("keys import {KEYS}rsa-pkcs1.pem --json");
    run(folder.path(), &import);
    assert!(refusal(folder.path(), &import).contains("known already"));
}

#[test]
fn a_person_is_added_with_everything_that_can_be_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("profile.json");
    std::fs::write(&file, r#"{"given_name": "Alice", "gender": "female"}"#).unwrap();
    let line = format!("user add alice --json --profile {}", file.display());

    assert_eq!(run(folder.path(), &line)["username"], "alice");
    std::fs::write(&file, r#"{"given_nam": "Bob"}"#).unwrap();
    let line = line.replace("alice", "bob");
    assert!(refusal(folder.path(), &line).contains("given_nam is not known"));
}
