//! Takes pictures of whole pages, as long as they are, with a desktop's or a phone's width.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gantry_test_support::{Browser, Device};
use serde_json::{Value, json};
use thirtyfour::support::base64_decode;

use crate::{Show, Wish};

/// The window of a desktop; the bar of the browser is part of it.
const WINDOW: (u32, u32) = (1280, 900);

/// What a picture's file is called.
#[must_use]
pub fn file_name(page: &str, phone: bool) -> String {
    let width = if phone { "phone" } else { "desktop" };
    format!("{page}-{width}.png")
}

/// Leaves `PAGE-desktop.png` and `PAGE-phone.png` of the wanted pages in a folder; of every page
/// if none is named.
///
/// # Panics
/// If there is no browser, or no room on the disk.
pub async fn take(folder: &Path, wish: Wish, wanted: &BTreeSet<String>) {
    fs::create_dir_all(folder).unwrap();
    let show = Show::open().await;
    for phone in [false, true] {
        let device = if phone {
            Device::Phone
        } else {
            Device::Desktop
        };
        let browser = Browser::start_on(device).await;
        if !phone {
            let resized = browser.driver.set_window_rect(0, 0, WINDOW.0, WINDOW.1);
            resized.await.unwrap();
        }
        for page in Show::names() {
            if wanted.is_empty() || wanted.contains(page) {
                browser.open(&show.page_as(page, wish)).await;
                let file = folder.join(file_name(page, phone));
                fs::write(file, picture(&browser).await).unwrap();
            }
        }
    }
}

async fn picture(browser: &Browser) -> Vec<u8> {
    let tools = browser.driver.cdp();
    let bare = json!({ "hidden": true });
    let hidden = tools.send_raw("Emulation.setScrollbarsHidden", bare);
    hidden.await.unwrap();
    let whole = json!({ "format": "png", "captureBeyondViewport": true });
    let answer = tools.send_raw("Page.captureScreenshot", whole);
    let answer = answer.await.unwrap();
    let data = answer.get("data").and_then(Value::as_str);
    base64_decode(data.unwrap()).unwrap()
}
