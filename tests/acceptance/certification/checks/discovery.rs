//! The discovery document.

use gantry_test_support::Answer;
use serde_json::Value;
use url::Url;

/// What every module looks at before it starts.
pub(crate) fn of_every_module(answer: &Answer, issuer: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    let document = answer.json();
    assert_eq!(document["issuer"], issuer);
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        Url::parse(document[name].as_str().expect(name)).unwrap();
    }
    for method in ["client_secret_basic", "client_secret_post", "private_key_jwt"] {
        assert!(lists(&document, "token_endpoint_auth_methods_supported", method));
    }
}

/// Whether a list of the document has a word.
pub(crate) fn lists(document: &Value, name: &str, word: &str) -> bool {
    let list = document[name].as_array();
    list.is_some_and(|list| list.iter().any(|it| it == word))
}
