//! The record of everything: searched, narrowed, and taken out as a file.

use std::path::Path;
use std::time::Duration;

use gantry_test_support::{Browser, TestApp};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::chat::log_in;
use super::{administer, enter, open};

/// Files that the browser downloads go here.
async fn downloads(browser: &Browser) -> TempDir {
    let folder = TempDir::new().unwrap();
    let wish = json!({ "behavior": "allow", "downloadPath": folder.path() });
    let protocol = browser.driver.cdp();
    let set = protocol.send_raw("Browser.setDownloadBehavior", wish).await;
    set.unwrap();
    folder
}

/// A file, as soon as all of it is there.
async fn downloaded(folder: &Path, name: &str) -> String {
    for _ in 0..200 {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no {name} was downloaded");
}

/// Chooses and types; the events of the lines that are found.
async fn search(browser: &Browser, event: &str, person: &str) -> Vec<String> {
    browser
        .click(&format!("#event option[value='{event}']"))
        .await;
    browser.type_into("#person", person).await;
    browser
        .click("form[action='/admin/audit'] button[type=submit]")
        .await;
    browser.find("#audit").await;
    let rows = "return [...document.querySelectorAll('#audit tbody tr')].map((it) => it.innerText)";
    serde_json::from_value(browser.script(rows).await).unwrap()
}

/// Somebody signs in, after a wrong password.
async fn stumble(app: &TestApp, browser: &Browser, username: &str) {
    open(app, browser, "/login").await;
    browser.type_into("#username", username).await;
    browser.type_into("#password", "something else").await;
    browser.click("#login-submit").await;
    browser.find("[role=alert]").await;
    log_in(browser, username).await;
    browser.wait_for_address(&format!("{}/apps", app.url)).await;
    browser.driver.delete_all_cookies().await.unwrap();
}

#[tokio::test]
async fn what_a_search_finds_is_what_is_taken_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let browser = Browser::start().await;
    let folder = downloads(&browser).await;

    stumble(&app, &browser, "alice").await;
    stumble(&app, &browser, "bob").await;
    administer(&app, &browser).await;
    app.accounts.trail().flush().await;
    open(&app, &browser, "/admin/audit").await;
    let about_alice = search(&browser, "sign_in", "alice").await;
    browser.click("#outcome option[value='refused']").await;
    let refused = search(&browser, "sign_in", "alice@example.org").await;
    browser.click("#export button[value='jsonl']").await;
    let lines = downloaded(folder.path(), "trail.jsonl").await;
    browser.click("#export button[value='csv']").await;
    let table = downloaded(folder.path(), "trail.csv").await;

    assert_eq!(about_alice.len(), 2, "{about_alice:?}");
    assert_eq!(refused.len(), 1, "{refused:?}");
    let words = "Name and password did not match";
    assert!(refused[0].contains(words), "{refused:?}");
    let records: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(records.len(), 1, "{lines}");
    assert_eq!(records[0]["event"], "sign_in");
    assert_eq!(records[0]["reason"], "wrong_password");
    assert_eq!(table.lines().count(), 2, "{table}");
    let exports = app.trail().await;
    assert_eq!(exports.iter().filter(|it| *it == "exported ok").count(), 2);
}

#[tokio::test]
async fn days_and_applications_narrow_a_search_and_the_address_keeps_it() {
    let app = TestApp::start().await;
    app.add_rocketchat().await;
    let browser = Browser::start().await;

    administer(&app, &browser).await;
    open(&app, &browser, "/admin/audit").await;
    browser
        .click("#application option[value='team-chat']")
        .await;
    let found = search(&browser, "client_added", "").await;
    let address = browser.address().await;
    browser.driver.delete_all_cookies().await.unwrap();
    enter(&app, &browser, "ada").await;
    browser.open(&address).await;
    let again = browser.text("#audit tbody").await;
    open(&app, &browser, "/admin/audit?until=2020-01-01").await;
    let early = browser.text(".empty").await;

    assert_eq!(found.len(), 1, "{found:?}");
    assert!(again.contains("Application added"), "{again}");
    assert_eq!(early, "Nothing recorded fits.");
}
