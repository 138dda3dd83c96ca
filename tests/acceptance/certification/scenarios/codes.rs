//! A code that is used twice.

use gantry_core::Seconds;

use crate::bench::Case;
use crate::checks::json_error;

/// `oidcc-codereuse`: refused the second time.
pub(crate) async fn reuse(case: &Case<'_>) {
    let done = case.complete(&case.request()).await;

    let again = case.redeem(done.answer.get("code").unwrap()).await;

    assert_eq!(again.status, 400, "{}", again.body);
    json_error(&again, &["invalid_grant"]);
}

/// `oidcc-codereuse-30seconds`: and what the first use brought is worth nothing any more.
pub(crate) async fn reuse_after_30_seconds(case: &Case<'_>) {
    let done = case.complete(&case.request()).await;
    case.bench.app.advance(Seconds::new(30));

    let again = case.redeem(done.answer.get("code").unwrap()).await;
    let userinfo = case.userinfo(done.access_token().unwrap()).await;

    assert_eq!(again.status, 400, "{}", again.body);
    json_error(&again, &["invalid_grant"]);
    assert!(userinfo.status.is_client_error(), "{}", userinfo.status);
}
