//! "My applications".

use askama::Template;

use crate::render::Shell;

/// One application this person may open.
#[derive(Clone, Debug)]
pub struct AppCard {
    /// Its name.
    pub name: String,
    /// Its host, e.g. `chat.example.org`.
    pub host: String,
    /// The address of its icon, if it has one.
    pub icon: Option<String>,
    /// The launch link, `/application/launch/<slug>/`.
    pub launch: String,
}

impl AppCard {
    /// The letter drawn when there is no icon.
    #[must_use]
    pub fn initial(&self) -> String {
        self.name
            .chars()
            .next()
            .map(|c| c.to_uppercase().collect())
            .unwrap_or_default()
    }
}

/// `/apps`.
#[derive(Template)]
#[template(path = "pages/apps.html")]
pub struct Apps {
    /// The frame.
    pub shell: Shell,
    /// What may be opened; the page says so when there is nothing.
    pub cards: Vec<AppCard>,
}
