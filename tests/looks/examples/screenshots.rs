//! Takes pictures of every page, as a desktop and as a phone shows it.
//!
//! `cargo run -p gantry-looks --example screenshots -- FOLDER [--dark] [--german] [PAGE …]` leaves
//! `PAGE-desktop.png` and `PAGE-phone.png` there; without a folder in `target/screenshots`.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use gantry_looks::{Wish, camera};
use gantry_web::render::Theme;

#[tokio::main]
async fn main() {
    let (switches, names): (BTreeSet<String>, Vec<String>) = {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let (switches, names): (Vec<_>, Vec<_>) =
            arguments.into_iter().partition(|it| it.starts_with("--"));
        (switches.into_iter().collect(), names)
    };
    let mut names = names.into_iter();
    let folder = PathBuf::from(names.next().unwrap_or("target/screenshots".to_owned()));
    let dark = switches.contains("--dark");
    let german = switches.contains("--german");
    let wish = Wish {
        theme: if dark { Theme::Dark } else { Theme::Light },
        lang: if german { "de" } else { "en" },
    };
    camera::take(&folder, wish, &names.collect()).await;
}
