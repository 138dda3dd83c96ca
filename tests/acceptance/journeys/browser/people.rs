//! People: they are invited, prove with more than a password, lose what they prove it with, and
//! are found in a list.
//!
//! One browser at a time in each test, so that tests beside each other never wait for each other.

mod demanded;
mod invited;
mod list;
mod lost;
mod passkey;
mod phone;

use gantry_test_support::{Browser, TestApp};

use super::chat::log_in;

/// A password that somebody chooses anew.
const NEW_PASSWORD: &str = "seven quiet lanterns drift";

/// Signs in with the name and the password; what is asked next is the page after it.
async fn enter(app: &TestApp, browser: &Browser, username: &str) {
    browser.open(&format!("{}/login", app.url)).await;
    log_in(browser, username).await;
}

/// Signs out by the page's own link, and goes on to the login page.
async fn leave(browser: &Browser) {
    sign_out(browser).await;
    browser.find("#login-submit").await;
}

/// The same where the browser may not stay at the login page.
async fn sign_out(browser: &Browser) {
    browser.click("a[href='/logout']").await;
    browser.click("#logout-yes").await;
    browser.click("main a[href='/login']").await;
}

/// From the person's applications to the page that offers factors, as a person clicks.
async fn offer(app: &TestApp, browser: &Browser) {
    browser.wait_for_address(&format!("{}/apps", app.url)).await;
    browser.click("a[href='/account']").await;
    browser.click("a[href='/account/factors']").await;
    browser.click("#factor-add").await;
}

/// Waits until the browser is where a person's own applications are.
async fn is_in(app: &TestApp, browser: &Browser) {
    browser.wait_for_address(&format!("{}/apps", app.url)).await;
}
