//! The plan for Front-Channel Logout: <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use gantry_oidc::RegistrationMode;
use gantry_test_support::Page;
use serde_json::Value;

use crate::bench::{Bench, Case, random};
use crate::scenarios::prompts;
use crate::variant::{CODE, CODE_ID_TOKEN, ID_TOKEN};

const PATH: &str = "/frontchannel_logout";

#[tokio::test]
async fn oidcc_frontchannel_logout_discovery_endpoint_verification() {
    let document = crate::config::document(RegistrationMode::Off).await.json();

    assert_eq!(document["frontchannel_logout_supported"], true);
    assert_eq!(document["frontchannel_logout_session_supported"], true);
}

#[tokio::test]
async fn oidcc_frontchannel_rp_initiated_logout() {
    for variant in [CODE, ID_TOKEN, CODE_ID_TOKEN] {
        let bench = Bench::start().await;
        let case = bench
            .case_with(variant, |settings| {
                settings.logout.frontchannel_uri = Some(bench.site.address(PATH));
                settings.logout.frontchannel_session_required = true;
            })
            .await;
        let done = case.complete(&case.request()).await;
        let (address, state) = (case.post_logout_redirect_uri(), random(128));

        let parameters = [
            ("id_token_hint", done.id_token_text()),
            ("post_logout_redirect_uri", &address),
            ("state", &state),
        ];
        let page = case.sign_out(&parameters).await.page();
        load_frames(&case, &page).await;

        check(&case, done.id_token());
        goes_on_to(&page, &format!("{address}?state={state}"));
        prompts::is_signed_out(&case).await;
    }
}

/// Loads the frames of a page as a browser does, if the page's policy lets it.
async fn load_frames(case: &Case<'_>, page: &Page) {
    let frame = page.attribute("iframe", "src").expect("a frame");
    let policy = page.header("content-security-policy");
    let of_frames = policy
        .split(';')
        .find(|it| it.trim().starts_with("frame-src"));
    let allowed = of_frames.is_some_and(|it| it.contains(&case.bench.site.url));
    assert!(allowed, "{policy}");
    let answer = case.bench.app.call(case.bench.app.http.get(frame)).await;
    assert_eq!(answer.status, 200);
}

/// Front-Channel Logout §3: issuer and session, and nothing else.
/// <https://openid.net/specs/openid-connect-frontchannel-1_0.html#OPLogout>
fn check(case: &Case<'_>, id_token: &Value) {
    let received = case.bench.site.received(PATH);
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].method, "GET");
    let mut parameters = received[0].parameters();
    parameters.sort();
    let session = id_token["sid"].as_str().expect("sid").to_owned();
    let issuer = case.issuer().to_owned();
    let expected = [("iss".to_owned(), issuer), ("sid".to_owned(), session)];
    assert_eq!(parameters, expected);
}

/// The page leads back by its script, which waits for the frames; without scripts by itself later.
fn goes_on_to(page: &Page, address: &str) {
    let link = page.attribute("#logged-out-onward", "href");
    assert_eq!(link.as_deref(), Some(address), "{}", page.body);
    let script = page.attribute("script[src*=signed-out]", "src");
    assert!(script.is_some(), "{}", page.body);
    let refresh = page.attribute("meta[http-equiv=refresh]", "content");
    assert!(refresh.is_some_and(|it| it.ends_with(address)));
}
