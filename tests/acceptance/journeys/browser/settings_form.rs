//! The chat's settings page, where an administrator types the values.

use gantry_test_support::Browser;

use super::chat::Chat;

/// Adds a custom OAuth service by name.
pub(crate) async fn add_service(browser: &Browser, chat: &Chat, name: &str) {
    browser
        .open(&format!("{}/admin/settings/OAuth", chat.url))
        .await;
    browser.type_into("#new-service", name).await;
    browser.click("#add-service").await;
    browser.find("fieldset .callback-url").await;
}

/// Enters one value under its label: typed, chosen, or a switch set `on` or `off`.
pub(crate) async fn enter(browser: &Browser, label: &str, value: &str) {
    let id = "const labels = [...document.querySelectorAll('fieldset:first-of-type label')]; \
              return labels.find((label) => label.textContent.trim() === arguments[0])?.htmlFor";
    let id = browser
        .driver
        .execute(id, vec![label.into()])
        .await
        .unwrap();
    let id = id
        .json()
        .as_str()
        .unwrap_or_else(|| panic!("no setting {label}"))
        .to_owned();
    let selector = format!("[id='{id}']");
    let field = browser.find(&selector).await;
    let is_switch = field.attr("type").await.unwrap().as_deref() == Some("checkbox");
    if is_switch {
        if field.is_selected().await.unwrap() != (value == "on") {
            browser.click(&selector).await;
        }
    } else if field.tag_name().await.unwrap() == "select" {
        let choice = value.to_lowercase();
        browser
            .click(&format!("{selector} option[value='{choice}']"))
            .await;
    } else {
        browser.type_into(&selector, value).await;
    }
}

/// Saves the page.
pub(crate) async fn save(browser: &Browser) {
    browser.click("#save").await;
    browser.find("#saved").await;
}
