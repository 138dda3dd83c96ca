//! The answer of the token endpoint.

use gantry_test_support::Answer;
use serde_json::Value;

use crate::checks::{has_entropy, is_lifetime};

const MEMBERS: [&str; 6] = [
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "id_token",
    "refresh_token",
];

/// RFC 6749 §5.1. <https://www.rfc-editor.org/rfc/rfc6749#section-5.1>
pub(crate) fn check(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    assert!(answer.header("cache-control").contains("no-store"));
    let json = answer.json();
    for (name, value) in json.as_object().unwrap() {
        assert!(MEMBERS.contains(&name.as_str()), "{name}");
        assert!(!value.is_null() && value != "", "{name} is {value}");
    }
    has_entropy(json["access_token"].as_str().unwrap());
    let kind = json["token_type"].as_str().unwrap();
    assert!(kind.eq_ignore_ascii_case("bearer"), "{kind}");
    is_lifetime(&json["expires_in"]);
    if let Some(token) = json.get("refresh_token") {
        let token = token.as_str().unwrap();
        has_entropy(token);
        // RFC 6749 appendix A.17: VSCHAR.
        assert!(token.chars().all(|c| matches!(c, ' '..='~')), "{token}");
    }
    json
}
