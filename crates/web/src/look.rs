//! What this place is called and looks like, and the style sheet of its colour.
//!
//! Pages hold no inline styles. A colour is a style sheet of its own, whose address names the colour;
//! everything else follows from it, so that nobody has to look anything up.

use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_accounts::settings::Branding;
use gantry_core::accent::{Accent, Shades};
use serde::Deserialize;

use crate::http::state::AppState;
use crate::i18n::{Language, LanguageWishes};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Name, colour, logo and languages of the pages.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The name on every page.
    pub name: String,
    /// The colour of buttons and links, as `#rrggbb`; ours if none is named.
    pub accent: Option<String>,
    /// The public name of the logo.
    pub logo: Option<String>,
    /// The languages that are offered; none named means all.
    pub languages: Vec<Language>,
    /// The language of whoever wishes for none of them.
    pub usual: Option<Language>,
}

impl Look {
    /// As it is set now.
    pub(crate) async fn of(app: &AppState) -> Result<Self, Error> {
        let set: Branding = app.accounts().settings().await?;
        let languages = set.languages.iter();
        Ok(Self {
            name: set.name.unwrap_or_else(|| app.brand_name.to_string()),
            accent: set.accent,
            logo: set.logo,
            languages: languages.filter_map(|it| Language::from_tag(it)).collect(),
            usual: set.default_language.as_deref().and_then(Language::from_tag),
        })
    }

    /// As the operator's settings have it, for when nobody can be asked.
    pub(crate) fn plain(app: &AppState) -> Self {
        Self {
            name: app.brand_name.to_string(),
            ..Self::default()
        }
    }

    /// The same in an application's colour, if it has one.
    #[must_use]
    pub fn coloured(mut self, accent: Option<&String>) -> Self {
        self.accent = accent.cloned().or(self.accent);
        self
    }

    /// The languages to choose from.
    #[must_use]
    pub fn offered(&self) -> &[Language] {
        if self.languages.is_empty() {
            &Language::ALL
        } else {
            &self.languages
        }
    }

    /// The language that a reader gets.
    pub(crate) fn language(&self, wishes: &LanguageWishes<'_>) -> Language {
        let usual = self.usual.or_else(|| self.languages.first().copied());
        Language::negotiate_among(wishes, self.offered(), usual.unwrap_or_default())
    }

    /// The address of the style sheet of the colour.
    #[must_use]
    pub fn style_sheet(&self) -> Option<String> {
        let accent: Accent = self.accent.as_deref()?.parse().ok()?;
        let name = accent.to_string();
        Some(format!("/theme.css?v={}", name.trim_start_matches('#')))
    }

    /// The address of the logo.
    #[must_use]
    pub fn logo_address(&self) -> Option<String> {
        self.logo.as_ref().map(|handle| picture_address(handle))
    }
}

/// Where a picture is, by its public name.
pub(crate) fn picture_address(handle: &str) -> String {
    format!("/avatar/{handle}")
}

/// The colour that the address names.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    v: String,
}

/// `GET /theme.css?v=…`
pub(crate) async fn theme(Query(named): Query<Named>) -> Response {
    let accent = format!("#{}", named.v).parse::<Accent>();
    let Some(accent) = accent.ok().filter(|accent| accent.stands_out()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    (headers, sheet(accent)).into_response()
}

fn sheet(accent: Accent) -> String {
    let (light, dark) = (properties(accent.light()), properties(accent.dark()));
    format!(
        ":root{{{light}}}\n\
         @media (prefers-color-scheme: dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\n\
         :root[data-theme=\"dark\"]{{{dark}}}\n"
    )
}

fn properties(shades: Shades) -> String {
    format!(
        "--accent:{};--on-accent:{};--accent-text:{}",
        shades.accent, shades.on_accent, shades.text
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_style_sheet_for_light_and_dark_pages() {
        let look = Look::default().coloured(Some(&"#7A1FA2".to_owned()));

        let sheet = sheet("#7a1fa2".parse().unwrap());

        assert_eq!(look.style_sheet().as_deref(), Some("/theme.css?v=7a1fa2"));
        assert!(
            sheet.starts_with(":root{--accent:#7a1fa2;--on-accent:#ffffff"),
            "{sheet}"
        );
        assert_eq!(sheet.matches("--accent:").count(), 3, "{sheet}");
    }

    #[test]
    fn a_reader_gets_one_of_the_languages_that_are_offered() {
        let german = Look {
            languages: vec![Language::De],
            ..Look::default()
        };
        let wishes = LanguageWishes {
            stored: Some("en"),
            accept_language: Some("en, de;q=0.1"),
            ..LanguageWishes::default()
        };

        assert_eq!(german.language(&wishes), Language::De);
        assert_eq!(Look::default().language(&wishes), Language::En);
    }
}
