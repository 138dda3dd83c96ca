//! The answer of the userinfo endpoint.

use gantry_test_support::Answer;
use serde_json::Value;

use crate::bench::Case;
use crate::checks::{claims, jwt};

/// Core §5.3.2: an answer as JSON.
/// <https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse>
pub(crate) fn plain(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    answer.json()
}

/// The same section: a signed answer names issuer and client.
pub(crate) async fn signed(case: &Case<'_>, answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/jwt");
    assert_eq!(jwt::part(&answer.body, 0)["alg"], "RS256");
    let claims = jwt::verified(&answer.body, &case.bench.key_set().await);
    assert_eq!(claims["iss"], case.issuer());
    assert_eq!(claims["aud"], case.party.id.as_str());
    assert_eq!(claims.get("nonce"), None);
    claims
}

/// Every claim has its type, and the person is the one of the ID token.
pub(crate) fn check(claims: Value, subject: &Value, now: i64) -> Value {
    claims::check(claims.as_object().unwrap(), now);
    assert_eq!(&claims["sub"], subject);
    claims
}
