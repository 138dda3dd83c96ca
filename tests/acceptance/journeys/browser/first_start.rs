//! The first hour: a set-up link, an administrator, a Rocket.Chat, its values, and a first sign-in.

use gantry_test_support::{Browser, PASSWORD, TestApp};

use super::chat::Chat;
use super::settings_form::{add_service, enter, save};

/// Label and value of each row of the values page for the custom OAuth service; `on`, `off` and
/// the empty text for switches and blank fields.
const READ_VALUES: &str = r"
    const rows = document.querySelector('#form dl.values').querySelectorAll('.value');
    return [...rows].map((row) => {
      const code = row.querySelector('dd code');
      const state = row.querySelector('dd .state');
      const value = code ? code.textContent
        : !state ? '' : state.classList.contains('good') ? 'on' : 'off';
      return [row.querySelector('dt').textContent.trim(), value];
    });
";

async fn become_administrator(app: &TestApp, browser: &Browser) {
    let link = app.accounts.make_setup_link().await.unwrap();
    browser
        .open(&format!("{}/setup?token={}", app.url, link.expose()))
        .await;
    browser.type_into("#name", "Ada Administrator").await;
    browser.type_into("#username", "ada").await;
    browser.type_into("#email", "ada@example.org").await;
    browser.type_into("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
}

async fn add_rocketchat(chat: &Chat, browser: &Browser) -> Vec<(String, String)> {
    browser.type_into("#name", "Team chat").await;
    browser.type_into("#url", &chat.url).await;
    browser.click("main form button[type=submit]").await;
    browser.find("#form dl.values").await;
    serde_json::from_value(browser.script(READ_VALUES).await).unwrap()
}

#[tokio::test]
async fn from_the_set_up_link_to_the_first_sign_in() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected().await;
    let browser = Browser::start().await;

    become_administrator(&app, &browser).await;
    browser
        .wait_for_address(&format!("{}/admin/applications/new/rocketchat", app.url))
        .await;
    let values = add_rocketchat(&chat, &browser).await;
    add_service(&browser, &chat, "gantry").await;
    for (label, value) in &values {
        enter(&browser, label, value).await;
    }
    save(&browser).await;
    browser.open(&chat.url).await;
    browser.click("#login-gantry").await;

    assert_eq!(values.len(), 30, "{values:?}");
    let arrived = chat.arrived(&browser).await;
    assert_eq!(arrived, ["ada", "Ada Administrator", "ada@example.org"]);
}

#[tokio::test]
async fn an_old_set_up_link_leads_to_a_page_that_says_so() {
    let app = TestApp::start().await;
    let link = app.accounts.make_setup_link().await.unwrap();
    app.add_admin("ada").await;
    let browser = Browser::start().await;

    browser
        .open(&format!("{}/setup?token={}", app.url, link.expose()))
        .await;

    let problem = browser.find("#problem").await;
    assert_eq!(
        problem.attr("data-reason").await.unwrap().as_deref(),
        Some("setup_done")
    );
}
