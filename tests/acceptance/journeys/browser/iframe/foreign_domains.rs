//! Chat and Gantry under two domains: a window carries the sign-in into the frame by a code, and
//! the frame has a cookie of its own.

use gantry_test_support::{Browser, Device};
use serde_json::Value;

use super::chat::{FramedChat, TWO_DOMAINS};

/// Whether the frame may keep a cookie that is not its own below the chat.
async fn keeps_plain_cookies(chat: &FramedChat, browser: &Browser) -> bool {
    chat.in_frame(browser, "#bridge-continue").await;
    let probe = "document.cookie = 'probe=1; SameSite=None; Secure'; return document.cookie";
    let kept = browser.script(probe).await;
    browser.leave_frame().await;
    kept.as_str().unwrap().contains("probe=1")
}

async fn sign_in_and_reload(device: Device) -> (FramedChat, Vec<Value>) {
    let chat = FramedChat::start(TWO_DOMAINS).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start_on(device).await;
    chat.open(&browser).await;
    let kept = keeps_plain_cookies(&chat, &browser).await;

    chat.sign_in(&browser, "alice").await;
    chat.open(&browser).await;
    chat.arrived(&browser, "alice").await;
    let calls = chat.calls_at_rest(&browser).await;

    assert_eq!(kept, device != Device::Guarded);
    assert_eq!(calls, 2, "once for each part of the client");
    assert_eq!(chat.count("/users.createToken"), 1);
    let cookies = browser.all_cookies().await;
    (chat, cookies)
}

fn named<'a>(cookies: &'a [Value], name: &str) -> &'a Value {
    let mut found = cookies.iter().filter(|cookie| cookie["name"] == name);
    let cookie = found.next().unwrap_or_else(|| panic!("{cookies:?}"));
    assert!(found.next().is_none(), "{cookies:?}");
    cookie
}

#[tokio::test]
async fn rc_iframe_29_the_frame_has_a_cookie_of_its_own_below_the_chat() {
    let (_chat, cookies) = sign_in_and_reload(Device::Desktop).await;

    let bridge = named(&cookies, "gantry-bridge");
    assert_eq!(bridge["sameSite"], "None");
    assert_eq!([&bridge["secure"], &bridge["httpOnly"]], [true, true]);
    assert_eq!(bridge["partitionKey"]["hasCrossSiteAncestor"], true);
    let site = bridge["partitionKey"]["topLevelSite"].as_str().unwrap();
    assert!(site.starts_with("http://"), "{site}");
}

#[tokio::test]
async fn rc_iframe_30_the_sessions_own_cookie_stays_out_of_frames() {
    let (_chat, cookies) = sign_in_and_reload(Device::Desktop).await;

    let session = named(&cookies, "gantry-session");
    assert_eq!(session["sameSite"], "Lax");
    assert!(session["partitionKey"].is_null(), "{session}");
}

#[tokio::test]
async fn a_browser_that_keeps_foreign_cookies_out_signs_in_and_stays_in() {
    let (chat, cookies) = sign_in_and_reload(Device::Guarded).await;

    named(&cookies, "gantry-bridge");
    assert_eq!(chat.emulator.login_tokens("alice").len(), 1);
}

#[tokio::test]
async fn rc_iframe_28_a_frame_opened_in_two_tabs_signs_in_in_each() {
    let chat = FramedChat::start(TWO_DOMAINS).await;
    chat.app.add_user("alice").await;
    let browser = Browser::start().await;
    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    let first = browser.driver.window().await.unwrap();
    let second = browser.driver.new_tab().await.unwrap();
    browser.driver.switch_to_window(second).await.unwrap();
    chat.open(&browser).await;
    chat.in_frame(&browser, "#bridge-continue").await;
    browser.driver.close_window().await.unwrap();
    browser.driver.switch_to_window(first).await.unwrap();

    chat.sign_in(&browser, "alice").await;

    assert_eq!(chat.count("/users.createToken"), 1);
}
