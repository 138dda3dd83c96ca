//! "My applications": who sees what, and where a click leads.

use gantry_core::access::Access;
use gantry_core::client::{ClientSettings, Template};
use gantry_test_support::{Application, Browser, TestApp};

use super::super::chat::{Chat, shown};
use super::enter;

/// A chat that people open from here.
async fn chat(app: &TestApp) -> Chat {
    let chat = Chat::unconnected().await;
    let home = format!("{}/home", chat.url);
    chat.connect(app, |settings| settings.launch_url = Some(home))
        .await;
    chat
}

#[tokio::test]
async fn people_see_what_they_may_enter_and_a_click_opens_it() {
    let app = TestApp::start().await;
    let wiki = Application::start().await;
    let staff = app.group("staff").await;
    let settings = ClientSettings {
        template: Template::Generic,
        redirect_uris: vec![wiki.address("/callback").parse().unwrap()],
        launch_url: Some(wiki.address("/start")),
        access: Access::any_group([staff]),
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await;
    chat(&app).await;
    app.add_user("eve").await;
    app.add_user_in("alice", &["staff"]).await;
    let browser = Browser::start().await;

    enter(&app, &browser, "eve").await;
    let eves = browser.text(".app-grid").await;
    let direct = format!("{}/application/launch/wiki", app.url);
    browser.open(&direct).await;
    let refused = browser.find("#problem").await.attr("data-reason").await;
    browser.driver.delete_all_cookies().await.unwrap();
    enter(&app, &browser, "alice").await;
    let alices = browser.text(".app-grid").await;
    browser.click("a[href='/application/launch/wiki/']").await;
    browser.wait_for_address(&wiki.address("/start")).await;

    assert!(
        eves.contains("Team chat") && !eves.contains("Wiki"),
        "{eves}"
    );
    assert_eq!(refused.unwrap().as_deref(), Some("not_allowed"));
    assert!(
        alices.contains("Team chat") && alices.contains("Wiki"),
        "{alices}"
    );
}

#[tokio::test]
async fn a_chat_that_has_an_address_for_it_is_opened_at_its_own_sign_in() {
    let app = TestApp::start().await;
    let chat = chat(&app).await;
    chat.use_modern_flow();
    app.add_user("alice").await;
    let browser = Browser::start().await;

    enter(&app, &browser, "alice").await;
    browser
        .click("a[href='/application/launch/team-chat/']")
        .await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}

#[tokio::test]
async fn a_chat_without_one_is_opened_where_its_button_is() {
    let app = TestApp::start().await;
    let chat = chat(&app).await;
    app.add_user("alice").await;
    let browser = Browser::start().await;

    enter(&app, &browser, "alice").await;
    browser
        .click("a[href='/application/launch/team-chat/']")
        .await;
    browser
        .wait_for_address(&format!("{}/home", chat.url))
        .await;
    browser.click("#login-authentik").await;

    assert_eq!(chat.arrived(&browser).await, shown("alice"));
}
