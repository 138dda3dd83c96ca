//! Takes pictures of every page, as a desktop and as a phone shows it.
//!
//! `cargo run -p gantry-looks --example screenshots -- FOLDER [PAGE …]` leaves `PAGE-desktop.png`
//! and `PAGE-phone.png` there; without a folder in `target/screenshots`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use gantry_looks::Show;
use gantry_test_support::{Browser, Device};
use gantry_web::render::Theme;

/// The window of a desktop; the bar of the browser is part of it.
const WINDOW: (u32, u32) = (1280, 900);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or("target/screenshots".to_owned()));
    let wanted: Vec<String> = arguments.collect();
    fs::create_dir_all(&folder)?;
    let show = Show::open().await;
    for (device, suffix) in [(Device::Desktop, "desktop"), (Device::Phone, "phone")] {
        let browser = Browser::start_on(device).await;
        if device == Device::Desktop {
            browser
                .driver
                .set_window_rect(0, 0, WINDOW.0, WINDOW.1)
                .await?;
        }
        for name in Show::names() {
            if wanted.is_empty() || wanted.iter().any(|it| it == name) {
                browser.open(&show.page(name, Theme::Light)).await;
                let file = folder.join(format!("{name}-{suffix}.png"));
                browser.driver.screenshot(&file).await?;
            }
        }
    }
    Ok(())
}
