//! When it does not work: pages that say why, and a way back.

use gantry_core::access::Access;
use gantry_test_support::{Browser, TestApp};

use super::chat::{Chat, log_in};

/// Waits until the browser is back on the chat's page with its button, and nobody is signed in.
async fn assert_back_in_the_chat(chat: &Chat, browser: &Browser) {
    browser.wait_for_address(&format!("{}/", chat.url)).await;
    browser.find("#login-authentik").await;
    let status = "const done = arguments[0]; \
                  fetch('/emulator/me').then((answer) => done(answer.status))";
    let status = browser
        .driver
        .execute_async(status, Vec::new())
        .await
        .unwrap();
    assert_eq!(status.json(), &serde_json::json!(401));
}

#[tokio::test]
async fn cancelling_the_login_returns_to_the_chat() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    browser.click("button[name=cancel]").await;

    assert_back_in_the_chat(&chat, &browser).await;
    assert_eq!(chat.errors(), ["Error in OAuth Server: access_denied"]);
}

#[tokio::test]
async fn cancelling_the_login_in_a_popup_closes_it() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    chat.set("login_style", "popup");
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    browser.go_to_newest_window(2).await;
    browser.click("button[name=cancel]").await;
    browser.go_to_newest_window(1).await;

    assert_back_in_the_chat(&chat, &browser).await;
    assert_eq!(chat.errors(), ["Error in OAuth Server: access_denied"]);
}

#[tokio::test]
async fn a_person_outside_the_allowed_groups_is_told_so() {
    let app = TestApp::start().await;
    let staff = app.group("staff").await;
    let chat = Chat::connected_with(&app, |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    app.add_user_in("eve", &["visitors"]).await;
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    log_in(&browser, "eve").await;
    let problem = browser.find("#problem").await;
    let reason = problem.attr("data-reason").await.unwrap();
    let groups = browser.text("#problem .chips").await;
    let code = browser.text("#problem-code").await;
    browser.click("#problem-back").await;

    assert_eq!(reason.as_deref(), Some("not_allowed"));
    assert_eq!(groups, "staff");
    assert!(code.len() > 4, "{code}");
    assert_back_in_the_chat(&chat, &browser).await;
    assert_eq!(chat.errors(), ["Error in OAuth Server: access_denied"]);
    assert!(chat.emulator.user("eve").is_none());
}

#[tokio::test]
async fn an_unregistered_address_is_shown_beside_the_registered_one() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let typed = chat.url.replace("localhost", "127.0.0.1");
    chat.emulator
        .settings()
        .set("Site_Url", typed.clone())
        .unwrap();
    let browser = Browser::start().await;

    chat.click_button(&browser).await;
    let problem = browser.find("#problem").await;
    let reason = problem.attr("data-reason").await.unwrap();
    let marks = "return [...document.querySelectorAll('#problem mark')].map(m => m.innerText)";
    let marks = browser.script(marks).await;
    let text = browser.text("#problem").await;

    assert_eq!(reason.as_deref(), Some("redirect_uri_mismatch"));
    assert!(
        text.contains(&format!("{typed}/_oauth/authentik")),
        "{text}"
    );
    assert!(
        text.contains(&format!("{}/_oauth/authentik", chat.url)),
        "{text}"
    );
    assert_eq!(marks, serde_json::json!(["127.0.0.1", "localhost"]));
    assert!(browser.address().await.starts_with(&app.url));
}
