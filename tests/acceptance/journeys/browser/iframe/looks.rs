//! The framed page for other readers and on small screens: all of it is seen without scrolling.

use gantry_core::access::Access;
use gantry_emulator::Outage;
use gantry_test_support::{Browser, Device, PASSWORD};

use super::super::chat::log_in;
use super::chat::{FramedChat, ONE_DOMAIN};

/// Fails if the framed page is larger than its frame; leaves a picture.
async fn fits(browser: &Browser, picture: &str) {
    let fits = "const page = document.documentElement; \
                return [page.scrollWidth <= innerWidth, page.scrollHeight <= innerHeight]";
    let fits = browser.script(fits).await;
    browser.leave_frame().await;
    browser.keep_picture(picture).await;
    browser.enter_frame("#iframe-login").await;
    assert_eq!(fits, serde_json::json!([true, true]), "{picture}");
}

async fn every_state_fits(device: Device, name: &str) {
    let chat = FramedChat::start(ONE_DOMAIN).await;
    let staff = chat.app.group("staff").await;
    chat.app.add_user_in("alice", &["staff"]).await;
    chat.change_application(|settings| settings.access = Access::any_group([staff]))
        .await;
    chat.app.add_user("eve").await;
    let browser = Browser::start_on(device).await;

    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    fits(&browser, &format!("iframe-{name}-sign-in")).await;
    chat.emulator.set_outage(Outage::Refuse503);
    browser.click("#bridge-continue").await;
    browser.go_to_newest_window(2).await;
    log_in(&browser, "alice").await;
    browser.go_to_newest_window(1).await;
    chat.in_frame(&browser, "#problem").await;
    fits(&browser, &format!("iframe-{name}-failed")).await;
    chat.emulator.set_outage(Outage::None);
    browser.click("#bridge-switch").await;
    browser.go_to_newest_window(2).await;
    browser.type_into("#username", "eve").await;
    browser.type_into("#password", PASSWORD).await;
    browser.click("#login-submit").await;
    browser.find("#problem-switch").await;
    browser.keep_picture(&format!("iframe-{name}-window")).await;
    browser.driver.close_window().await.unwrap();
    browser.go_to_newest_window(1).await;
    chat.open(&browser).await;
    chat.in_frame(&browser, "#problem").await;
    fits(&browser, &format!("iframe-{name}-obstacle")).await;
    let page = format!("{}/rocketchat/team-chat/login", chat.app.url);
    browser.open(&page).await;
    browser.find("#bridge-switch").await;
    browser.keep_picture(&format!("iframe-{name}-alone")).await;
}

#[tokio::test]
async fn every_state_of_the_framed_page_fits_a_desktop() {
    every_state_fits(Device::Desktop, "desktop").await;
}

#[tokio::test]
async fn every_state_of_the_framed_page_fits_a_dark_german_phone() {
    every_state_fits(Device::DarkGermanPhone, "phone").await;
}
