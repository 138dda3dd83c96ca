//! Passkeys, in a machine with an authenticator. They need a host name, so Gantry has one here.

use gantry_core::methods::{Assurance, Method};
use gantry_test_support::{Browser, TestApp};

use super::{enter, is_in, leave, offer, sign_out};

const PROBLEM: &str = "[data-passkey-problem]";
const FAILED: &str = "That did not work. Try again, or use another way.";

/// Adds a passkey at the page that offers it.
async fn add(browser: &Browser) {
    browser.click("#enrol-passkey").await;
    browser.find("#recovery-codes").await;
    browser.click("#recovery-continue").await;
}

#[tokio::test]
async fn a_person_adds_a_passkey_and_signs_in_with_it_without_a_name() {
    let app = TestApp::named("localhost").await;
    let alice = app.add_user("alice").await;
    let browser = Browser::start().await;
    let authenticator = browser.add_authenticator().await;

    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    add(&browser).await;
    let factors = browser.text("#factors").await;
    authenticator.attend(false).await;
    leave(&browser).await;
    authenticator.attend(true).await;
    browser.click("#login-passkey").await;
    is_in(&app, &browser).await;
    browser.open(&format!("{}/account/sessions", app.url)).await;
    let sessions = browser.text("main").await;

    assert_eq!(authenticator.passkeys().await, 1);
    assert!(factors.contains("Passkey"), "{factors}");
    assert!(sessions.contains("asskey"), "{sessions}");
    let sessions = app.accounts.sessions_of(alice.id).await.unwrap();
    let methods = sessions[0].methods;
    assert_eq!(methods.assurance(), Assurance::PhishingResistant);
    assert!(!methods.contains(Method::Password));
}

#[tokio::test]
async fn the_browser_offers_the_passkey_by_itself_at_the_field_of_the_name() {
    let app = TestApp::named("localhost").await;
    app.add_user("alice").await;
    let browser = Browser::start().await;
    let _authenticator = browser.add_authenticator().await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    add(&browser).await;

    sign_out(&browser).await;

    is_in(&app, &browser).await;
}

#[tokio::test]
async fn a_finger_that_is_not_the_owners_is_told_so_and_may_try_again() {
    let app = TestApp::named("localhost").await;
    app.add_user("alice").await;
    let browser = Browser::start().await;
    let authenticator = browser.add_authenticator().await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;

    authenticator.recognize(false).await;
    browser.click("#enrol-passkey").await;
    let at_first = browser.text(PROBLEM).await;
    authenticator.recognize(true).await;
    add(&browser).await;
    browser.click("#factor-add").await;
    browser.click("#enrol-passkey").await;
    let twice = browser.text(PROBLEM).await;
    browser.click("#enrol-cancel").await;
    authenticator.recognize(false).await;
    leave(&browser).await;
    browser.click("#login-passkey").await;
    let later = browser.text(PROBLEM).await;
    authenticator.recognize(true).await;
    browser.click("#login-passkey").await;
    is_in(&app, &browser).await;

    assert_eq!([at_first, later], [FAILED, FAILED]);
    assert_eq!(twice, "This passkey was added before.");
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_after_the_password_too() {
    let app = TestApp::named("localhost").await;
    let alice = app.add_user("alice").await;
    let browser = Browser::start().await;
    let authenticator = browser.add_authenticator().await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    add(&browser).await;
    authenticator.attend(false).await;
    leave(&browser).await;

    enter(&app, &browser, "alice").await;
    let heading = browser.text("h1").await;
    authenticator.attend(true).await;
    browser.click("#factor-passkey").await;
    is_in(&app, &browser).await;

    assert_eq!(heading, "Prove that it is you");
    let sessions = app.accounts.sessions_of(alice.id).await.unwrap();
    assert!(sessions[0].methods.contains(Method::Password));
    assert!(sessions[0].methods.contains(Method::Passkey));
}
