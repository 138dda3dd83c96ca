//! Shows every page with made-up people, to look at it in any language, theme and size.
//!
//! `cargo run -p gantry-web --example gallery`, then open `http://127.0.0.1:9900/gallery/`, e.g.
//! `/gallery/login?lang=de&theme=dark`. The tests look at the same pages.

// By its path, so that its modules stand beside it and the tests can take them too.
#[path = "gallery.rs"]
mod gallery;

use std::error::Error;

const ADDRESS: &str = "127.0.0.1:9900";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    println!("http://{ADDRESS}/gallery/");
    axum::serve(listener, gallery::router()).await?;
    Ok(())
}
