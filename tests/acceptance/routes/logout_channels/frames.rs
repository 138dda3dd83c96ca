//! What the browser that signs out loads, and how it goes on.

use gantry_core::client::ClientSettings;
use gantry_test_support::{Page, RocketChatClient, TestApp, Visitor};
use url::Url;

use crate::end_session::{HOME, id_token, logout, settings};
use crate::well_known::id_token::claims;

fn framed(frontchannel_uri: &str) -> ClientSettings {
    let mut settings = settings();
    settings.logout.frontchannel_uri = Some(frontchannel_uri.to_owned());
    settings
}

struct Framed {
    app: TestApp,
    client: RocketChatClient,
    visitor: Visitor,
    hint: String,
}

impl Framed {
    async fn signed_in(frontchannel_uri: &str) -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let client = app.add_client("App", framed(frontchannel_uri)).await;
        let visitor = app.visitor();
        let hint = id_token(&app, &visitor, &client, "alice").await;
        Self {
            app,
            client,
            visitor,
            hint,
        }
    }

    async fn sign_out(&self, further: &[(&str, &str)]) -> Page {
        let mut request = vec![("id_token_hint", &*self.hint)];
        request.extend(further);
        self.visitor.walk(&logout(&request)).await.page()
    }

    fn assert_framed(&self, page: &Page, registered: &str) {
        let source = page.attribute("iframe", "src").unwrap();
        let (address, sid) = (
            Url::parse(&source).unwrap(),
            claims(&self.hint)["sid"].clone(),
        );
        let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        assert!(source.starts_with(registered), "{source}");
        let last = &pairs[pairs.len() - 2..];
        assert_eq!(last[0], ("iss".to_owned(), self.app.url.clone()));
        assert_eq!(
            last[1],
            ("sid".to_owned(), sid.as_str().unwrap().to_owned())
        );
    }
}

fn frame_policy(page: &Page) -> String {
    let policy = page.header("content-security-policy").split("; ");
    let mut frames = policy.filter(|part| part.starts_with("frame-src"));
    frames.next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_browser_loads_the_application_with_issuer_and_session_and_goes_on() {
    let here = Framed::signed_in("https://app.example.org/frame").await;

    let page = here
        .sign_out(&[("post_logout_redirect_uri", HOME), ("state", "a&b")])
        .await;

    let onward = format!("{HOME}?state=a%26b");
    here.assert_framed(&page, "https://app.example.org/frame?iss=");
    assert_eq!(frame_policy(&page), "frame-src https://app.example.org");
    assert!(page.attribute("iframe", "hidden").is_some());
    let link = page.attribute("#logged-out-onward", "href");
    assert_eq!(link.as_deref(), Some(&*onward));
    let refresh = page.attribute("meta[http-equiv=refresh]", "content");
    assert_eq!(refresh, Some(format!("5;url={onward}")));
    let script = page.attribute("script:not([type])", "src").unwrap();
    assert!(script.starts_with("/assets/signed-out-"), "{script}");
    assert_eq!(here.visitor.get(&script).await.status, 200);
    assert_eq!(here.visitor.get("/apps").await.status, 303);
}

#[tokio::test]
async fn a_query_of_its_own_stays_and_without_an_address_the_page_stays_too() {
    let registered = "https://app.example.org/frame?tenant=a%20b&x=1";
    let here = Framed::signed_in(registered).await;

    let page = here.sign_out(&[]).await;

    here.assert_framed(&page, registered);
    assert!(page.text("#logged-out").is_some());
    assert_eq!(page.attribute("#logged-out-onward", "href"), None);
    assert_eq!(page.attribute("meta[http-equiv=refresh]", "content"), None);
}

#[tokio::test]
async fn a_sign_out_on_our_own_page_loads_every_application_of_the_session() {
    let here = Framed::signed_in("https://app.example.org/frame").await;
    let mut others = framed("https://wiki.example.org:8443/bye");
    others.redirect_uris = vec!["https://wiki.example.org:8443/callback".parse().unwrap()];
    let other = here.app.add_client("Wiki", others).await;
    id_token(&here.app, &here.visitor, &other, "alice").await;
    let elsewhere = here.app.visitor();
    id_token(&here.app, &elsewhere, &here.client, "alice").await;

    let question = here.visitor.walk("/logout").await.page();
    let page = here
        .visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await
        .page();

    assert_eq!(page.body.matches("<iframe").count(), 2);
    assert_eq!(
        frame_policy(&page),
        "frame-src https://app.example.org https://wiki.example.org:8443"
    );
    assert_eq!(elsewhere.get("/apps").await.status, 200);
}

#[tokio::test]
async fn without_such_an_application_nothing_may_be_framed_and_nobody_waits() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_client("App", settings()).await;
    let visitor = app.visitor();
    let hint = id_token(&app, &visitor, &client, "alice").await;
    let request = [
        ("id_token_hint", &*hint),
        ("post_logout_redirect_uri", HOME),
    ];

    let back = visitor.walk(&logout(&request)).await.client();
    let page = visitor.walk("/logged-out").await.page();

    assert_eq!(back.as_str(), HOME);
    assert_eq!(frame_policy(&page), "");
    assert!(!page.body.contains("<iframe"));
}

#[tokio::test]
async fn a_session_that_has_run_out_is_told_by_the_browser_that_comes_with_it() {
    let here = Framed::signed_in("https://app.example.org/frame").await;
    here.app.advance(gantry_core::Seconds::hours(13));

    let page = here.visitor.walk("/logout").await.page();
    let again = here.visitor.walk("/logout").await.page();

    here.assert_framed(&page, "https://app.example.org/frame?");
    assert!(!again.body.contains("<iframe"));
}
