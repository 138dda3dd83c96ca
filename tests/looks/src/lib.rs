//! The pages as people see them, with made-up people and no database behind them.
//!
//! [`Show`] serves every page of the gallery; `tests/` has axe-core judge them, and the examples
//! take pictures of them: `screenshots` for the eye, `handbook` beside the documentation.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "../../../crates/web/examples/gallery/gallery.rs"]
mod gallery;

pub mod camera;
pub mod handbook;

use gantry_web::render::Theme;

/// How a page is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Light or dark.
    pub theme: Theme,
    /// The code of a language.
    pub lang: &'static str,
}

/// The gallery on an address of its own.
#[derive(Debug)]
pub struct Show {
    address: String,
}

impl Show {
    /// Opens it; it closes with the test.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, gallery::router()).await });
        Self { address }
    }

    /// The names of all pages.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        gallery::names()
    }

    /// Where a page is, in English.
    #[must_use]
    pub fn page(&self, name: &str, theme: Theme) -> String {
        self.page_as(name, Wish { theme, lang: "en" })
    }

    /// Where a page is, in any language.
    #[must_use]
    pub fn page_as(&self, name: &str, wish: Wish) -> String {
        let theme = match wish.theme {
            Theme::Dark => "dark",
            _ => "light",
        };
        let (address, lang) = (&self.address, wish.lang);
        format!("{address}/gallery/{name}?theme={theme}&lang={lang}")
    }
}
