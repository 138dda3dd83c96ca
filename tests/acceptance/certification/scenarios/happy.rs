//! Requests with nothing special about them.

use crate::bench::Case;
use crate::checks::discovery::lists;
use crate::checks::jwt;

/// `oidcc-server` and `oidcc-server-client-secret-post`: a sign-in from end to end.
pub(crate) async fn server(case: &Case<'_>) {
    let used = case.party.method.as_str();
    let methods = "token_endpoint_auth_methods_supported";
    assert!(lists(&case.bench.metadata, methods, used), "{used}");

    let done = case.complete(&case.request()).await;

    assert_eq!(done.shown.logins.len(), 1);
    assert_eq!(done.tokens.is_some(), case.variant.has("code"));
    assert_eq!(done.userinfo.is_some(), case.variant.has_access_token());
}

/// `oidcc-idtoken-signature`: RS256 by default, and a `kid`.
pub(crate) async fn idtoken_signature(case: &Case<'_>) {
    let done = case.complete(&case.request()).await;

    let header = jwt::part(done.id_token_text(), 0);
    assert_eq!(header["alg"], "RS256");
    assert!(header["kid"].is_string(), "{header}");
}

/// `oidcc-idtoken-unsigned`: left out by the suite if discovery does not list `none`.
pub(crate) fn idtoken_unsigned(case: &Case<'_>) {
    let name = "id_token_signing_alg_values_supported";
    assert!(lists(&case.bench.metadata, name, "RS256"));
    assert!(!lists(&case.bench.metadata, name, "none"));
}

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`.
pub(crate) async fn without_nonce(case: &Case<'_>) {
    let done = case.complete(&case.request().without("nonce")).await;

    assert_eq!(done.id_token().get("nonce"), None);
}
