//! What the corpus cannot hold: shared secrets, limits, and how strict the JSON is.

use jsonwebtoken::{EncodingKey, crypto};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use serde_json::json;

use super::*;
use gantry_core::Secret;

const NOW: Timestamp = Timestamp::from_i64(1_800_000_000);

fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn keyed(secret: &str, algorithm: Algorithm) -> String {
    let header = json!({ "alg": format!("{algorithm:?}") }).to_string();
    let claims = json!({ "exp": NOW.as_i64() + 60 }).to_string();
    let signed = format!("{}.{}", encoded(&header), encoded(&claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let tag = crypto::sign(signed.as_bytes(), &key, algorithm).unwrap();
    format!("{signed}.{tag}")
}

fn verified(token: &str, secret: &str, longest: usize) -> Result<Claims, Fault> {
    let expected = Expected {
        algorithms: &[Algorithm::HS256],
        types: &["jwt"],
        longest,
        now: NOW,
    };
    verify(
        token,
        &[Key::Shared(Secret::new(secret.to_owned()))],
        &expected,
    )
}

#[test]
fn a_shared_secret_is_a_key_for_hs256_if_it_is_long_enough() {
    let long = "x".repeat(32);
    let short = "x".repeat(31);
    let fault = |token: &str, secret: &str| verified(token, secret, 8192).err();

    assert_eq!(fault(&keyed(&long, Algorithm::HS256), &long), None);
    assert_eq!(
        fault(&keyed(&short, Algorithm::HS256), &short),
        Some(Fault::Signature)
    );
    assert_eq!(
        fault(&keyed("", Algorithm::HS256), ""),
        Some(Fault::Signature)
    );
    assert_eq!(
        fault(&keyed(&long, Algorithm::HS512), &long),
        Some(Fault::Algorithm)
    );
}

#[test]
fn the_limit_of_length_is_exact() {
    let secret = "x".repeat(32);
    let token = keyed(&secret, Algorithm::HS256);

    assert!(verified(&token, &secret, token.len()).is_ok());
    assert_eq!(
        verified(&token, &secret, token.len() - 1).err(),
        Some(Fault::TooLong)
    );
}

#[test]
fn the_skew_of_clocks_has_limits() {
    let claims = |name: &str, seconds: i64| {
        let mut members = Map::new();
        members.insert(name.to_owned(), json!(NOW.as_i64() + seconds));
        Claims::new(members).check_times(NOW)
    };

    for (name, seconds, expected) in [
        ("exp", -9, Ok(())),
        ("exp", -10, Err(Fault::Expired)),
        ("nbf", 10, Ok(())),
        ("nbf", 11, Err(Fault::NotYet)),
        ("iat", 10, Ok(())),
        ("iat", 11, Err(Fault::NotYet)),
    ] {
        assert_eq!(claims(name, seconds), expected, "{name} {seconds}");
    }
}

proptest! {
    #[test]
    fn nothing_is_verified_without_a_key(token in any::<String>()) {
        let expected = Expected { algorithms: &[Algorithm::HS256], types: &[], longest: 8192, now: NOW };
        prop_assert!(verify(&token, &[], &expected).is_err());
    }

    #[test]
    fn strict_json_reads_what_others_read(name in "[a-z]{1,5}", text in any::<String>(), number in any::<i64>()) {
        let value = json!({ name.clone(): [text, number, null, true, { "inner": 1.5 }] });
        let read = json::object(value.to_string().as_bytes());

        prop_assert_eq!(read.map(Value::Object), Some(value));
    }

    #[test]
    fn strict_json_refuses_a_repeated_member(name in "[a-z]{1,5}", number in any::<i64>()) {
        let text = format!(r#"{{"{name}":1,"other!":2,"{name}":{number}}}"#);

        prop_assert!(json::object(text.as_bytes()).is_none());
    }
}
