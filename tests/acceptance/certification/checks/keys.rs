//! The key set.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// RFC 7518 §6: the members that only a private key has.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-6>
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// RFC 7517 §5: public keys, each with a name of its own.
/// <https://www.rfc-editor.org/rfc/rfc7517#section-5>
pub(crate) fn check(key_set: &Value) {
    let keys = key_set["keys"].as_array().expect("keys");
    assert!(!keys.is_empty());
    let mut names = BTreeSet::new();
    for key in keys {
        let kid = key["kid"].as_str().expect("a kid");
        assert!(names.insert(kid), "{kid} stands for two keys");
        for member in PRIVATE {
            assert!(key.get(member).is_none(), "{member} in {kid}");
        }
        check_material(key);
    }
}

fn check_material(key: &Value) {
    let length = |name: &str| {
        let text = key[name].as_str().unwrap_or_else(|| panic!("{key}"));
        URL_SAFE_NO_PAD.decode(text).unwrap().len()
    };
    match (key["kty"].as_str().unwrap(), key["crv"].as_str()) {
        ("RSA", None) => assert!(length("n") >= 256 && length("e") >= 1, "{key}"),
        ("EC", Some("P-256")) => assert_eq!((length("x"), length("y")), (32, 32)),
        ("EC", Some("P-384")) => assert_eq!((length("x"), length("y")), (48, 48)),
        ("OKP", Some("Ed25519")) => assert_eq!(length("x"), 32),
        _ => panic!("a key that the suite cannot use: {key}"),
    }
}
