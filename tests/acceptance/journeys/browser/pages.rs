//! The login page for other readers: in German, on a phone, without a mouse.

use gantry_test_support::{Browser, Device, PASSWORD, TestApp};
use thirtyfour::prelude::{Key, TypingData};

use super::chat::{Chat, log_in, shown};

#[tokio::test]
async fn a_german_browser_reads_german() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start_on(Device::GermanDesktop).await;

    chat.click_button(&browser).await;
    let heading = browser.text("h1").await;
    browser.type_into("#username", "alice").await;
    browser.type_into("#password", "not the password").await;
    browser.click("#login-submit").await;
    let notice = browser.text("[role=alert]").await;
    let language = browser.script("return document.documentElement.lang").await;
    log_in(&browser, "alice").await;

    assert_eq!(heading, "Anmelden bei Team chat");
    assert_eq!(notice, "Name und Passwort passen nicht zusammen.");
    assert_eq!(language, "de");
    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}

#[tokio::test]
async fn a_language_chosen_on_the_login_page_stays() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    browser.click("#preference-lang option[value=de]").await;
    browser.click(".preferences button").await;
    let here = browser.text("#login-submit").await;
    chat.click_button(&browser).await;
    let later = browser.text("#login-submit").await;

    assert_eq!((here.as_str(), later.as_str()), ("Anmelden", "Anmelden"));
}

#[tokio::test]
async fn the_login_page_fits_a_phone() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start_on(Device::Phone).await;

    chat.click_button(&browser).await;
    browser.find("#login-submit").await;
    let width = browser
        .script("return [innerWidth, document.documentElement.scrollWidth]")
        .await;
    let bottom = "return document.querySelector('#login-submit').getBoundingClientRect().bottom";
    let bottom = browser.script(bottom).await;
    log_in(&browser, "alice").await;

    assert_eq!(width, serde_json::json!([360, 360]));
    assert!(bottom.as_f64().unwrap() <= 640.0, "{bottom}");
    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}

#[tokio::test]
async fn the_keyboard_alone_signs_in() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    browser.open(&chat.url).await;
    browser.press(Key::Tab + "").await;
    browser.press(Key::Enter + "").await;
    browser.find("#login-submit").await;
    let first = browser.focused().await;
    browser.press(TypingData::from("alice") + Key::Tab).await;
    let second = browser.focused().await;
    browser.press(TypingData::from(PASSWORD) + Key::Tab).await;
    let third = browser.focused().await;
    let outline = "return getComputedStyle(document.activeElement).outlineStyle";
    let outline = browser.script(outline).await;
    browser.press(Key::Enter + "").await;

    assert_eq!(
        [first, second, third],
        ["username", "password", "login-submit"]
    );
    assert_ne!(outline, "none", "the focus can be seen");
    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}
