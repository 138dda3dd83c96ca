//! What a session at Gantry spares a person, and how it ends.

use gantry_test_support::{Browser, TestApp};

use super::chat::{Chat, log_in, shown};

#[tokio::test]
async fn the_second_click_signs_in_without_a_page() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;
    chat.arrived(&browser).await;
    browser.click("#logout").await;
    browser.find("#login-authentik").await;

    browser.click("#login-authentik").await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
    let users = chat.emulator.users().len();
    assert_eq!(users, 2, "alice and the administrator");
}

#[tokio::test]
async fn signing_out_of_the_chat_by_the_recipe_ends_the_session_at_gantry() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected().await;
    let client = chat.connect(&app, |_| {}).await;
    // The script of docs/rocketchat.md.
    let script = format!(
        "window.location.assign('{}/application/o/end-session/' + '?client_id={}' \
         + '&post_logout_redirect_uri=' + encodeURIComponent('{}/'));",
        app.url, client.id, chat.url
    );
    chat.emulator
        .settings()
        .set("Custom_Script_On_Logout", script)
        .unwrap();
    app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.click_button(&browser).await;
    log_in(&browser, "alice").await;
    chat.arrived(&browser).await;

    browser.click("#logout").await;
    browser.click("#logout-yes").await;
    browser.wait_for_address(&format!("{}/", chat.url)).await;
    browser.click("#login-authentik").await;

    browser.find("#login-submit").await;
    assert!(
        browser
            .address()
            .await
            .starts_with(&format!("{}/login", app.url))
    );
}

#[tokio::test]
async fn two_chats_that_wait_in_two_tabs_do_not_mix() {
    let app = TestApp::start().await;
    let (first, second) = (Chat::connected(&app).await, Chat::connected(&app).await);
    app.add_user("alice").await;
    let browser = Browser::start().await;

    first.click_button(&browser).await;
    browser.find("#login-submit").await;
    let first_tab = browser.driver.window().await.unwrap();
    let second_tab = browser.driver.new_tab().await.unwrap();
    browser.driver.switch_to_window(second_tab).await.unwrap();
    second.click_button(&browser).await;
    log_in(&browser, "alice").await;
    let in_second = second.arrived(&browser).await;
    browser.driver.switch_to_window(first_tab).await.unwrap();
    log_in(&browser, "alice").await;
    let in_first = first.arrived(&browser).await;

    assert_eq!((in_first, in_second), (shown("alice"), shown("alice")));
    assert_eq!(first.errors().len() + second.errors().len(), 0);
}
