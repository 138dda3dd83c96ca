//! Scopes: every standard claim of each that is asked for.

use crate::bench::Case;
use crate::checks::claims::OF_SCOPES;
use crate::checks::discovery::lists;
use crate::request::Request;

async fn gives_all(case: &Case<'_>, request: &Request) {
    let done = case.complete(request).await;

    for (scope, names) in OF_SCOPES {
        if request.has_scope(scope) {
            let supported = lists(&case.bench.metadata, "scopes_supported", scope);
            assert!(supported, "{scope}");
            for name in names {
                assert!(done.claims().get(name).is_some(), "{name} of {scope}");
            }
        }
    }
    // The suite warns of a name in the ID token when userinfo can be asked.
    if done.userinfo.is_some() {
        assert_eq!(done.id_token().get("name"), None);
    }
}

/// `oidcc-scope-profile`, `-email`, `-address`, `-phone`.
pub(crate) async fn one(case: &Case<'_>, scope: &str) {
    let request = case.request().with("scope", &format!("openid {scope}"));

    gives_all(case, &request).await;
}

/// `oidcc-scope-all`.
pub(crate) async fn all(case: &Case<'_>) {
    let scope = "openid profile email address phone";

    gives_all(case, &case.request().with("scope", scope)).await;
}

/// `oidcc-alternate-happy-flow`: neither scopes nor parameters have an order.
pub(crate) async fn alternate_happy_flow(case: &Case<'_>) {
    let request = case.request().with("scope", "email openid").reversed();

    gives_all(case, &request).await;
}
