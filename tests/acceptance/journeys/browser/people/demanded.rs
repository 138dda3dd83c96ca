//! An application that demands more than a password: on the way in, and in the middle.

use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::client::ClientSettings;
use gantry_core::methods::Assurance;
use gantry_test_support::{
    Application, AuthorizeRequest, Browser, Device, RocketChatClient, TestApp,
};
use url::Url;

use super::super::chat::log_in;
use super::phone::{self, Phone};
use super::{enter, is_in, leave, offer};

/// An application whose access asks for at least this much.
async fn guarded(app: &TestApp, site: &Application, least: Assurance) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec![site.address("/callback").parse().unwrap()],
        access: Access {
            mode: Mode::All,
            bindings: vec![Binding::of(Condition::Factor(least))],
        },
        consent: false,
        ..ClientSettings::default()
    };
    app.add_client("Payroll", settings).await
}

async fn open(app: &TestApp, browser: &Browser, client: &RocketChatClient) {
    let request = AuthorizeRequest::legacy(client).path();
    browser.open(&format!("{}{request}", app.url)).await;
}

/// Waits until the browser is at the application with a code; how its owner proved it.
async fn arrived(app: &TestApp, browser: &Browser, client: &RocketChatClient) -> String {
    browser.wait_for_address(&client.redirect_uri).await;
    let arrived = Url::parse(&browser.address().await).unwrap();
    let code = arrived.query_pairs().find(|(name, _)| name == "code");
    let (_, code) = code.unwrap_or_else(|| panic!("no code: {arrived}"));
    let tokens = app.redeem(client, &code).await.json();
    let token = tokens["access_token"].as_str().unwrap();
    let told = app.introspect(client, token).await;
    told["acr"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_has_no_factor_adds_one_on_the_way_and_arrives() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let client = guarded(&app, &site, Assurance::TwoFactors).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    open(&app, &browser, &client).await;
    log_in(&browser, "alice").await;
    let heading = browser.text("h1").await;
    let card = browser.text("main").await;
    let (_, codes) = phone::add(&app, &browser).await;
    browser.click("#recovery-continue").await;

    assert_eq!(arrived(&app, &browser, &client).await, "2");
    assert_eq!(heading, "Add a second factor");
    assert!(card.contains("Payroll"), "{card}");
    assert_eq!(codes.len(), 10);
}

#[tokio::test]
async fn whoever_has_a_factor_is_asked_for_the_code_on_the_way() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let client = guarded(&app, &site, Assurance::TwoFactors).await;
    app.add_user("alice").await;
    let phone = Phone::added_elsewhere(&app, "alice").await;
    let browser = Browser::start_on(Device::Phone).await;

    open(&app, &browser, &client).await;
    log_in(&browser, "alice").await;
    let card = browser.text("main").await;
    phone::prove(&browser, "000000").await;
    let wrong = browser.text("[role=alert]").await;
    phone::prove(&browser, &phone.next_code(&app)).await;

    assert_eq!(arrived(&app, &browser, &client).await, "2");
    assert!(card.contains("Payroll"), "{card}");
    assert!(wrong.starts_with("That is not right"), "{wrong}");
    open(&app, &browser, &client).await;
    assert_eq!(arrived(&app, &browser, &client).await, "2");
}

#[tokio::test]
async fn whoever_will_not_add_a_factor_is_back_at_the_application_without_a_code() {
    let app = TestApp::start().await;
    let site = Application::start().await;
    let client = guarded(&app, &site, Assurance::TwoFactors).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    open(&app, &browser, &client).await;
    log_in(&browser, "alice").await;
    browser.click("#enrol-cancel").await;
    browser.wait_for_address(&client.redirect_uri).await;

    let arrived = browser.address().await;
    assert!(arrived.contains("error=access_denied"), "{arrived}");
}

/// Alice is signed in by a code of her phone.
async fn signed_in_by_code(app: &TestApp, browser: &Browser) {
    app.add_user("alice").await;
    let phone = Phone::added_elsewhere(app, "alice").await;
    enter(app, browser, "alice").await;
    phone::prove(browser, &phone.next_code(app)).await;
    is_in(app, browser).await;
}

#[tokio::test]
async fn an_application_for_passkeys_only_lets_one_be_added_on_the_way() {
    let app = TestApp::named("localhost").await;
    let site = Application::start().await;
    let client = guarded(&app, &site, Assurance::PhishingResistant).await;
    let browser = Browser::start().await;
    let _authenticator = browser.add_authenticator().await;
    signed_in_by_code(&app, &browser).await;

    open(&app, &browser, &client).await;
    let heading = browser.text("h1").await;
    let offers_codes = browser.shows("#totp-seed").await;
    browser.click("#enrol-passkey").await;

    assert_eq!(arrived(&app, &browser, &client).await, "3");
    assert_eq!(heading, "Add a second factor");
    assert!(!offers_codes, "codes would not be enough here");
}

#[tokio::test]
async fn an_application_for_passkeys_only_asks_for_the_passkey_in_the_middle() {
    let app = TestApp::named("localhost").await;
    let site = Application::start().await;
    let client = guarded(&app, &site, Assurance::PhishingResistant).await;
    let browser = Browser::start().await;
    let authenticator = browser.add_authenticator().await;
    app.add_user("alice").await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    let (phone, _) = phone::add(&app, &browser).await;
    browser.click("#recovery-continue").await;
    browser.click("#factor-add").await;
    browser.click("#enrol-passkey").await;
    browser.find("#factor-add").await;
    authenticator.attend(false).await;
    leave(&browser).await;
    enter(&app, &browser, "alice").await;
    phone::prove(&browser, &phone.next_code(&app)).await;
    is_in(&app, &browser).await;

    open(&app, &browser, &client).await;
    let card = browser.text("main").await;
    authenticator.attend(true).await;
    browser.click("#factor-passkey").await;

    assert_eq!(arrived(&app, &browser, &client).await, "3");
    assert!(card.contains("asks for a stronger proof"), "{card}");
}
