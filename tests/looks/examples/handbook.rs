//! Makes the handbook: the documentation as pages to read offline, with pictures of every page.
//!
//! `cargo run -p gantry-looks --example handbook -- FOLDER`; without a folder in `target/handbook`.

use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;

use gantry_looks::{Wish, camera, handbook};
use gantry_web::render::Theme;

#[tokio::main]
async fn main() {
    let folder = env::args().nth(1).unwrap_or("target/handbook".to_owned());
    let folder = PathBuf::from(folder);
    let wish = Wish {
        theme: Theme::Light,
        lang: "en",
    };
    camera::take(&folder.join(handbook::PICTURES), wish, &BTreeSet::new()).await;
    handbook::write(&folder);
    println!("{}", folder.join("index.html").display());
}
