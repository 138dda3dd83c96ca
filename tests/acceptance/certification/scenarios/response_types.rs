//! Requests that cannot be answered as they stand.

use crate::bench::Case;

/// `oidcc-response-type-missing`: an error at the application, or a page.
pub(crate) async fn missing(case: &Case<'_>) {
    let request = case.request().without("response_type");

    let walk = case.authorize(&request).await;

    assert!(walk.shown.is_empty());
    let error = walk.error_or_page();
    let expected = [
        None,
        Some("invalid_request"),
        Some("unsupported_response_type"),
    ];
    assert!(expected.contains(&error), "{error:?}");
}

/// `oidcc-ensure-request-without-nonce-fails`: in front there is no ID token without a nonce.
pub(crate) async fn without_nonce(case: &Case<'_>) {
    let request = case.request().without("nonce");

    let walk = case.authorize(&request).await;

    let error = walk.error_or_page();
    assert!(
        [None, Some("invalid_request")].contains(&error),
        "{error:?}"
    );
}
