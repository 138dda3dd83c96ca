//! Where a browser is never sent.

use crate::bench::Case;
use crate::request::Request;

/// A page with the reason, and nothing at the application.
pub(crate) async fn is_a_page(case: &Case<'_>, request: &Request) {
    let walk = case.authorize(request).await;

    assert!(walk.shown.is_empty());
    let page = walk.problem();
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(case.bench.site.received("/callback").is_empty());
}

/// `oidcc-ensure-registered-redirect-uri`.
pub(crate) async fn unregistered(case: &Case<'_>) {
    let elsewhere = format!("{}/{}", case.party.redirect_uri, crate::bench::random(10));

    is_a_page(case, &case.request().with("redirect_uri", &elsewhere)).await;
}
