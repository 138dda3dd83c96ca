//! What was lost: a phone, and a password.

use gantry_core::role::Role;
use gantry_test_support::{Browser, Device, PASSWORD, TestApp};

use super::phone::{self, Phone};
use super::{NEW_PASSWORD, enter, is_in, offer};

/// Hilda of the helpdesk finds a person and takes the factors away; what the page says then.
async fn reset_factors(app: &TestApp, name: &str) -> String {
    let browser = Browser::start().await;
    enter(app, &browser, "hilda").await;
    is_in(app, &browser).await;
    browser.click("a[href='/admin']").await;
    browser.click("a[href='/admin/people']").await;
    browser.type_into("#q", name).await;
    browser
        .wait_until("document.querySelectorAll('#people-list tbody tr').length === 1")
        .await;
    browser.click("#people-list tbody a").await;
    browser.click("form[action$='/factors/reset'] button").await;
    browser.text("[role=status]").await
}

#[tokio::test]
async fn whoever_lost_the_phone_is_helped_by_the_helpdesk_and_adds_a_new_one() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    app.add_person("hilda", &[], |new| new.role = Some(Role::Helpdesk))
        .await;
    let lost = Phone::added_elsewhere(&app, "alice").await;

    let said = reset_factors(&app, "alice").await;
    let browser = Browser::start_on(Device::Phone).await;
    enter(&app, &browser, "alice").await;
    offer(&app, &browser).await;
    let (found, codes) = phone::add(&app, &browser).await;
    browser.click("#recovery-continue").await;
    super::leave(&browser).await;
    enter(&app, &browser, "alice").await;
    phone::prove(&browser, &lost.next_code(&app)).await;
    let refused = browser.text("[role=alert]").await;
    phone::prove(&browser, &found.code(&app)).await;
    is_in(&app, &browser).await;

    assert!(said.contains("factor"), "{said}");
    assert_eq!(codes.len(), 10);
    assert!(refused.starts_with("That is not right"), "{refused}");
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_by_a_letter_that_serves_once() {
    let app = TestApp::start().await;
    let post = app.with_mail().await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    browser.open(&format!("{}/login", app.url)).await;
    browser.click("#login-forgotten").await;
    browser.type_into("#username", "alice").await;
    browser.click("#recover-submit").await;
    let told = browser.text("#recover-sent").await;
    app.send_mail().await;
    let link = post.last().link(&format!("{}/recover/", app.url));
    browser.open(&link).await;
    browser.type_into("#new_password", "password1234").await;
    browser.click("#recovering-submit").await;
    let weak = browser.text("#new_password-problem").await;
    browser.type_into("#new_password", NEW_PASSWORD).await;
    browser.click("#recovering-submit").await;
    browser.click("#recovered a[href='/login']").await;
    let old = sign_in_with(&browser, PASSWORD).await;
    sign_in_with_new(&app, &browser).await;
    browser.open(&link).await;
    let again = browser.find("#problem").await;

    assert!(told.contains("If there is an account"), "{told}");
    assert!(!weak.is_empty());
    assert_eq!(old, "That name and password don't match.");
    let reason = again.attr("data-reason").await.unwrap();
    assert_eq!(reason.as_deref(), Some("link_used"));
}

async fn sign_in_with(browser: &Browser, password: &str) -> String {
    browser.type_into("#username", "alice").await;
    browser.type_into("#password", password).await;
    browser.click("#login-submit").await;
    browser.text("[role=alert]").await
}

async fn sign_in_with_new(app: &TestApp, browser: &Browser) {
    browser.type_into("#password", NEW_PASSWORD).await;
    browser.click("#login-submit").await;
    is_in(app, browser).await;
}
