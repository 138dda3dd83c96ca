//! Answers that the browser posts: by itself, after a page of ours, and from a page that explains.

use gantry_core::access::Access;
use gantry_core::client::{ClientSettings, ResponseType};
use gantry_test_support::{
    Application, AuthorizeRequest, Browser, Received, RocketChatClient, TestApp,
};

use super::chat::log_in;

/// An application on another site, with Alice and Eve to sign in to it.
async fn set_up(app: &TestApp, site: &Application) -> RocketChatClient {
    app.add_user_in("alice", &["staff"]).await;
    app.add_user("eve").await;
    let callback = site.address("/callback").replace("127.0.0.1", "localhost");
    let settings = ClientSettings {
        redirect_uris: vec![callback.parse().unwrap()],
        response_types: ResponseType::ALL.into(),
        access: Access::any_group([app.group("staff").await]),
        consent: false,
        ..ClientSettings::default()
    };
    app.add_client("App", settings).await
}

fn address(app: &TestApp, client: &RocketChatClient) -> String {
    let request = AuthorizeRequest::legacy(client)
        .with("response_type", "code id_token token")
        .with("response_mode", "form_post")
        .with("nonce", "n-1")
        .with("state", "a \"b\" <c> & ä");
    format!("{}{}", app.url, request.path())
}

fn field(received: &Received, name: &str) -> Option<String> {
    let mut form = received.form().into_iter();
    form.find(|(key, _)| key == name).map(|(_, value)| value)
}

fn assert_posted(received: &Received) {
    assert_eq!((received.method.as_str(), &received.query), ("POST", &None));
    assert_eq!(
        received.header("content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(received.header("referer"), "");
    assert_eq!(field(received, "state").unwrap(), "a \"b\" <c> & ä");
}

#[tokio::test]
async fn a_form_post_answer_submits_itself_after_the_login_page_and_without_one() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let client = set_up(&app, &site).await;
    let browser = Browser::start().await;

    for number in 0..2 {
        browser.open(&address(&app, &client)).await;
        if number == 0 {
            log_in(&browser, "alice").await;
        }
        browser.wait_for_address(&client.redirect_uri).await;

        let received = site.received("/callback");
        assert_posted(&received[number]);
        for name in ["code", "id_token", "access_token"] {
            assert!(field(&received[number], name).is_some(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_posted_too_by_itself_and_from_the_page_that_explains() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let client = set_up(&app, &site).await;
    let browser = Browser::start().await;

    browser.open(&address(&app, &client)).await;
    browser.click("button[name=cancel]").await;
    browser.wait_for_address(&client.redirect_uri).await;
    browser.open(&address(&app, &client)).await;
    log_in(&browser, "eve").await;
    browser.click("#problem-back").await;
    browser.wait_for_address(&client.redirect_uri).await;

    for received in site.received("/callback") {
        assert_posted(&received);
        assert_eq!(field(&received, "error").unwrap(), "access_denied");
    }
    assert_eq!(site.received("/callback").len(), 2);
}
