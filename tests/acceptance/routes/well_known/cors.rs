//! Which endpoints pages of other sites may call, and that they never send cookies along.

use gantry_oidc::RegistrationMode;
use gantry_test_support::{Page, TestApp};
use reqwest::Method;

const FOR_ALL: [(&str, &str); 9] = [
    ("/.well-known/openid-configuration", "GET"),
    ("/.well-known/oauth-authorization-server", "GET"),
    ("/.well-known/jwks.json", "GET"),
    ("/.well-known/webfinger", "GET"),
    ("/application/o/token/", "POST"),
    ("/application/o/token", "POST"),
    ("/application/o/userinfo/", "GET"),
    ("/application/o/userinfo/", "POST"),
    ("/application/o/revoke/", "POST"),
];
const FOR_NOBODY: [(&str, &str); 7] = [
    ("/application/o/authorize/", "GET"),
    ("/application/o/introspect/", "POST"),
    ("/application/o/register/", "POST"),
    ("/application/o/register/some-client", "PUT"),
    ("/application/o/par/", "POST"),
    ("/application/o/device/", "POST"),
    ("/application/o/end-session/", "GET"),
];

async fn preflight(app: &TestApp, path: &str, method: &str) -> Page {
    let address = format!("{}{path}", app.url);
    let request = app.http.request(Method::OPTIONS, address);
    let request = request
        .header("origin", "https://app.example.org")
        .header("access-control-request-method", method)
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        );
    app.call(request).await
}

fn header<'a>(page: &'a Page, name: &str) -> Option<&'a str> {
    let value = page.headers.get(name);
    value.map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn pages_of_any_site_may_call_what_applications_in_browsers_need() {
    let app = TestApp::start().await;
    for (path, method) in FOR_ALL {
        let page = preflight(&app, path, method).await;

        assert!(page.status.is_success(), "{path}: {}", page.status);
        assert_eq!(
            header(&page, "access-control-allow-origin"),
            Some("*"),
            "{path}"
        );
        let methods = header(&page, "access-control-allow-methods").unwrap();
        assert!(
            methods.split(',').any(|one| one == method),
            "{path}: {methods}"
        );
        let headers = header(&page, "access-control-allow-headers");
        assert_eq!(headers, Some("authorization,content-type"), "{path}");
        assert_eq!(
            header(&page, "access-control-allow-credentials"),
            None,
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_of_other_sites_call_nothing_else() {
    let app = TestApp::start_registering(RegistrationMode::Open).await;
    for (path, method) in FOR_NOBODY {
        let page = preflight(&app, path, method).await;

        assert_eq!(header(&page, "access-control-allow-origin"), None, "{path}");
        assert_eq!(
            header(&page, "access-control-allow-methods"),
            None,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_refusal_can_be_read_by_a_page_of_another_site() {
    let app = TestApp::start().await;
    let address = format!("{}/application/o/userinfo/", app.url);
    let request = app.http.get(address).bearer_auth("nonsense");

    let page = app
        .call(request.header("origin", "https://app.example.org"))
        .await;

    assert_eq!(page.status, 401);
    assert_eq!(header(&page, "access-control-allow-origin"), Some("*"));
    let exposed = header(&page, "access-control-expose-headers").unwrap();
    assert!(exposed.contains("www-authenticate"), "{exposed}");
}
