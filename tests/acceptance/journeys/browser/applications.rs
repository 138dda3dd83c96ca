//! Applications: they are registered and set up, restricted, looked at and opened; what is recorded
//! of them, and how the place looks.
//!
//! One browser at a time in each test: where two people take part, they change places at it.

mod access;
mod audit;
mod brand;
mod look;
mod mistakes;
mod open;
mod other;
mod secrets;

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gantry_test_support::{Browser, TestApp};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::By;

use super::chat::log_in;

/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Term and text of every line of a list of facts.
const FACTS: &str = "return [...document.querySelectorAll(arguments[0] + ' dt')] \
    .map((term) => [term.innerText, term.nextElementSibling.innerText])";

/// An administrator, signed in.
async fn administer(app: &TestApp, browser: &Browser) {
    app.add_admin("ada").await;
    enter(app, browser, "ada").await;
}

/// Signs in at Gantry itself.
async fn enter(app: &TestApp, browser: &Browser, username: &str) {
    open(app, browser, "/login").await;
    log_in(browser, username).await;
    browser.wait_for_address(&format!("{}/apps", app.url)).await;
}

/// Goes to a page of Gantry.
async fn open(app: &TestApp, browser: &Browser, path: &str) {
    browser.open(&format!("{}{path}", app.url)).await;
}

/// Somebody else sits down at the browser: the cookies of who gets up are put aside, and those
/// that were aside come back.
async fn change_places(browser: &Browser, aside: &mut Vec<Value>) {
    let now = browser.all_cookies().await;
    let protocol = browser.driver.cdp();
    let cleared = protocol.send_raw("Storage.clearCookies", json!({})).await;
    cleared.unwrap();
    let back = json!({ "cookies": aside });
    let set = protocol.send_raw("Storage.setCookies", back).await;
    set.unwrap();
    *aside = now;
}

/// Clicks the button that submits the form of this address.
async fn submit(browser: &Browser, action_ends: &str) {
    let button = format!("form[action$='{action_ends}'] button[type=submit]");
    browser.click(&button).await;
}

/// Waits for the notice that something was done, and reads it.
async fn notice(browser: &Browser) -> String {
    browser.text("[role=status]").await
}

/// What a list of facts says.
async fn facts(browser: &Browser, selector: &str) -> BTreeMap<String, String> {
    browser.find(selector).await;
    let arguments = vec![selector.into()];
    let found = browser.driver.execute(FACTS, arguments).await.unwrap();
    let pairs: Vec<(String, String)> = serde_json::from_value(found.json().clone()).unwrap();
    pairs.into_iter().collect()
}

/// A picture as a file, and the folder that goes with the test.
fn picture() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("picture.png");
    std::fs::write(&file, STANDARD.decode(PNG).unwrap()).unwrap();
    (folder, file)
}

/// Chooses a file and sends it with the form that takes it.
async fn upload(browser: &Browser, action_ends: &str) {
    let (_folder, file) = picture();
    let field = format!("form[action$='{action_ends}'] #picture");
    let field = browser.find(&field).await;
    field.send_keys(file.to_str().unwrap()).await.unwrap();
    submit(browser, action_ends).await;
    notice(browser).await;
}

/// Ticks a box, or takes its tick away.
async fn tick(browser: &Browser, selector: &str, on: bool) {
    if browser.find(selector).await.is_selected().await.unwrap() != on {
        browser.click(selector).await;
    }
}

/// Chooses what a list calls so.
async fn choose(browser: &Browser, list: &str, text: &str) {
    browser.find(&format!("#{list}")).await;
    let option = format!("//select[@id='{list}']/option[normalize-space()='{text}']");
    let option = browser.driver.find(By::XPath(option)).await.unwrap();
    option.click().await.unwrap();
}

/// Unfolds every part of a page that can be unfolded.
async fn unfold(browser: &Browser) {
    browser
        .script("document.querySelectorAll('details.fold').forEach((it) => { it.open = true })")
        .await;
}
