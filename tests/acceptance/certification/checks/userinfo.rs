//! The answer of the userinfo endpoint.

use gantry_test_support::Answer;
use serde_json::Value;

use crate::checks::claims;

/// Core §5.3.2. <https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse>
pub(crate) fn check(answer: &Answer, subject: &Value, now: i64) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    let json = answer.json();
    claims::check(json.as_object().unwrap(), now);
    assert_eq!(&json["sub"], subject);
    json
}
